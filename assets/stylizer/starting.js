/**
 * Getting a network going: downloaded, started on a backend, and told to the page at each step.
 *
 * @typedef {import('./engine.js').Engine} Engine
 */

export class Starting {
  /** @param {(event: import('./state.js').Event) => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {Promise<void> | null} */
    this.underWay = null;
    /** Whether nobody has asked for what is under way. */
    this.isQuiet = false;
    /** Ends a start that nobody has asked for. */
    this.quiet = new AbortController();
  }

  /** Busy from here on, though nothing may have come over the network yet. @param {Engine} engine */
  begin({started, hasModel}) {
    this.isQuiet = false;
    const phase = started ? 'running' : hasModel ? 'warming' : 'downloading';
    this.tell({type: 'start', phase});
  }

  /** Starts without being asked to: tells nothing but that it has, and fails in silence. @param {Engine} engine */
  async quietly(engine) {
    if (engine.started || this.underWay) return;
    this.isQuiet = true;
    this.quiet = new AbortController();
    const start = (this.underWay = this.#once(engine, this.quiet.signal));
    try {
      await start;
    } catch {
      // Whoever asks for a run tries again, and is told.
    } finally {
      if (this.underWay === start) this.underWay = null;
    }
  }

  /** Two calls at once share one start. @param {Engine} engine @param {AbortSignal} signal */
  async start(engine, signal) {
    if (engine.started) return;
    const start = (this.underWay ??= this.#once(engine, signal));
    try {
      await start;
    } finally {
      if (this.underWay === start) this.underWay = null;
    }
  }

  /** Another engine from here on, which does not wait for this one. */
  forget() {
    this.underWay = null;
    this.quiet.abort();
  }

  /** @param {Engine} engine @param {AbortSignal} signal */
  async #once(engine, signal) {
    const opened = await engine.download({
      signal,
      progress: (loaded, total) => this.isQuiet || this.tell({type: 'download', loaded, total}),
    });
    signal.throwIfAborted();
    if (!this.isQuiet) this.tell({type: 'warm'});
    const {backend, limits} = await engine.start({signal});
    this.tell({type: 'loaded', backend, limits});
    if (engine.hasRefusedWebgpu) this.tell({type: 'notice', notice: {code: 'webgpu-refused', facts: {backend}}});
    opened.kept.then((kept) => kept || this.tell({type: 'notice', notice: {code: 'not-kept', facts: {}}}));
  }
}
