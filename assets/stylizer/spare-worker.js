/**
 * One worker kept ready beside those at work. Cancelling ends a worker, and its script and the
 * wasm binary may be out of the browser's cache by then and the network gone: the next worker is
 * therefore made, and everything it needs loaded, while there still is one. Shared by the
 * stylizers of a page.
 */
import {PROTOCOL} from './protocol.js';

/**
 * @typedef {import('./protocol.js').Backend} Backend
 * @typedef {{url: string, backend: Backend, wasmPaths: Record<string, string>}} Wish
 */

export class SpareWorker {
  /** @param {(url: string) => Worker} [spawn] */
  constructor(spawn = moduleWorker) {
    this.spawn = spawn;
    /** @type {{worker: Worker, url: string} | null} */
    this.spare = null;
    this.isReady = false;
  }

  /** Makes a worker ready unless there is one; without a network, silently does not. @param {Wish} wish */
  keep({url, backend, wasmPaths}) {
    if (this.spare) return;
    const worker = this.spawn(url);
    this.spare = {worker, url};
    const drop = () => {
      worker.terminate();
      this.spare = null;
      this.isReady = false;
    };
    worker.onerror = (event) => {
      event.preventDefault();
      drop();
    };
    worker.onmessage = ({data}) => {
      this.isReady = data.type === 'prepared';
      if (!this.isReady) drop();
    };
    worker.postMessage({type: 'prepare', backend, wasmPaths, protocol: PROTOCOL});
  }

  /** Whether a worker of that script could start now without the network. @param {string} url */
  has(url) {
    return this.isReady && this.spare?.url === url;
  }

  /** The spare if it is ready, else a new worker. @param {string} url */
  take(url) {
    if (!this.spare || !this.has(url)) return this.spawn(url);
    const {worker} = this.spare;
    this.spare = null;
    this.isReady = false;
    return worker;
  }
}

/** @param {string} url */
const moduleWorker = (url) => new Worker(url, {type: 'module'});
