/**
 * One worker kept ready beside those at work. It loads what a backend needs while the network's
 * bytes still come, so that a start waits for neither; and cancelling ends a worker, whose script
 * and wasm binary may be out of the browser's cache by then and the network gone, so that the next
 * is made while there still is one. Shared by the stylizers of a page.
 */
import {moduleWorker} from './module-worker.js';
import {PROTOCOL} from './protocol.js';

/**
 * @typedef {import('./protocol.js').Backend} Backend
 * @typedef {{url: string, backend: Backend, wasmPaths: Record<string, string>}} Wish
 */

export class SpareWorker {
  /** @param {(url: string) => Worker} [spawn] */
  constructor(spawn = moduleWorker) {
    this.spawn = spawn;
    /** @type {{worker: Worker, url: string, ready: Promise<boolean>} | null} */
    this.spare = null;
    this.isReady = false;
    /** @type {Set<import('./engine.js').Engine>} those with a worker at work, which they lend each other */
    this.engines = new Set();
  }

  /**
   * Makes a worker ready unless there is one; without a network, silently does not.
   * @param {Wish} wish @returns {Promise<boolean>} whether one is ready
   */
  keep({url, backend, wasmPaths}) {
    if (this.spare) return this.spare.ready;
    const worker = this.spawn(url);
    const ready = new Promise((/** @type {(ready: boolean) => void} */ resolve) => {
      const settle = (/** @type {boolean} */ isReady) => {
        this.isReady = isReady;
        if (!isReady) {
          worker.terminate();
          this.spare = null;
        }
        resolve(isReady);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        settle(false);
      };
      worker.onmessage = ({data}) => settle(data.type === 'prepared');
    });
    worker.postMessage({type: 'prepare', backend, wasmPaths, protocol: PROTOCOL});
    this.spare = {worker, url, ready};
    return ready;
  }

  /** Whether a worker of that script could start now without the network. @param {string} url */
  has(url) {
    return this.isReady && this.spare?.url === url;
  }

  /**
   * The spare, which may still be loading: a worker is given its model only then. Else a new one.
   * @param {string} url
   */
  take(url) {
    if (this.spare?.url !== url) return this.spawn(url);
    const {worker} = this.spare;
    this.spare = null;
    this.isReady = false;
    return worker;
  }
}
