/**
 * The page's side of the worker: one run at a time, the newest change next, real cancelling
 * (the worker is ended and the model comes back from memory), time-outs and restarts.
 */
import {StylizerError, aborted} from './errors.js';
import {Newest} from './newest.js';
import {openPackage} from './package.js';
import {parcel} from './parcel.js';
import {PROTOCOL} from './protocol.js';
import {sessionMemory} from './session-memory.js';
import {SpareWorker} from './spare-worker.js';

/**
 * @typedef {import('./protocol.js').Backend} Backend
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {import('./protocol.js').Job} Job
 * @typedef {import('./protocol.js').ModelFiles} ModelFiles
 * @typedef {import('./package.js').Progress} Progress
 *
 * @typedef {object} EngineOptions
 * @property {string} modelUrl absolute URL of the package's folder
 * @property {string} workerUrl
 * @property {Record<string, string>} wasmPaths file TensorFlow.js asks for -> absolute URL
 * @property {() => Backend | null} backend the only backend to try, or null for the usual order
 * @property {SpareWorker} [workers] where workers come from
 * @property {Pick<Storage, 'getItem' | 'setItem'>} [memory] remembers refused backends
 *
 * @typedef {object} Run
 * @property {Job} job
 * @property {(done: number) => void} progress
 * @property {(result: RunResult) => void} resolve
 * @property {(reason: unknown) => void} reject
 * @property {boolean} [cancelled] nobody waits for it any more, but the worker is still at it
 *
 * @typedef {{pixels: import('./pixels.js').Pixels, ms: number, backend: Backend}} RunResult
 */

/** In the order they are tried. Plain cpu takes minutes for a picture and is never used. */
const BACKENDS = /** @type {Backend[]} */ (['webgl', 'wasm']);

/** How long a backend may take to start and pass its self-test; Safari can hang (tfjs#8267). */
const START_MS = 25_000;

/** The same where there is no other to fall back on. */
const LAST_START_MS = 120_000;

/** @type {{codes: string[], contents: string[]}} */
const NOTHING = {codes: [], contents: []};

const REFUSED = 'pastiche-refused-backends';

/** Packages by URL: several stylizers of one page share one download. @type {Map<string, Awaited<ReturnType<typeof openPackage>>>} */
const packages = new Map();

const pageWorkers = new SpareWorker();

export class Engine {
  /** @param {EngineOptions} options */
  constructor({workers = pageWorkers, memory = sessionMemory(), ...options}) {
    this.options = options;
    this.workers = workers;
    this.memory = memory;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {{backend: Backend, limits: import('./plan.js').Limits} | null} */
    this.started = null;
    /** Pictures the worker holds, encoded as a style or as a content. */
    this.kept = NOTHING;
    /** @type {Run | null} */
    this.running = null;
    /** @type {Run | null} */
    this.waiting = null;
    /** @type {Newest<import('./protocol.js').Look, import('./protocol.js').Looks>} */
    this.looks = new Newest();
    /** @type {((reason: unknown) => void) | null} */
    this.stopStarting = null;
    this.lostOnce = false;
  }

  /** Whether the model's bytes are in memory. */
  get hasModel() {
    return packages.has(this.options.modelUrl);
  }

  /**
   * Downloads the model; from memory when it is there.
   * @param {{signal?: AbortSignal, progress?: Progress}} options
   */
  async download({signal, progress}) {
    const {modelUrl} = this.options;
    const opened = packages.get(modelUrl) ?? (await openPackage(modelUrl, {signal, progress}));
    packages.set(modelUrl, opened);
    return opened;
  }

  /**
   * Starts the worker on the first backend that passes its self-test.
   * @param {{signal?: AbortSignal}} [options]
   */
  async start({signal} = {}) {
    while (!this.started) {
      signal?.throwIfAborted();
      const {model} = await this.download({signal});
      this.started = await this.#startOnce(model);
    }
    return this.started;
  }

  /** @param {ModelFiles} model @returns {Promise<Engine['started']>} null: another try */
  #startOnce(model) {
    const {workerUrl, wasmPaths} = this.options;
    const backend = this.options.backend();
    const backends = backend ? [backend] : BACKENDS.filter((name) => !this.#refused.includes(name));
    if (backends.length === 0) throw new StylizerError('no-backend');
    return new Promise((resolve, reject) => {
      const worker = (this.worker = this.workers.take(workerUrl));
      let timer = 0;
      const settle = (/** @type {() => void} */ then) => {
        clearTimeout(timer);
        this.stopStarting = null;
        then();
      };
      const fail = (/** @type {unknown} */ reason) =>
        settle(() => {
          this.#endWorker();
          reject(reason);
        });
      this.stopStarting = fail;
      worker.onerror = (event) => {
        event.preventDefault();
        fail(new StylizerError('worker-failed', {}, {cause: event.message}));
      };
      worker.onmessage = ({data}) => {
        const message = /** @type {FromWorker & {protocol: number}} */ (data);
        if (message.protocol !== PROTOCOL) return fail(new StylizerError('page-outdated'));
        if (message.type === 'trying') {
          clearTimeout(timer);
          timer = setTimeout(() => {
            this.#refuse(message.backend);
            if (backend) return fail(new StylizerError('no-backend'));
            settle(() => {
              this.#endWorker();
              resolve(null);
            });
          }, message.backend === backends.at(-1) ? LAST_START_MS : START_MS);
        } else if (message.type === 'refused' && message.lasting) this.#refuse(message.backend);
        else if (message.type === 'failed') fail(failure(message));
        else if (message.type === 'loaded') {
          worker.onmessage = (event) => this.#hear(event.data);
          worker.onerror = () => this.#hear({type: 'failed', code: 'worker-failed', detail: ''});
          this.workers.keep({url: workerUrl, backend: message.backend, wasmPaths});
          settle(() => resolve({backend: message.backend, limits: message.limits}));
        }
      };
      worker.postMessage({type: 'load', model, backends, wasmPaths, protocol: PROTOCOL});
    });
  }

  /**
   * Runs a job once the one in flight is done; a job that waits already gives way.
   * @param {Job} job @param {(done: number) => void} [progress]
   * @returns {Promise<RunResult>}
   */
  run(job, progress = () => {}) {
    return new Promise((resolve, reject) => {
      this.waiting?.reject(aborted('Superseded'));
      this.waiting = {job, progress, resolve, reject};
      this.#next();
    });
  }

  /**
   * Asks where a place looks, between runs; a question that waits already gives way.
   * @param {import('./protocol.js').Look} look @returns {Promise<import('./protocol.js').Looks>}
   */
  look(look) {
    const answer = this.looks.ask(look);
    this.#next();
    return answer;
  }

  /** One thing at a time, because what the worker keeps changes with each: runs first. */
  #next() {
    const {waiting, worker, started, looks} = this;
    if (!worker || !started || this.running || looks.asked) return;
    if (!waiting) {
      const look = looks.next();
      if (!look) return;
      const {job, transfer} = parcel({...look.job, own: null}, this.kept);
      return worker.postMessage({type: 'look', look: {...look, job}, protocol: PROTOCOL}, transfer);
    }
    this.running = waiting;
    this.waiting = null;
    const {job, transfer} = parcel(waiting.job, this.kept);
    worker.postMessage({type: 'run', job, protocol: PROTOCOL}, transfer);
  }

  /** @param {FromWorker} message what the worker says once it has started */
  #hear(message) {
    const {running, started} = this;
    if (message.type === 'looked') {
      this.kept = message.kept ?? this.kept;
      if (message.looks) this.looks.settle(message.looks);
      else this.looks.fail(new StylizerError(message.code));
      return this.#next();
    }
    if (message.type === 'failed' && this.looks.asked) return this.#endWorker();
    if (!running || !started) return;
    if (message.type === 'progress') return running.progress(message.done);
    if (message.type === 'result') {
      this.kept = message.kept;
      this.running = null;
      running.resolve({pixels: message.pixels, ms: message.ms, backend: started.backend});
      this.#next();
    } else if (message.type === 'failed') {
      if (message.code === 'context-lost' && this.lostOnce) this.#refuse(started.backend);
      this.lostOnce = message.code === 'context-lost';
      this.#stop(failure(message));
    }
  }

  /**
   * Ends everything under way; the next start takes the model from memory. A run whose worker
   * could not be replaced without the network goes on unheard instead; cancelling once more
   * ends that too.
   */
  cancel() {
    const {running, waiting} = this;
    const replaceable = this.workers.has(this.options.workerUrl);
    if (!running || running.cancelled || replaceable) return this.#stop(aborted());
    running.cancelled = true;
    this.waiting = null;
    running.reject(aborted());
    waiting?.reject(aborted());
  }

  /** @param {unknown} reason */
  #stop(reason) {
    const {running, waiting, stopStarting} = this;
    this.running = this.waiting = null;
    if (stopStarting) stopStarting(reason);
    else if (running) this.#endWorker();
    running?.reject(reason);
    waiting?.reject(reason);
  }

  /** Gives the worker and its memory back. */
  dispose() {
    this.#stop(aborted());
    this.#endWorker();
  }

  #endWorker() {
    this.worker?.terminate();
    this.worker = this.started = null;
    this.kept = NOTHING;
    this.looks.end(aborted());
  }

  /** @returns {string[]} */
  get #refused() {
    return (this.memory.getItem(REFUSED) ?? '').split(' ').filter(Boolean);
  }

  /** @param {Backend} backend */
  #refuse(backend) {
    if (this.options.backend()) return; // forced, by a test or an author: nothing to remember
    this.memory.setItem(REFUSED, [...new Set([...this.#refused, backend])].join(' '));
  }
}

/** @param {{code: string, detail: string}} message */
const failure = ({code, detail}) => new StylizerError(code, {}, {cause: detail});
