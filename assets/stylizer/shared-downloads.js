/**
 * Model packages on their way: several stylizers of a page that want the same one share one
 * download. It goes on as long as one of them waits for it.
 */
import {openPackage} from './package.js';

/**
 * @typedef {Awaited<ReturnType<typeof openPackage>>} Opened
 * @typedef {import('./package.js').Progress} Progress bytes
 *
 * @typedef {object} Download
 * @property {Promise<Opened>} promise
 * @property {AbortController} controller
 * @property {Set<Progress>} waiting one for each that waits
 * @property {[loaded: number, total: number] | null} last progress
 */

export class SharedDownloads {
  /** @param {typeof openPackage} [open] */
  constructor(open = openPackage) {
    this.open = open;
    /** @type {Map<string, Download>} by URL */
    this.underWay = new Map();
  }

  /**
   * @param {string} url of the package's folder
   * @param {{signal?: AbortSignal, progress?: Progress}} [options] @returns {Promise<Opened>}
   */
  get(url, {signal, progress = () => {}} = {}) {
    const download = this.underWay.get(url) ?? this.#begin(url);
    const heard = (/** @type {number} */ loaded, /** @type {number} */ total) => progress(loaded, total);
    download.waiting.add(heard);
    if (download.last) progress(...download.last);
    return new Promise((resolve, reject) => {
      const leave = () => {
        download.waiting.delete(heard);
        if (download.waiting.size === 0) this.#end(url, download);
        reject(signal?.reason);
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener('abort', leave, {once: true});
      const settle = () => signal?.removeEventListener('abort', leave);
      download.promise.then(resolve, reject).finally(settle);
    });
  }

  /** @param {string} url @returns {Download} */
  #begin(url) {
    const controller = new AbortController();
    /** @type {Set<Progress>} */
    const waiting = new Set();
    const promise = this.open(url, {
      signal: controller.signal,
      progress: (...step) => {
        download.last = step;
        for (const heard of waiting) heard(...step);
      },
    });
    /** @type {Download} */
    const download = {promise, controller, waiting, last: null};
    this.underWay.set(url, download);
    const forget = () => {
      if (this.underWay.get(url) === download) this.underWay.delete(url);
    };
    promise.then(forget, forget);
    return download;
  }

  /** Nobody waits for it any more. @param {string} url @param {Download} download */
  #end(url, download) {
    this.underWay.delete(url);
    download.controller.abort();
  }
}
