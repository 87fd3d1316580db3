/**
 * Which backends to try, in which order: the usual ones, without those that this machine has
 * refused during the session, or the one that somebody picked.
 *
 * @typedef {import('./protocol.js').Backend} Backend
 */

/** In the order they are tried. Plain cpu takes minutes for a picture and is never used. */
const USUAL = /** @type {Backend[]} */ (['webgl', 'wasm']);

const REFUSED = 'pastiche-refused-backends';

export class BackendOrder {
  /**
   * @param {() => Backend | null} picked @param {Pick<Storage, 'getItem' | 'setItem'>} memory of the
   *   session
   */
  constructor(picked, memory) {
    this.picked = picked;
    this.memory = memory;
    /** Whether webgpu was picked and did not do. */
    this.hasRefusedWebgpu = false;
  }

  /** The one backend to use, whatever comes of it: a test or an author wants it. */
  get forced() {
    const picked = this.picked();
    return picked === 'webgpu' ? null : picked;
  }

  /** Those to try, the first one first. */
  get names() {
    if (this.forced) return [this.forced];
    const refused = this.#refused;
    const usual = USUAL.filter((name) => !refused.includes(name));
    const isWanted = this.picked() === 'webgpu' && !this.hasRefusedWebgpu;
    return isWanted ? /** @type {Backend[]} */ (['webgpu', ...usual]) : usual;
  }

  /** Whether one that runs already is what would be run here. @param {Backend} backend */
  suits(backend) {
    return this.forced ? backend === this.forced : (backend === 'webgpu') === (this.names[0] === 'webgpu');
  }

  /** Not to be tried again. @param {Backend} backend */
  refuse(backend) {
    if (backend === 'webgpu') this.hasRefusedWebgpu = true; // it may be picked again
    else if (!this.forced) this.memory.setItem(REFUSED, [...new Set([...this.#refused, backend])].join(' '));
  }

  /** @returns {string[]} */
  get #refused() {
    return (this.memory.getItem(REFUSED) ?? '').split(' ').filter(Boolean);
  }
}
