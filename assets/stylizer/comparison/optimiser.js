/** Gatys' method as one of those who paint: a laboratory's optimisation, from the content, so many evaluations long. */
import {isAbort} from '../errors.js';
import {FROM_CONTENT, aimsOf, styleSize} from '../gatys/settings.js';

/** @typedef {import('../gatys/laboratory.js').Laboratory} Laboratory */

export class Optimiser {
  /** @param {Laboratory} laboratory */
  constructor(laboratory) {
    this.laboratory = laboratory;
    this.isEnough = false;
  }

  /** Ends it where it is; the picture so far counts. */
  stop() {
    this.isEnough = true;
    this.laboratory.cancel();
  }

  /**
   * @param {import('./network-painter.js').Pictures} pictures
   * @param {{evaluations: number, signal: AbortSignal}} limits evaluations at most
   * @param {(step: import('../gatys/protocol.js').Step) => void} show
   * @returns {Promise<import('./contest.js').Painted>}
   */
  async paint({content, style, styleAt}, {evaluations, signal}, show) {
    const {laboratory} = this;
    this.isEnough = false;
    laboratory.dispose(); // it has judged before, and would begin warm
    const size = {width: content.width, height: content.height};
    const job = {
      style: await styleAt(styleSize(style, size)),
      content,
      size,
      start: FROM_CONTENT.start,
      seed: 1,
      optimiser: FROM_CONTENT.optimiser,
      evaluations,
      aims: aimsOf(FROM_CONTENT, true),
    };
    const start = performance.now();
    const backend = await laboratory.start();
    signal.throwIfAborted();
    const begun = performance.now();
    /** @type {import('../gatys/protocol.js').Step | undefined} */
    let last;
    try {
      await laboratory.run(job, (step) => show((last = step)));
    } catch (error) {
      if (!last || !this.isEnough || !isAbort(error)) throw error;
    }
    if (!last) throw new Error('nothing was evaluated');
    const end = performance.now();
    const {pixels, evaluations: count} = last;
    return {pixels, backend, first: (end - start) / 1000, later: (end - begun) / 1000, evaluations: count};
  }
}
