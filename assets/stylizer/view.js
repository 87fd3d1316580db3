/**
 * The stylizer's looks: builds the shadow tree once and shows a state in it. Decides nothing;
 * gestures go to the handlers it is given.
 */
import {CompareSlider} from './compare-slider.js';
import {LOOK, SCALE, SHARE, TIMES, choice, slider, tick} from './controls.js';
import {h, setChildren} from './dom.js';
import {isRecoverable} from './errors.js';
import {toCanvas} from './image-io.js';
import {LABELS, SENTENCES, errorSentence, noticeSentence} from './messages.js';
import {PictureWell, acceptDrops} from './picture-well.js';
import {offered, wasmLimits} from './plan.js';
import {sizeCost} from './size-cost.js';
import {BUSY, picturesOf} from './state.js';

/**
 * @typedef {import('./picture-well.js').Role} Role
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Handlers
 * @property {(role: Role, file: Blob, all?: File[]) => void} file several content files are a queue
 * @property {(role: Role, sample: import('./picture-well.js').Sample) => void} sample
 * @property {(name: keyof import('./state.js').Settings, value: number) => void} set
 * @property {(model: string) => void} use
 * @property {() => void} stylize
 * @property {() => void} cancel
 */

/** Bytes above which the button itself says that it downloads. */
const LARGE = 10e6;

export class View {
  /**
   * @param {{contents: import('./picture-well.js').Sample[], styles: import('./picture-well.js').Sample[],
   *   models: import('./session.js').Model[]}} config
   * @param {Handlers} on @param {boolean} [isSharp] whether there is to be a control of the attention
   */
  constructor({contents, styles, models}, on, isSharp = false) {
    this.models = models;
    this.isSharp = isSharp;
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
    this.actions = h('div', {class: 'actions', role: 'group', 'aria-label': LABELS.result});
    this.actions.hidden = true;
    this.strength = slider('strength', LABELS.strength, SHARE, on.set);
    this.keepDetail = slider('keepDetail', LABELS.keepDetail, SHARE, on.set);
    this.iterations = slider('iterations', LABELS.iterations, TIMES, on.set);
    this.attention = slider('attention', LABELS.attention, LOOK, on.set);
    this.styleSize = slider('styleSize', LABELS.styleSize, SCALE, on.set);
    this.keepColours = slider('keepColours', LABELS.keepColours, SHARE, on.set);
    this.matchColours = slider('matchColours', LABELS.matchColours, SHARE, on.set);
    this.maxSize = choice('maxSize', LABELS.maxSize, (value) => on.set('maxSize', Number(value)));
    this.enlarge = tick('enlarge', on.set);
    this.cost = h('p', {class: 'cost'});
    this.model = choice('model', LABELS.model, on.use);
    this.model.offer(models.map(({name, title, bytes}) => [name, SENTENCES.model(title, bytes)]));
    this.model.root.hidden = models.length < 2;

    const stage = h(
      'figure',
      {class: 'stage'},
      h('div', {class: 'wall'}, this.picture, this.veil),
      h('figcaption', {class: 'under'}, this.caption, this.actions),
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
          this.attention.root,
          this.keepDetail.root,
          this.iterations.root,
          this.styleSize.root,
          this.keepColours.root,
          this.matchColours.root,
          this.maxSize.root,
          this.enlarge.root,
          this.cost,
          this.model.root,
        ),
      ),
    );
    // Beside the wells too: elsewhere a dropped file would take the place of the page.
    for (const target of [stage, this.root]) acceptDrops(target, (...files) => on.file('content', ...files));
  }

  /** @param {Role} role @param {import('./picture-well.js').Sample[]} samples @param {Handlers} on */
  #well(role, samples, on) {
    return new PictureWell(role, samples, {
      file: (file, all) => on.file(role, file, all),
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
  show(state) {
    const {phase, model, content, settings, progress, modelReady, limits, result, preview, notices, error} = state;
    const network = /** @type {import('./session.js').Model} */ (
      this.models.find(({name}) => name === model)
    );
    const busy = BUSY.has(phase);
    this.veil.hidden = !busy;
    this.veil.classList.toggle('slim', phase === 'running' && (preview || result !== null));
    this.attention.show(settings.attention);
    this.attention.root.hidden = !network.looks || !(this.isSharp || settings.attention < 1);
    this.strength.show(settings.strength);
    this.keepDetail.show(settings.keepDetail);
    this.keepDetail.root.hidden = !network.keepDetail;
    this.iterations.show(settings.iterations);
    this.styleSize.show(settings.styleSize);
    this.styleSize.root.hidden = Boolean(network.style);
    this.keepColours.show(settings.keepColours);
    this.matchColours.show(settings.matchColours);
    const machine = limits ?? wasmLimits(navigator);
    const sizes = offered(network, machine, content);
    if (!sizes.includes(settings.maxSize)) sizes.push(settings.maxSize);
    this.maxSize.offer(sizes.map((size) => [String(size), SENTENCES.pixels(size)]));
    this.maxSize.show(String(settings.maxSize));
    const {width = 0, height = 0} = content ?? {};
    this.enlarge.root.hidden = !content || Math.max(width, height) >= settings.maxSize;
    this.enlarge.show(settings.enlarge, SENTENCES.enlarge({width, height, size: settings.maxSize}));
    const cost = sizeCost(state, network, machine);
    this.cost.hidden = cost === null;
    if (cost) this.cost.textContent = SENTENCES.sizeCost(cost);
    this.model.show(model);

    if (progress) {
      this.bar.max = progress.total;
      this.bar.value = progress.loaded;
    } else this.bar.removeAttribute('value');
    this.doing.textContent = doing(phase, progress);

    this.go.ariaDisabled = String(busy); // not disabled, which would take the focus away
    const isLarge = network.bytes > LARGE;
    const size = modelReady || isLarge ? [] : [h('small', {}, SENTENCES.downloadSize(network.bytes))];
    const aboutChoice = error !== null && /^(picture|sample|nothing)-/.test(error.code);
    const again = error !== null && isRecoverable(error.code) && !aboutChoice;
    const stylize = modelReady || !isLarge ? LABELS.stylize : SENTENCES.downloadAnd(network.bytes);
    const words = again ? LABELS.retry : stylize;
    setChildren(this.go, h('span', {}, words), ...size);

    const cut = picturesOf(state).filter(({isCut}) => isCut);
    const sentences = [...cut.map(({title}) => ({code: 'picture-cut', facts: {title}})), ...notices].map(noticeSentence);
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
    this.actions.classList.remove('stale');
    if (this.compare.root.parentNode !== this.picture) this.picture.replaceChildren(this.compare.root);
    this.caption.textContent = caption;
  }

  /** A result. @param {import('./session.js').Outcome} outcome @param {string} caption */
  showOutcome({before, after}, caption) {
    const [under, over] = [toCanvas(after), toCanvas(before)];
    label(under, caption);
    label(over, LABELS.before);
    this.showPair(over, under, before, caption);
  }

  /** A small version of a result to come. @param {import('./session.js').Outcome} outcome @param {string} caption */
  showPreview(outcome, caption) {
    this.showOutcome(outcome, caption);
    this.actions.classList.add('stale'); // they are about the result before
  }

  /** A content that is not painted yet. @param {import('./image-io.js').Picture} picture */
  showContent({url, title, width, height}) {
    const image = h('img', {src: url, alt: title, class: 'alone'});
    image.style.setProperty('--w', String(width));
    image.style.setProperty('--h', String(height));
    this.picture.replaceChildren(image);
    this.actions.classList.add('stale'); // the result there may be is of another picture
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

/** @param {string} className @param {string} text @param {() => void} click */
function button(className, text, click) {
  const element = h('button', {type: 'button', class: className}, text);
  element.addEventListener('click', click);
  return element;
}
