/**
 * `<gatys-lab>`: Gatys' method, as it works. The pixels of a picture move until losses are small; the
 * reader sees the picture and the losses, and moves weights while it runs. Without contents to choose
 * from it makes textures.
 */
import {h} from '../dom.js';
import {isAbort} from '../errors.js';
import {drawPicture} from './draw-picture.js';
import {LabElement} from './lab-element.js';
import {labSettings} from './lab-settings.js';
import {LossCurves} from './loss-curves.js';
import {savePicture} from './save-picture.js';
import {EVALUATIONS, LAYERS, USUAL, aimsOf, resultSize, styleSize} from './settings.js';
import {WORDS} from './words.js';

/** @typedef {import('./protocol.js').Step} Step */

/** What can be changed while pixels move; all else begins anew. */
const LIVE = new Set(['style', 'smooth', 'styleLayers', 'contentLayer', 'pooling']);

/** The status is spoken at most so often, in milliseconds. */
const SPEAK_MS = 5000;

export default class GatysLab extends LabElement {
  view() {
    const config = /** @type {import('./lab-element.js').Config & Record<string, any>} */ (this.config);
    this.hasContent = Boolean(config.contents);
    /** @type {import('./settings.js').Settings} */
    this.settings = {...USUAL, size: config.size, start: config.start};
    /** @type {Step | null} */
    this.step = null;
    this.spokenAt = 0;
    this.began = 0;
    this.curves = new LossCurves();
    this.canvas = h('canvas', {role: 'img', 'aria-label': WORDS.picture});
    this.still = this.#still();
    this.now = h('p', {class: 'now', 'aria-hidden': 'true'});
    this.buttons = {
      start: button(WORDS.start, 'go', () => this.#toggle()),
      stop: button(WORDS.stop, '', () => this.#stop()),
      save: button(WORDS.save, '', () => void this.#save()),
    };
    const changed = (/** @type {Promise<unknown>} */ reading) => void reading.then(() => this.#anew(), () => {});
    this.#offer();
    return h(
      'div',
      {class: 'frame lab', role: 'group', 'aria-label': this.hasContent ? WORDS.lab : WORDS.textureLab},
      h(
        'div',
        {class: 'bench'},
        h('div', {class: 'wall'}, this.canvas, this.still),
        h(
          'div',
          {class: 'panel'},
          this.curves.root,
          this.now,
          this.status ?? '',
          h('div', {class: 'actions'}, ...Object.values(this.buttons)),
        ),
      ),
      h(
        'div',
        {class: 'wells'},
        ...(this.hasContent ? [this.well('content', changed).root] : []),
        this.well('style', changed).root,
      ),
      h(
        'details',
        {class: 'more'},
        h('summary', {}, WORDS.settings),
        labSettings(this.settings, LAYERS, this.hasContent, (name, value) => this.#set(name, value)),
      ),
    );
  }

  /** The build's own picture, until there is one of the reader's. */
  #still() {
    const picture = this.querySelector('.lab-result')?.cloneNode(true);
    return picture instanceof Element ? picture : h('span');
  }

  /** @param {keyof import('./settings.js').Settings} name @param {any} value */
  #set(name, value) {
    if (!this.settings) return;
    this.settings = {...this.settings, [name]: value};
    if (!LIVE.has(name)) return void this.#anew();
    if (this.isUnderWay) this.laboratory?.aim(aimsOf(this.settings, Boolean(this.hasContent)));
  }

  get isUnderWay() {
    return ['running', 'paused'].includes(this.dataset.state ?? '');
  }

  /** Begins anew, where something is under way. */
  #anew() {
    if (!this.isUnderWay) return;
    this.laboratory?.cancel();
    void this.run();
  }

  #toggle() {
    const {state} = this.dataset;
    if (state === 'starting') return;
    if (!this.isUnderWay) return void this.run();
    const pauses = state === 'running';
    if (pauses) this.laboratory?.pause();
    else this.laboratory?.resume();
    this.#show(pauses ? 'paused' : 'running');
    if (pauses) this.#tell(WORDS.pausedAt);
  }

  #stop() {
    this.laboratory?.cancel();
    this.#show('done');
    this.#tell(WORDS.stoppedAt);
  }

  /** One optimisation, to its end. */
  async run() {
    const {settings, pictures, hasContent} = this;
    if (!settings || !pictures) return;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const laboratory = await this.ready();
      const [content, style] = await Promise.all([pictures.content ?? null, pictures.style]);
      if (!style || turn !== this.turn) return;
      const size = content ? resultSize(content, settings.size) : {width: settings.size, height: settings.size};
      const job = {
        style: await this.pixels(style, styleSize(style, size)),
        content: content && (await this.pixels(content, size)),
        size,
        start: settings.start,
        seed: 1,
        optimiser: settings.optimiser,
        evaluations: EVALUATIONS,
        aims: aimsOf(settings, Boolean(hasContent)),
      };
      if (turn !== this.turn) return;
      this.curves?.clear();
      this.began = performance.now();
      this.#show('running');
      await laboratory.run(job, (step) => this.#stepped(step));
      this.#show('done');
      this.#tell(WORDS.doneAt);
    } catch (error) {
      if (isAbort(error)) return;
      this.failed(error);
      this.#offer();
    }
  }

  /** @param {Step} step */
  #stepped(step) {
    const {canvas, curves, settings, now} = this;
    if (!canvas || !curves || !settings || !now) return;
    this.step = step;
    drawPicture(canvas, step.pixels);
    this.still?.remove();
    const {weights} = aimsOf(settings, Boolean(this.hasContent));
    const {content, style, smooth} = step.losses;
    curves.add(step.evaluations, {
      content: weights.content * content,
      style: weights.style * style,
      smooth: weights.smooth * smooth,
    });
    const seconds = (performance.now() - (this.began ?? 0)) / 1000;
    now.textContent = WORDS.runningAt(step.evaluations, step.evaluations / seconds);
    const said = now.textContent;
    if (this.dataset.state === 'paused') this.#tell(WORDS.pausedAt); // the one that was under way
    else if (performance.now() - (this.spokenAt ?? 0) > SPEAK_MS) this.#tell(() => said);
    this.dispatchEvent(new CustomEvent('lab-step', {detail: {evaluations: step.evaluations, value: step.value}}));
  }

  /** @param {(evaluations: number) => string} sentence */
  #tell(sentence) {
    this.spokenAt = performance.now();
    this.say(`${sentence(this.step?.evaluations ?? 0)} ${this.curves?.summary ?? ''}`);
  }

  /** @param {string} state */
  #show(state) {
    this.dataset.state = state;
    this.#offer();
  }

  /** The buttons for the state there is. */
  #offer() {
    if (!this.buttons) return;
    const {state = 'idle'} = this.dataset;
    const {start, stop, save} = this.buttons;
    const word = {running: WORDS.pause, paused: WORDS.resume, done: WORDS.again}[state] ?? WORDS.start;
    start.textContent = word;
    stop.hidden = !this.isUnderWay;
    save.hidden = !this.step;
  }

  async #save() {
    if (this.step) await savePicture(this.step.pixels, WORDS.fileName);
  }
}

/** @param {string} words @param {string} classes @param {() => void} act */
function button(words, classes, act) {
  const made = h('button', {type: 'button', ...(classes && {class: classes})}, words);
  made.addEventListener('click', act);
  return made;
}
