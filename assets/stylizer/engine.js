/**
 * The page's side of the worker: one run at a time, the newest change next, real cancelling
 * (the worker is ended and the model comes back from memory), time-outs and restarts.
 */
import {BackendOrder} from './backend-order.js';
import {StylizerError, aborted} from './errors.js';
import {Newest} from './newest.js';
import {Packages} from './packages.js';
import {parcel} from './parcel.js';
import {PROTOCOL} from './protocol.js';
import {sessionMemory} from './session-memory.js';
import {SpareWorker} from './spare-worker.js';
import {NOTHING, lenderFor, taken} from './worker-lending.js';
import {failure, startOn} from './worker-start.js';

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
 * @property {() => Backend | null} backend the only backend to try, or null for the usual order;
 *   webgpu is tried before the others, never alone
 * @property {SpareWorker} [workers] where workers come from
 * @property {Packages} [packages] where networks come from
 * @property {() => boolean} [isBusy] whether the worker is wanted though nothing runs just now
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

const pagePackages = new Packages();

const pageWorkers = new SpareWorker();

export class Engine {
  /** @param {EngineOptions} options */
  constructor({workers = pageWorkers, packages = pagePackages, memory = sessionMemory(), ...options}) {
    this.options = options;
    this.workers = workers;
    this.packages = packages;
    this.order = new BackendOrder(() => this.options.backend(), memory);
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
    /** @type {Promise<NonNullable<Engine['started']>> | null} two calls at once share one start */
    this.starting = null;
    /** @type {((reason: unknown) => void) | null} */
    this.stopStarting = null;
    this.lostOnce = false;
    /** Whether the only backend there is has turned out to paint wrongly. */
    this.isUnfit = false;
    /** Shaders compiled ahead of runs; none on backends that have no shaders. */
    this.warmed = 0;
  }

  /** Whether WebGPU was wanted and did not work. */
  get hasRefusedWebgpu() {
    return this.order.hasRefusedWebgpu;
  }

  /** Whether the model is at hand, and a start downloads nothing. */
  get hasModel() {
    return this.packages.has(this.options.modelUrl);
  }

  /**
   * Downloads the model unless it is at hand.
   * @param {{signal?: AbortSignal, progress?: Progress}} options
   */
  download({signal, progress}) {
    if (!this.hasModel && !this.worker && this.order.names.length) this.#keepWorker(this.order.names[0]);
    return this.packages.get(this.options.modelUrl, {signal, progress});
  }

  /**
   * Starts the worker on the first backend that passes its self-test.
   * @param {{signal?: AbortSignal}} [options]
   */
  start({signal} = {}) {
    const starting = (this.starting ??= this.#start(signal).finally(() => {
      if (this.starting === starting) this.starting = null;
    }));
    return starting;
  }

  /** @param {AbortSignal} [signal] */
  async #start(signal) {
    while (!this.started) {
      signal?.throwIfAborted();
      this.started = this.#borrowed();
      if (this.started) break;
      const {model} = await this.download({signal});
      this.started = await this.#startOnce(model);
    }
    return this.started;
  }

  /** Whether a run could begin without delay, its own worker being gone or not. @returns {boolean} */
  get isAtHand() {
    return Boolean(this.started || lenderFor(this));
  }

  /** Takes over another's worker, where one has nothing to do. */
  #borrowed() {
    const lender = lenderFor(this);
    if (!lender) return null;
    const {worker, started, kept} = taken(lender);
    this.kept = kept;
    this.#attend(worker);
    return started;
  }

  /** From here on the worker works for this one. @param {Worker} worker that has started */
  #attend(worker) {
    this.worker = worker;
    this.workers.engines.add(this);
    worker.onmessage = (event) => this.#hear(event.data);
    worker.onerror = () => this.#hear({type: 'failed', code: 'worker-failed', detail: ''});
  }

  /** @param {ModelFiles} model @returns {Promise<Engine['started']>} null: another try */
  async #startOnce(model) {
    const {workerUrl, wasmPaths} = this.options;
    if (this.isUnfit || this.order.names.length === 0) throw new StylizerError('no-backend');
    const worker = (this.worker = this.workers.take(workerUrl));
    const {started, stop} = startOn(worker, {model, wasmPaths}, this.order);
    this.stopStarting = stop;
    try {
      const outcome = await started;
      if (outcome) this.#attend(worker);
      return outcome;
    } finally {
      if (this.stopStarting === stop) this.stopStarting = null;
      if (this.worker === worker && !this.workers.engines.has(this)) this.#endWorker();
    }
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

  /**
   * Compiles for runs of these sizes while nothing else is to do; a run does not wait for it.
   * @param {import('./shaders.js').Sizes[]} sizes
   */
  warm(sizes) {
    const {worker, started, running, waiting, looks} = this;
    if (!worker || started?.backend !== 'webgl' || running || waiting || looks.asked) return;
    worker.postMessage({type: 'warm', sizes, protocol: PROTOCOL});
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
    if (message.type === 'failed') this.isUnfit = message.code === 'no-backend'; // a self-test after a picture
    if (message.type === 'looked') {
      this.kept = message.kept ?? this.kept;
      if (message.looks) this.looks.settle(message.looks);
      else this.looks.fail(new StylizerError(message.code));
      return this.#next();
    }
    if (message.type === 'warmed') this.warmed += message.shaders;
    if (message.type === 'failed' && this.looks.asked) return this.#endWorker();
    if (message.type === 'failed' && !running) {
      this.#endWorker(); // a graphics card that was reset between runs, say
      return void this.start().catch(() => {});
    }
    if (!running || !started) return;
    if (message.type === 'progress') return running.progress(message.done);
    if (message.type === 'result') {
      this.kept = message.kept;
      this.running = null;
      this.lostOnce = false;
      running.resolve({pixels: message.pixels, ms: message.ms, backend: started.backend});
      this.#next();
      this.#keepWorker(started.backend); // not before: a first picture needs all there is
    } else if (message.type === 'failed') {
      if (message.code === 'context-lost' && this.lostOnce) this.order.refuse(started.backend);
      this.lostOnce = message.code === 'context-lost';
      this.#stop(failure(message));
    }
  }

  /**
   * Ends everything under way; the next start takes the model from memory. A run whose worker
   * cannot be replaced yet goes on unheard until it can, which is never without the network;
   * cancelling once more ends that too.
   */
  cancel() {
    const {running, waiting, started} = this;
    const replaceable = this.workers.has(this.options.workerUrl);
    if (!running || !started || running.cancelled || replaceable) return this.#stop(aborted());
    running.cancelled = true;
    this.waiting = null;
    running.reject(aborted());
    waiting?.reject(aborted());
    this.#keepWorker(started.backend).then((ready) => (ready ? this.#replace(running) : undefined));
  }

  /** Ends a cancelled run that is still under way; what waits behind it starts anew. @param {Run} run */
  async #replace(run) {
    if (this.running !== run) return;
    const {waiting} = this;
    this.running = null;
    this.#endWorker();
    if (!waiting) return;
    try {
      await this.start();
      this.#next();
    } catch (error) {
      this.#stop(error);
    }
  }

  /** @param {Backend} backend */
  #keepWorker(backend) {
    const {workerUrl: url, wasmPaths} = this.options;
    return this.workers.keep({url, backend, wasmPaths});
  }

  /** @param {unknown} reason */
  #stop(reason) {
    const {running, waiting, stopStarting} = this;
    this.running = this.waiting = this.starting = null;
    stopStarting?.(reason);
    if (stopStarting || running) this.#endWorker();
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
    this.workers.engines.delete(this);
    this.kept = NOTHING;
    this.looks.end(aborted());
  }
}
