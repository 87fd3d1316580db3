/**
 * The model packages that a page has at hand, by URL: downloaded once for all its stylizers. A
 * small one stays in memory, so that a restarted worker waits for nobody. A large one stays there
 * only until the browser has kept it, which hands it out again without the network.
 */
import {isLarge} from './large-network.js';
import {release} from './release.js';
import {SharedDownloads} from './shared-downloads.js';

/** @typedef {import('./shared-downloads.js').Opened} Opened */

export class Packages {
  /** @param {SharedDownloads} [downloads] */
  constructor(downloads = new SharedDownloads()) {
    this.downloads = downloads;
    /** @type {Map<string, Opened>} in memory */
    this.opened = new Map();
    /** @type {Set<string>} that the browser has kept and memory has not */
    this.kept = new Set();
  }

  /** Whether it can be had without a download. @param {string} url */
  has(url) {
    return this.opened.has(url) || this.kept.has(url);
  }

  /**
   * Its files are for use at once: those of a large one can be gone after the next task.
   * @param {string} url of the package's folder
   * @param {Parameters<SharedDownloads['get']>[1]} [options] @returns {Promise<Opened>}
   */
  async get(url, options) {
    const known = this.opened.get(url);
    if (known) return known;
    const opened = await this.downloads.get(url, options);
    if (this.opened.get(url) !== opened) this.#remember(url, opened);
    return opened;
  }

  /** @param {string} url @param {Opened} opened */
  async #remember(url, opened) {
    this.opened.set(url, opened);
    this.kept.delete(url);
    const {card, files} = opened.model;
    if (!isLarge(card) || !(await opened.kept)) return;
    setTimeout(() => {
      this.opened.delete(url);
      this.kept.add(url);
      release(...Object.values(files));
    });
  }
}
