/**
 * The stylizer's looks: builds the shadow tree once and shows a state in it. Decides nothing;
 * gestures go to the handlers it is given.
 */
import {CompareSlider} from './compare-slider.js';
import {h} from './dom.js';
import {isRecoverable} from './errors.js';
import {toCanvas} from './image-io.js';
import {LABELS, SENTENCES, errorSentence, noticeSentence, percent} from './messages.en.js';
import {PictureWell, acceptDrops} from './picture-well.js';
import {LADDER} from './plan.js';
import {BUSY} from './state.js';

/**
 * @typedef {import('./picture-well.js').Role} Role
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Handlers
 * @property {(role: Role, file: Blob) => void} file
 * @property {(role: Role, sample: import('./picture-well.js').Sample) => void} sample
 * @property {(name: keyof import('./state.js').Settings, value: number) => void} set
 * @property {() => void} stylize
 * @property {() => void} cancel
 * @property {(type: string) => void} save
 */

export class View {
  /**
   * @param {{contents: import('./picture-well.js').Sample[], styles: import('./picture-well.js').Sample[],
   *   bytes: number}} config
   * @param {Handlers} on
   */
  constructor({contents, styles, bytes}, on) {
    this.bytes = bytes;
    /** @type {State['error']} the one on show */
    this.error = null;
    this.compare = new CompareSlider();
    this.picture = h('div', {class: 'picture'}, h('p', {class: 'invitation'}, LABELS.invitation));
    this.caption = h('p', {class: 'caption'});
    this.wells = {content: this.#well('content', contents, on), style: this.#well('style', styles, on)};

    this.go = h('button', {type: 'button', class: 'go'});
    this.go.addEventListener('click', () => {
      if (this.go.ariaDisabled === 'true') return;
      this.#bringUp(stage, 'start');
      on.stylize();
    });
    this.stop = button('stop', LABELS.cancel, () => {
      on.cancel();
      this.go.focus({preventScroll: true}); // this button goes, and the focus with it
    });
    this.bar = h('progress', {max: '1', 'aria-label': LABELS.progress});
    this.doing = h('p', {class: 'doing'});
    this.veil = h('div', {class: 'veil'}, this.doing, this.bar, this.stop);
    this.status = h('div', {class: 'status', role: 'status'});
    this.saves = h(
      'div',
      {class: 'saves', role: 'group', 'aria-label': LABELS.download},
      button('save', LABELS.png, () => on.save('image/png')),
      button('save', LABELS.jpeg, () => on.save('image/jpeg')),
    );
    this.strength = slider('strength', LABELS.strength, on);
    this.keepDetail = slider('keepDetail', LABELS.keepDetail, on);
    this.maxSize = choice(on);

    const stage = h(
      'figure',
      {class: 'stage'},
      h('div', {class: 'wall'}, this.picture, this.veil),
      h('figcaption', {class: 'under'}, this.caption, this.saves),
    );
    this.root = h(
      'div',
      {class: 'frame', part: 'frame'},
      stage,
      h('div', {class: 'wells'}, this.wells.content.root, this.wells.style.root),
      h(
        'div',
        {class: 'desk'},
        this.go,
        this.status,
        h(
          'div',
          {class: 'settings', role: 'group', 'aria-label': LABELS.settings},
          this.strength.root,
          this.keepDetail.root,
          this.maxSize.root,
        ),
      ),
    );
    // Beside the wells too: elsewhere a dropped file would take the place of the page.
    for (const target of [stage, this.root]) acceptDrops(target, (file) => on.file('content', file));
  }

  /** @param {Role} role @param {import('./picture-well.js').Sample[]} samples @param {Handlers} on */
  #well(role, samples, on) {
    return new PictureWell(role, samples, {
      file: (file) => on.file(role, file),
      sample: (sample) => on.sample(role, sample),
    });
  }

  /**
   * On a small screen what happens may happen out of sight: scrolls there if so.
   * @param {Element} element @param {ScrollLogicalPosition} block
   */
  #bringUp(element, block) {
    const {top, bottom} = element.getBoundingClientRect();
    if (top >= 0 && (top + bottom) / 2 < innerHeight) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({block, behavior: still ? 'instant' : 'smooth'});
  }

  /** Shows everything that follows from the state; pictures have their own methods. @param {State} state */
  show({phase, settings, progress, modelReady, result, notices, error}) {
    const busy = BUSY.has(phase);
    this.veil.hidden = !busy;
    this.veil.classList.toggle('slim', busy && result !== null && phase === 'running');
    this.saves.hidden = result === null;
    this.strength.show(settings.strength);
    this.keepDetail.show(settings.keepDetail);
    this.maxSize.show(settings.maxSize);

    if (progress) {
      this.bar.max = progress.total;
      this.bar.value = progress.loaded;
    } else this.bar.removeAttribute('value');
    this.doing.textContent = doing(phase, progress);

    this.go.ariaDisabled = String(busy); // not disabled, which would take the focus away
    const size = modelReady ? [] : [h('small', {}, SENTENCES.downloadSize(this.bytes))];
    const aboutChoice = error !== null && /^(picture|sample|nothing)-/.test(error.code);
    const again = error !== null && isRecoverable(error.code) && !aboutChoice;
    const words = again ? LABELS.retry : LABELS.stylize;
    setChildren(this.go, h('span', {}, words), ...size);

    const sentences = notices.map(noticeSentence);
    if (error) sentences.push(errorSentence(error));
    else if (busy) sentences.unshift(announced(phase));
    else if (result && phase === 'done') sentences.unshift(SENTENCES.done({...result}));
    else sentences.push(SENTENCES.promise());
    this.status.classList.toggle('bad', error !== null);
    setChildren(this.status, ...sentences.map((sentence) => h('p', {}, sentence)));
    if (error && error !== this.error) this.#bringUp(this.status, 'nearest');
    this.error = error;
  }

  /**
   * Before and after, as canvases or pictures.
   * @param {HTMLElement} before @param {HTMLElement} after
   * @param {{width: number, height: number}} size @param {string} caption
   */
  showPair(before, after, size, caption) {
    this.compare.show(before, after, size);
    this.saves.classList.remove('stale');
    if (this.compare.root.parentNode !== this.picture) this.picture.replaceChildren(this.compare.root);
    this.caption.textContent = caption;
  }

  /** A result. @param {import('./session.js').Outcome} outcome @param {string} caption */
  showOutcome({before, after}, caption) {
    const [under, over] = [toCanvas(after), toCanvas(before)];
    label(under, caption);
    label(over, LABELS.before);
    this.showPair(over, under, after, caption);
  }

  /** A content that is not painted yet. @param {import('./image-io.js').Picture} picture */
  showContent({url, title, width, height}) {
    const image = h('img', {src: url, alt: title, class: 'alone'});
    image.style.setProperty('--w', String(width));
    image.style.setProperty('--h', String(height));
    this.picture.replaceChildren(image);
    this.saves.classList.add('stale'); // the result there may be is of another picture
    this.caption.textContent = title;
  }
}

/** @param {HTMLCanvasElement} canvas @param {string} text */
function label(canvas, text) {
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', text);
}

/** @param {State['phase']} phase @param {State['progress']} progress */
function doing(phase, progress) {
  if (phase === 'downloading' && progress) return SENTENCES.downloading(progress.loaded, progress.total);
  return BUSY.has(phase) ? announced(phase) : '';
}

/** Said once per phase, not at every step. @param {State['phase']} phase */
function announced(phase) {
  if (phase === 'downloading') return SENTENCES.fetching();
  return phase === 'warming' ? SENTENCES.warming() : SENTENCES.running();
}

/** Replaces children only when their text changed: a live region speaks on every change. */
function setChildren(/** @type {HTMLElement} */ element, /** @type {HTMLElement[]} */ ...children) {
  const text = (/** @type {Element[]} */ nodes) => nodes.map((n) => n.textContent).join('\n');
  if (text([...element.children]) !== text(children)) element.replaceChildren(...children);
}

/** @param {string} className @param {string} text @param {() => void} click */
function button(className, text, click) {
  const element = h('button', {type: 'button', class: className}, text);
  element.addEventListener('click', click);
  return element;
}

/** @param {'strength' | 'keepDetail'} name @param {string} text @param {Handlers} on */
function slider(name, text, on) {
  const range = h('input', {type: 'range', min: '0', max: '100', step: '5', name});
  const value = h('span', {class: 'value', 'aria-hidden': 'true'});
  const root = h('label', {class: 'slider'}, h('span', {}, text), value, range);
  range.addEventListener('input', () => on.set(name, Number(range.value) / 100));
  return {
    root,
    show(/** @type {number} */ share) {
      range.value = String(Math.round(share * 100));
      range.setAttribute('aria-valuetext', percent(share));
      value.textContent = percent(share);
    },
  };
}

/** @param {Handlers} on */
function choice(on) {
  const options = LADDER.map((size) => h('option', {value: String(size)}, SENTENCES.pixels(size)));
  const select = h('select', {name: 'maxSize'}, ...options);
  select.addEventListener('change', () => on.set('maxSize', Number(select.value)));
  return {
    root: h('label', {class: 'choice'}, h('span', {}, LABELS.maxSize), select),
    show(/** @type {number} */ size) {
      select.value = String(size);
    },
  };
}
