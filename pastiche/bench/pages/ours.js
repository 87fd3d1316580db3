/** This site's own stylizer, as it stands on every page: the element, its worker, its package. */
const host = document.querySelector('style-transfer');

/** @param {() => unknown} isSo */
async function until(isSo) {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve));
}

globalThis.rival = {
  /** @param {string} backend the only one to try */
  use: (backend) => host.setAttribute('backend', backend),

  /** `?attention=0` in the page's address: as AdaIN, for networks that have attention. */
  load() {
    const attention = new URLSearchParams(location.search).get('attention');
    if (attention) host.session.set('attention', Number(attention));
    return host.load();
  },

  /** @param {string} content @param {string} style names of files; what was chosen before stays */
  async choose(content, style) {
    host.session.outcome = null; // without a result on show, a choice does not start a run
    for (const [role, name] of [['content', content], ['style', style]]) {
      if (host.session.state[role]?.title === name) continue;
      const blob = await (await fetch(`pictures/${name}.png`)).blob();
      await host.chooser.file(role, new File([blob], `${name}.png`, {type: 'image/png'}));
    }
  },

  /** @returns what makes the RGB of the result in [0, 1], (H, W, 3); it is on show before */
  async run() {
    await host.stylize();
    const {data} = host.session.outcome.after;
    return () => Float32Array.from({length: (data.length / 4) * 3}, (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)] / 255);
  },

  /** @param {number} count @returns milliseconds from pointing at a place to seeing where it looks, for each */
  async points(count) {
    const {engine} = host.session;
    const ask = engine.look.bind(engine);
    let answer;
    engine.look = (question) => (answer = ask(question));
    host.shadowRoot.querySelector('.look').click();
    await until(() => answer);
    await answer;
    const pad = host.shadowRoot.querySelector('.pad');
    const {left, top, width, height} = pad.getBoundingClientRect();
    const times = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      const at = {clientX: left + (width * ((7 * i) % count)) / count, clientY: top + (height * i) / count};
      answer = null;
      pad.dispatchEvent(new PointerEvent('pointermove', {pointerType: 'mouse', ...at}));
      await until(() => answer);
      await answer;
      await new Promise((resolve) => setTimeout(resolve)); // by then it is drawn
      times.push(performance.now() - start);
    }
    return times;
  },

  /** @param {number} side in pixels @param {number} seconds @returns frames per second of a camera painted live */
  async framesPerSecond(side, seconds) {
    const find = (what) => host.shadowRoot.querySelector(what);
    find('.live-open').click();
    await until(() => find('.live-camera'));
    find('.live-camera').click();
    await until(() => find('[data-live=open]'));
    const size = find('[name=live-size]');
    size.value = String(side);
    size.dispatchEvent(new Event('change'));
    find('.live-go').click();
    const frames = () => Number(find('.live').dataset.frames ?? 0);
    await until(() => frames() >= 3);
    const [first, start] = [frames(), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    const rate = (1000 * (frames() - first)) / (performance.now() - start);
    find('.live-close').click();
    return rate;
  },
};
