/** This site's own stylizer, as it stands on every page: the element, its worker, its package. */
const host = document.querySelector('style-transfer');

globalThis.rival = {
  load: () => host.load(),

  /** @param {string} content @param {string} style names of files; what was chosen before stays */
  async choose(content, style) {
    host.session.outcome = null; // without a result on show, a choice does not start a run
    for (const [role, name] of [['content', content], ['style', style]]) {
      if (host.session.state[role]?.title === name) continue;
      const blob = await (await fetch(`pictures/${name}.png`)).blob();
      await host.chooser.file(role, new File([blob], `${name}.png`, {type: 'image/png'}));
    }
  },

  /** @returns RGB of the result in [0, 1], (H, W, 3) */
  async run() {
    await host.stylize();
    const {data} = host.session.outcome.after;
    return Float32Array.from({length: (data.length / 4) * 3}, (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)] / 255);
  },
};
