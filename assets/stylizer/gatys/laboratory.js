/**
 * The page's side of a laboratory's worker: fetches the perceptual network, starts the worker on the
 * first backend that works, and passes on what it says. One optimisation at a time.
 */
import {BackendOrder} from '../backend-order.js';
import {StylizerError, aborted} from '../errors.js';
import {moduleWorker} from '../module-worker.js';
import {Packages} from '../packages.js';
import {PROTOCOL} from '../protocol.js';
import {sessionMemory} from '../session-memory.js';
import {failure, startOn} from '../worker-start.js';

/**
 * @typedef {import('./protocol.js').FromLaboratory} FromLaboratory
 * @typedef {import('./protocol.js').Job} Job
 * @typedef {import('./protocol.js').Step} Step
 * @typedef {import('../protocol.js').Backend} Backend
 *
 * @typedef {object} Options
 * @property {string} modelUrl absolute URL of the perceptual network's folder
 * @property {string} workerUrl
 * @property {Record<string, string>} wasmPaths
 * @property {() => Backend | null} backend the only one to try, or null for the usual order
 */

const packages = new Packages();

export class Laboratory {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.order = new BackendOrder(options.backend, sessionMemory());
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Promise<Backend> | null} two calls at once share one start */
    this.starting = null;
    /** @type {((message: FromLaboratory) => void) | null} hears what the worker says meanwhile */
    this.hear = null;
    /** @type {((reason: unknown) => void) | null} */
    this.fail = null;
    this.turn = 0;
  }

  /** @param {import('../package.js').Progress} [progress] @returns {Promise<Backend>} the one in use */
  start(progress) {
    const starting = (this.starting ??= this.#start(progress).catch((error) => {
      if (this.starting === starting) this.dispose();
      throw error;
    }));
    return starting;
  }

  /** @param {import('../package.js').Progress} [progress] @returns {Promise<Backend>} */
  async #start(progress) {
    const {modelUrl, workerUrl, wasmPaths} = this.options;
    const {model} = await packages.get(modelUrl, {progress});
    while (this.order.names.length) {
      const worker = (this.worker = moduleWorker(workerUrl));
      const {started, stop} = startOn(worker, {model, wasmPaths}, this.order);
      this.fail = stop;
      const outcome = await started;
      if (!outcome) {
        worker.terminate();
        continue;
      }
      worker.onmessage = ({data}) => this.#heard(data);
      worker.onerror = () => this.#heard({type: 'failed', code: 'worker-failed', detail: ''});
      this.fail = null;
      return outcome.backend;
    }
    throw new StylizerError('no-backend');
  }

  /** @param {FromLaboratory} message */
  #heard(message) {
    if (message.type !== 'failed') return this.hear?.(message);
    const {fail} = this;
    this.dispose();
    fail?.(failure(message));
  }

  /**
   * @param {Job} job @param {(step: Step) => void} show
   * @returns {Promise<number>} evaluations, in the end; rejects as aborted when it is cancelled
   */
  run(job, show) {
    const turn = ++this.turn;
    return this.#ask({type: 'begin', turn, job}, (message, resolve) => {
      if ('turn' in message && message.turn !== turn) return;
      if (message.type === 'step') show(message.step);
      else if (message.type === 'end') resolve(message.evaluations);
    });
  }

  /** @param {import('./protocol.js').Look} look @returns {Promise<import('./protocol.js').Maps>} */
  look(look) {
    return this.#ask({type: 'look', look}, (message, resolve) => {
      if (message.type === 'seen') resolve(message.maps);
    });
  }

  /** @param {import('./judging.js').Judged} judged @returns {Promise<{content: number, style: number}>} its losses */
  async judge(judged) {
    return (await this.answer({type: 'judge', judged}, 'judged')).losses;
  }

  /** A package, fetched once for the page. @param {string} url of its folder, absolute */
  async files(url) {
    return (await packages.get(url)).model;
  }

  /**
   * @template Answer
   * @param {import('./protocol.js').ToLaboratory} question
   * @param {(message: FromLaboratory, resolve: (answer: Answer) => void) => void} hear
   * @returns {Promise<Answer>}
   */
  async #ask(question, hear) {
    await this.start();
    this.fail?.(aborted('Superseded'));
    return new Promise((resolve, reject) => {
      this.fail = reject;
      this.hear = (message) => hear(message, resolve);
      this.#post(question);
    });
  }

  /**
   * A question of another laboratory's worker, which it answers with one message.
   * @param {any} question @param {string} type of the answer @returns {Promise<any>}
   */
  answer(question, type) {
    return this.#ask(question, (message, resolve) => {
      if (/** @type {string} */ (message.type) === type) resolve(message);
    });
  }

  /** From the next step on. @param {import('./objective.js').Aims} aims */
  aim(aims) {
    this.#post({type: 'aim', aims});
  }

  pause() {
    this.#post({type: 'pause'});
  }

  resume() {
    this.#post({type: 'resume'});
  }

  /** Ends what is under way; a start that is under way goes on. */
  cancel() {
    if (!this.hear) return;
    this.#post({type: 'cancel'});
    this.hear = null;
    this.fail?.(aborted());
    this.fail = null;
  }

  /** @param {import('./protocol.js').ToLaboratory} message */
  #post(message) {
    this.worker?.postMessage({...message, protocol: PROTOCOL});
  }

  /** Gives the worker and its memory back; what is under way ends. */
  dispose() {
    const {fail} = this;
    this.worker?.terminate();
    this.worker = this.starting = this.hear = this.fail = null;
    fail?.(aborted());
  }
}
