/**
 * What ends the tasks under way: one press of Cancel ends them all, and so does the signal that a
 * caller of one of them has handed in.
 */
export class Cancelling {
  constructor() {
    /** @type {AbortController | null} */
    this.controller = null;
  }

  /**
   * @template T
   * @param {AbortSignal | undefined} outer the caller's own @param {() => void} cancel called for it
   * @param {(signal: AbortSignal) => Promise<T>} task @returns {Promise<T>}
   */
  async run(outer, cancel, task) {
    outer?.addEventListener('abort', cancel);
    this.controller ??= new AbortController();
    try {
      return await task(this.controller.signal);
    } finally {
      outer?.removeEventListener('abort', cancel);
    }
  }

  /** Ends every task under way; what is run from here on is not ended. */
  abort() {
    this.controller?.abort();
    this.controller = null;
  }
}
