/**
 * The tensors used last, by key; the ones unused longest are disposed when there are too many.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 */
import {dispose} from './tfjs/core.js';

export class Kept {
  /** @param {number} limit */
  constructor(limit) {
    this.limit = limit;
    /** @type {Map<string, Tensor[]>} */
    this.entries = new Map();
  }

  keys() {
    return this.entries.keys();
  }

  /** Counts what is there of these as used just now. @param {string[]} keys */
  renew(keys) {
    for (const key of keys) {
      const tensors = this.entries.get(key);
      if (!tensors) continue;
      this.entries.delete(key);
      this.entries.set(key, tensors);
    }
  }

  /**
   * What is there goes before what takes its place is made, so that never more than the limit is alive.
   * @param {string} key @param {() => Promise<Tensor[]>} make
   * @returns {Promise<Tensor[]>}
   */
  async get(key, make) {
    const known = this.entries.get(key);
    if (!known) this.#cut(this.limit - 1);
    const tensors = known ?? (await make());
    this.entries.delete(key);
    this.entries.set(key, tensors);
    this.#cut(this.limit);
    return tensors;
  }

  /** @param {number} most that stay */
  #cut(most) {
    for (const [old, unused] of this.entries) {
      if (this.entries.size <= most) break;
      this.entries.delete(old);
      dispose(unused);
    }
  }

  /** Disposes all. */
  clear() {
    for (const tensors of this.entries.values()) dispose(tensors);
    this.entries.clear();
  }
}

/** Of what is made under these styles. @param {import('./protocol.js').Job['styles']} styles */
export const nameOf = (styles) =>
  styles.length === 1 ? styles[0].key : styles.map(({key, weight}) => `${weight} × ${key}`).join(' + ');
