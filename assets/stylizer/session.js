/**
 * One stylizer at work, without its looks: holds the state, drives the engine, and tells its
 * listener what changed. The element (style-transfer.js) shows it and passes gestures on.
 */
import {Engine} from './engine.js';
import {StylizerError, aborted, isAbort} from './errors.js';
import {release} from './image-io.js';
import {recoloured} from './colours.js';
import {Jobs} from './jobs.js';
import {MOST, joined, parted, reweighted, stylesOf} from './mixture.js';
import {outcomeOf} from './outcome.js';
import {isKept} from './package.js';
import {HUGE_PIXELS, LADDER} from './plan.js';
import {BUSY, initial, reduce} from './state.js';
import {UndoHistory} from './undo-history.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./state.js').Event} Event
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./pixels.js').Pixels} Pixels
 *
 * @typedef {import('./plan.js').Needs & {name: string, title: string, url: string, bytes: number,
 *   keepDetail: boolean}} Model a network the page offers: its package's absolute URL, the bytes to
 *   download, and whether it has a control of that name
 * @typedef {import('./colours.js').Painted & {after: Pixels, wish: import('./jobs.js').Wish,
 *   content: string, style: string}} Outcome `after` is `painted` in the colours asked for; with the
 *   titles of its pictures
 */

/** Settings that the network knows nothing of. @type {Set<keyof import('./state.js').Settings>} */
const COLOURS = new Set(['keepColours', 'matchColours']);

/** After this long a run gets a sentence saying so. */
const SLOW_MS = 25_000;

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
    /** @type {AbortController | null} ends what is under way */
    this.controller = null;
    /** @type {Promise<void> | null} */
    this.starting = null;
    this.turn = 0;
  }

  /** The network in use. */
  get model() {
    return /** @type {Model} */ (this.models.find(({name}) => name === this.state.model));
  }

  /** @param {Model} model */
  #engineFor({name: model, url: modelUrl}) {
    isKept(modelUrl).then((kept) => kept && this.#tell({type: 'model-kept', model}));
    return new Engine({...this.options, modelUrl});
  }

  /** @param {Event} event */
  #tell(event) {
    const before = this.state;
    this.state = reduce(before, event);
    this.changed(this.state, before, event);
  }

  /** @param {'content' | 'style'} role @param {Picture} picture */
  choose(role, picture) {
    this.history.hold(picture);
    this.#tell({type: 'picture', role, picture});
    this.history.sweep(this.state);
    this.#follow();
  }

  /** @param {keyof import('./state.js').Settings} name @param {number} value */
  set(name, value) {
    if (this.state.settings[name] === value) return;
    this.#tell({type: 'setting', name, value});
    if (COLOURS.has(name)) this.#recolour();
    else this.#follow();
  }

  /** Mixes another style in. @param {Picture} picture */
  add(picture) {
    const styles = stylesOf(this.state);
    if (styles.length >= MOST) return release(picture);
    this.history.hold(picture);
    this.#mix(joined(styles, picture));
  }

  /** Takes a style out of the mixture, which the last one stays in. @param {Picture} picture */
  remove(picture) {
    if (this.state.others.length > 0) this.#mix(parted(stylesOf(this.state), picture));
  }

  /** How much a style counts. @param {Picture} picture @param {number} weight its share, in [0, 1] */
  weigh(picture, weight) {
    this.#mix(reweighted(stylesOf(this.state), picture, weight));
  }

  /** @param {import('./mixture.js').Weighted[]} styles */
  #mix(styles) {
    this.#tell({type: 'styles', styles});
    this.history.sweep(this.state);
    this.#follow();
  }

  /** The picture on show in the colours asked for. */
  #recolour() {
    const {outcome, state} = this;
    if (!outcome || !state.result) return;
    this.outcome = {...outcome, after: recoloured(outcome, state.settings)};
    const {result} = state;
    if (state.phase !== 'done') return this.#tell({type: 'glimpse', result});
    this.history.add({state, outcome: this.outcome});
    this.#tell({type: 'result', result});
  }

  /**
   * Another network from here on. Pictures, settings and the result on show stay; a network that
   * is not in memory waits for the button.
   * @param {string} name
   */
  use(name) {
    const model = this.models.find((one) => one.name === name);
    if (!model || name === this.state.model) return;
    this.cancel();
    this.#exchange(model);
    if (this.outcome && this.engine.hasModel) this.stylize().catch(() => {});
  }

  /** @param {Model} model */
  #exchange(model) {
    this.turn++;
    this.starting = null;
    this.engine.dispose();
    this.engine = this.#engineFor(model);
    this.#tell({type: 'model', model: model.name, ready: this.engine.hasModel});
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
    this.#tell({type: 'restore', state: entry.state});
    this.history.sweep(this.state);
  }

  /** @param {unknown} error shown to the visitor*/
  fail(error) {
    const {code, facts} =
      error instanceof StylizerError ? error : {code: 'worker-failed', facts: {}};
    this.#tell({type: 'fail', error: {code, facts}});
  }

  /** After the first result every change shows by itself; failures of it stay on the page. */
  #follow() {
    if (this.outcome && this.engine.started) this.stylize().catch(() => {});
  }

  /** Fetches the model and starts it. @param {{signal?: AbortSignal}} [options] */
  async load({signal} = {}) {
    if (this.engine.started) return;
    await this.#guarded(signal, (own) => {
      if (!this.starting) this.#begin();
      return this.#start(own);
    });
  }

  /**
   * Stylizes what is chosen; a newer call replaces one that waits.
   * @param {{signal?: AbortSignal}} [options] @returns {Promise<Outcome>}
   */
  async stylize({signal} = {}) {
    const turn = ++this.turn;
    return this.#guarded(signal, async (own) => {
      this.#begin();
      if (!this.state.content || !this.state.style) throw new StylizerError('nothing-chosen');
      await this.#start(own);
      if (turn !== this.turn) throw aborted('Superseded');
      return this.#run(own, turn);
    });
  }

  /** Busy from here on, though nothing may have come over the network yet. */
  #begin() {
    const {started, hasModel} = this.engine;
    const phase = started ? 'running' : hasModel ? 'warming' : 'downloading';
    this.#tell({type: 'start', phase});
  }

  /** Two calls at once share one start. @param {AbortSignal} signal */
  async #start(signal) {
    if (this.engine.started) return;
    const starting = (this.starting ??= this.#startOnce(signal, this.engine));
    try {
      await starting;
    } finally {
      if (this.starting === starting) this.starting = null;
    }
  }

  /** @param {AbortSignal} signal @param {Engine} engine */
  async #startOnce(signal, engine) {
    const opened = await engine.download({
      signal,
      progress: (loaded, total) => this.#tell({type: 'download', loaded, total}),
    });
    signal.throwIfAborted();
    this.#tell({type: 'warm'});
    const {backend, limits} = await engine.start({signal});
    this.#tell({type: 'loaded', backend, limits});
    if (!opened.kept) this.#tell({type: 'notice', notice: {code: 'not-kept', facts: {}}});
  }

  /** @param {AbortSignal} signal @param {number} turn @returns {Promise<Outcome>} */
  async #run(signal, turn) {
    const asked = this.state;
    const {content, style, settings} = asked;
    const {started} = this.engine;
    if (!content || !style || !started) throw new StylizerError('nothing-chosen');
    const total = 1;
    this.#tell({type: 'run', loaded: 0, total});
    const isLast = () => turn === this.turn;
    const slow = setTimeout(() => isLast() && this.notice('slow', {}), SLOW_MS);
    try {
      const styles = stylesOf(asked);
      const wish = {content, styles, settings, limits: started.limits, needs: this.model};
      const made = await this.jobs.make(wish);
      const {job, plan} = made;
      await this.#start(signal); // an older run may have taken the worker with it
      signal.throwIfAborted();
      if (!isLast()) throw aborted('Superseded');
      const {width, height} = plan.result;
      const {pixels, ms, backend} = await this.engine.run(job, (done) => {
        if (isLast()) this.#tell({type: 'run', loaded: done, total});
      });
      const result = {width, height, ms, backend};
      const outcome = outcomeOf(made, pixels, wish, this.state.settings);
      if (!isLast()) {
        // Only a setting has changed since: worth a look while the next one is painted.
        if (content === this.state.content && hasStyles(this.state, styles)) {
          this.outcome = outcome;
          this.#tell({type: 'glimpse', result});
        }
        throw aborted('Superseded');
      }
      this.outcome = outcome;
      const megapixels = (content.width * content.height) / 1e6;
      const to = Math.max(width, height);
      if (plan.loweredFrom) this.notice('lowered', {from: plan.loweredFrom, to});
      if (plan.styleScale < settings.styleSize) this.notice('style-lowered', {scale: plan.styleScale});
      if (megapixels * 1e6 > HUGE_PIXELS) this.notice('huge', {megapixels, size: to});
      const {keepColours, matchColours} = this.state.settings;
      const shown = {...asked, settings: {...settings, keepColours, matchColours}, result};
      this.history.add({state: shown, outcome});
      this.#tell({type: 'result', result});
      this.history.sweep(this.state);
      return outcome;
    } catch (error) {
      if (!isLast()) throw aborted('Superseded');
      const smaller = this.#smallerAfter(error);
      if (!smaller) throw error;
      this.notice('lowered', {from: settings.maxSize, to: smaller});
      this.#tell({type: 'setting', name: 'maxSize', value: smaller});
      await this.#start(signal);
      return await this.#run(signal, turn);
    } finally {
      clearTimeout(slow);
    }
  }

  /** The next size to try when memory ran out, if there is one. @param {unknown} error */
  #smallerAfter(error) {
    if (!(error instanceof StylizerError) || error.code !== 'out-of-memory') return undefined;
    return LADDER.filter((rung) => rung < this.state.settings.maxSize).pop();
  }

  /**
   * Something to tell the visitor that is no failure of the painting.
   * @param {string} code key of a sentence in messages.en.js @param {Record<string, number>} [facts]
   */
  notice(code, facts = {}) {
    this.#tell({type: 'notice', notice: {code, facts}});
  }

  /**
   * Runs a task so that `cancel` and the caller's signal end it and failures become state.
   * @template T @param {AbortSignal | undefined} outer
   * @param {(signal: AbortSignal) => Promise<T>} task @returns {Promise<T>}
   */
  async #guarded(outer, task) {
    outer?.throwIfAborted();
    const cancel = () => this.cancel();
    outer?.addEventListener('abort', cancel);
    this.controller ??= new AbortController();
    try {
      return await task(this.controller.signal);
    } catch (error) {
      if (!isAbort(error)) this.fail(error);
      throw error;
    } finally {
      outer?.removeEventListener('abort', cancel);
    }
  }

  /** Ends what is under way: downloading, starting or painting. */
  cancel() {
    if (!BUSY.has(this.state.phase)) return;
    this.turn++;
    this.controller?.abort();
    this.controller = null;
    this.engine.cancel();
    this.#tell({type: 'cancel'});
  }

  /** Gives the worker and the pictures back. */
  dispose() {
    this.cancel();
    this.engine.dispose();
    this.history.dispose();
  }
}

/**
 * Whether a state has these styles and no other, whatever their weights.
 * @param {State} state @param {import('./mixture.js').Weighted[]} styles
 */
function hasStyles(state, styles) {
  const now = stylesOf(state);
  return now.length === styles.length && now.every(({picture}, i) => picture === styles[i].picture);
}
