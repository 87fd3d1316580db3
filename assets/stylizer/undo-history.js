/**
 * The results so far, to step back and forth through. Holds on to their pictures, and gives the
 * memory of those back that nothing shows any more. No DOM.
 *
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./session.js').Outcome} Outcome
 * @typedef {import('./state.js').State} State
 *
 * @typedef {{state: State, outcome: Outcome}} Entry a result, and what was asked for
 */
import {differences, picturesOf} from './state.js';

/** Most results kept, and most bytes of pixels: seven at 2048 × 1536. */
const KEPT = {entries: 30, bytes: 192 * 2 ** 20};

/** Changes of one setting within this time are one step: a slider on its way. */
const ONE_STEP_MS = 1500;

export class UndoHistory {
  /**
   * @param {(picture: Picture) => void} release gives a picture's memory back
   * @param {{entries: number, bytes: number}} [kept] @param {() => number} [now] in milliseconds
   */
  constructor(release, kept = KEPT, now = () => performance.now()) {
    this.release = release;
    this.kept = kept;
    this.now = now;
    /** @type {Entry[]} oldest first */
    this.entries = [];
    /** Index of the result on show; -1 before the first. */
    this.at = -1;
    this.added = -Infinity;
    /** @type {string | null} the one setting by which the last result differs from its forerunner */
    this.moving = null;
    /** @type {Set<Picture>} every picture not yet released */
    this.held = new Set();
  }

  /** Whether `back` leads anywhere. @param {State} state */
  canUndo(state) {
    return this.at > 0 || (this.at === 0 && this.#hasMoved(state));
  }

  get canRedo() {
    return this.at < this.entries.length - 1;
  }

  /** A new result; what could have been redone is gone, and a slider on its way is one step. @param {Entry} entry */
  add(entry) {
    const now = this.now();
    const last = this.entries[this.at];
    const [changed, ...more] = last ? differences(entry.state, last.state) : [];
    const slides = changed in entry.state.settings || changed === 'weights';
    const name = more.length === 0 && slides ? changed : null;
    const isOneStep = name !== null && name === this.moving && now - this.added < ONE_STEP_MS;
    this.entries.length = this.at + (isOneStep ? 0 : 1);
    this.moving = name;
    this.entries.push(entry);
    this.added = now;
    while (this.entries.length > 1 && this.#isFull()) this.entries.shift();
    this.at = this.entries.length - 1;
    this.sweep(entry.state);
  }

  /**
   * The result before this one; the one on show itself when something was chosen since.
   * @param {State} state @returns {Entry | undefined}
   */
  back(state) {
    if (!this.canUndo(state)) return undefined;
    if (!this.#hasMoved(state)) this.at--;
    this.moving = null;
    return this.entries[this.at];
  }

  /** @returns {Entry | undefined} */
  forward() {
    return this.canRedo ? this.entries[++this.at] : undefined;
  }

  /** Whether something else is chosen than led to the result on show. @param {State} state */
  #hasMoved(state) {
    const {state: shown} = this.entries[this.at];
    return state.result !== shown.result || differences(state, shown).length > 0;
  }

  /** Of a picture that was chosen, to be released in time. @param {Picture} picture */
  hold(picture) {
    this.held.add(picture);
  }

  /** Releases what neither the state nor a result shows. @param {State} state */
  sweep(state) {
    const states = [state, ...this.entries.map((entry) => entry.state)];
    const needed = new Set(states.flatMap(picturesOf));
    for (const picture of this.held) {
      if (needed.has(picture)) continue;
      this.held.delete(picture);
      this.release(picture);
    }
  }

  /** Forgets everything. */
  dispose() {
    this.entries.length = 0;
    this.at = -1;
    this.held.forEach(this.release);
    this.held.clear();
  }

  #isFull() {
    const buffers = new Set(
      this.entries.flatMap(({outcome}) => [outcome.before.data, outcome.painted.data, outcome.after.data]),
    );
    let bytes = 0;
    for (const {byteLength} of buffers) bytes += byteLength;
    return this.entries.length > this.kept.entries || bytes > this.kept.bytes;
  }
}
