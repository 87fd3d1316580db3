/**
 * One stylizer at work, without its looks: holds the state, drives the engine, and tells its
 * listener what changed. The element (style-transfer.js) shows it and passes gestures on.
 */
import {Cancelling} from './cancelling.js';
import {Engine} from './engine.js';
import {StylizerError, aborted, isAbort, messageOf} from './errors.js';
import {release} from './image-io.js';
import {Jobs} from './jobs.js';
import {MOST, joined, parted, reweighted, stylesOf} from './mixture.js';
import {isKept} from './package.js';
import {paint, recolour} from './painting.js';
import {Starting} from './starting.js';
import {BUSY, initial, reduce} from './state.js';
import {UndoHistory} from './undo-history.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./state.js').Event} Event
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./pixels.js').Pixels} Pixels
 *
 * @typedef {import('./plan.js').Needs & {name: string, title: string, url: string, bytes: number,
 *   keepDetail: boolean, looks: boolean, style?: string | null}} Model a network the page offers: its
 *   package's absolute URL, the bytes to download, whether it has a control of that name, whether it looks
 *   at the style, and the sample that is the only style it knows
 * @typedef {import('./colours.js').Painted & {after: Pixels, wish: import('./jobs.js').Wish,
 *   content: string, style: string}} Outcome `after` is `painted` in the colours asked for; with the
 *   titles of its pictures
 */

/** Settings that the network knows nothing of. @type {Set<keyof import('./state.js').Settings>} */
const COLOURS = new Set(['keepColours', 'matchColours']);

export class Session {
  /**
   * @param {Model[]} models the first is used to begin with
   * @param {Omit<import('./engine.js').EngineOptions, 'modelUrl'>} options
   * @param {Partial<import('./state.js').Settings>} settings
   * @param {(state: State, before: State, event: Event) => void} changed
   */
  constructor(models, options, settings, changed) {
    this.models = models;
    this.options = options;
    this.state = initial(models[0].name, settings);
    this.changed = changed;
    this.engine = this.#engineFor(models[0]);
    this.jobs = new Jobs();
    /** @type {Outcome | null} */
    this.outcome = null;
    this.history = new UndoHistory(release);
    this.cancelling = new Cancelling();
    this.starting = new Starting((event) => this.tell(event));
    this.turn = 0;
    /** While a video is painted live, what changes is seen there, and starts no run of its own. */
    this.isLive = false;
  }

  /** The network in use. */
  get model() {
    return /** @type {Model} */ (this.models.find(({name}) => name === this.state.model));
  }

  /** @param {Model} model */
  #engineFor({name: model, url: modelUrl}) {
    isKept(modelUrl).then((kept) => kept && this.tell({type: 'model-kept', model}));
    const isBusy = () => this.isLive || BUSY.has(this.state.phase);
    return new Engine({...this.options, modelUrl, isBusy});
  }

  /** Something has happened: to the state, and from there to the listener. @param {Event} event */
  tell(event) {
    const before = this.state;
    this.state = reduce(before, event);
    this.changed(this.state, before, event);
  }

  /** @param {'content' | 'style'} role @param {Picture} picture @param {boolean} [byPage] not by the visitor */
  choose(role, picture, byPage = false) {
    this.history.hold(picture);
    this.tell({type: 'picture', role, picture, byPage});
    this.history.sweep(this.state);
    this.follow();
  }

  /** @param {keyof import('./state.js').Settings} name @param {number} value */
  set(name, value) {
    if (this.state.settings[name] === value) return;
    this.tell({type: 'setting', name, value});
    if (COLOURS.has(name)) recolour(this);
    else this.follow();
  }

  /** Mixes another style in. @param {Picture} picture */
  add(picture) {
    const styles = stylesOf(this.state);
    if (styles.length >= MOST) return release(picture);
    this.history.hold(picture);
    this.mix(joined(styles, picture));
  }

  /** Takes a style out of the mixture, which the last one stays in. @param {Picture} picture */
  remove(picture) {
    if (this.state.others.length > 0) this.mix(parted(stylesOf(this.state), picture));
  }

  /** How much a style counts. @param {Picture} picture @param {number} weight its share, in [0, 1] */
  weigh(picture, weight) {
    this.mix(reweighted(stylesOf(this.state), picture, weight));
  }

  /** Where each style goes. @param {import('./regions.js').Regions | null} regions null: all everywhere */
  divide(regions) {
    this.tell({type: 'regions', regions});
    this.follow();
  }

  /** Other styles, or other shares of them. @param {import('./mixture.js').Weighted[]} styles the first one first */
  mix(styles) {
    for (const {picture} of styles) this.history.hold(picture);
    this.tell({type: 'styles', styles});
    this.history.sweep(this.state);
    this.follow();
  }

  /**
   * Another network from here on. Pictures, settings and the result on show stay; a network that
   * is not in memory waits for the button.
   * @param {string} name
   */
  use(name) {
    const model = this.models.find((one) => one.name === name);
    if (model && name !== this.state.model) this.restart(model);
  }

  /** A network anew: the same on another backend, or another. @param {Model} [model] */
  restart(model = this.model) {
    this.cancel();
    this.#exchange(model);
    if (this.outcome && !this.isLive && this.engine.hasModel) this.stylize().catch(() => {});
  }

  /** @param {Model} model */
  #exchange(model) {
    this.turn++;
    this.starting.forget();
    this.engine.dispose();
    this.engine = this.#engineFor(model);
    this.tell({type: 'model', model: model.name, ready: this.engine.hasModel});
  }

  /** Whether there is a result to go back to. */
  get canUndo() {
    return this.history.canUndo(this.state);
  }

  /** Back to the result before, with the pictures and settings that led to it. */
  undo() {
    this.#restore(this.history.back(this.state));
  }

  /** Forward again. */
  redo() {
    this.#restore(this.history.forward());
  }

  /** @param {import('./undo-history.js').Entry | undefined} entry */
  #restore(entry) {
    if (!entry) return;
    this.cancel();
    const model = this.models.find(({name}) => name === entry.state.model);
    if (model && model !== this.model) this.#exchange(model);
    this.outcome = entry.outcome;
    this.tell({type: 'restore', state: entry.state});
    this.history.sweep(this.state);
  }

  /** @param {unknown} error shown to the visitor */
  fail(error) {
    this.tell({type: 'fail', error: messageOf(error)});
  }

  /** After the first result every change shows by itself; failures of it stay on the page. */
  follow() {
    const {started, isAtHand} = this.engine;
    if (this.outcome && !this.isLive && (started || isAtHand)) this.stylize().catch(() => {});
  }

  /** Fetches the model and starts it. @param {{signal?: AbortSignal}} [options] */
  async load({signal} = {}) {
    if (this.engine.started) return;
    await this.#guarded(signal, (own) => {
      if (!this.starting.underWay) this.starting.begin(this.engine);
      return this.starting.start(this.engine, own);
    });
  }

  /** Starts a network that needs no download, ahead of the first run and unseen. */
  startQuietly() {
    return this.starting.quietly(this.engine);
  }

  /**
   * Stylizes what is chosen; a newer call replaces one that waits.
   * @param {{signal?: AbortSignal}} [options] @returns {Promise<Outcome>}
   */
  async stylize({signal} = {}) {
    const turn = ++this.turn;
    return this.#guarded(signal, async (own) => {
      this.starting.begin(this.engine);
      if (!this.state.content || !this.state.style) throw new StylizerError('nothing-chosen');
      await this.starting.start(this.engine, own);
      const isLast = () => turn === this.turn;
      if (!isLast()) throw aborted('Superseded');
      return paint(this, {signal: own, isLast, losses: 0});
    });
  }

  /**
   * Something to tell the visitor that is no failure of the painting.
   * @param {string} code key of a sentence in messages.en.js @param {Record<string, number>} [facts]
   */
  notice(code, facts = {}) {
    this.tell({type: 'notice', notice: {code, facts}});
  }

  /**
   * Runs a task so that `cancel` and the caller's signal end it and failures become state.
   * @template T @param {AbortSignal | undefined} outer
   * @param {(signal: AbortSignal) => Promise<T>} task @returns {Promise<T>}
   */
  async #guarded(outer, task) {
    outer?.throwIfAborted();
    try {
      return await this.cancelling.run(outer, () => this.cancel(), task);
    } catch (error) {
      if (!isAbort(error)) this.fail(error);
      throw error;
    }
  }

  /** Ends what is under way: downloading, starting or painting. */
  cancel() {
    if (!BUSY.has(this.state.phase)) return;
    this.turn++;
    this.cancelling.abort();
    this.engine.cancel();
    this.tell({type: 'cancel'});
  }

  /** Gives the worker and the pictures back. */
  dispose() {
    this.cancel();
    this.starting.forget();
    this.engine.dispose();
    this.history.dispose();
  }
}
