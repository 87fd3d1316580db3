/**
 * Smooths over a video what the network takes from each frame as a whole. A hand that moves in
 * front of the camera changes mean and variance of the features, and with them the colours
 * everywhere; averaged over time they change slowly, and what is still in the picture stays still.
 */
import {add, dispose, mul, tidy} from './tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 *
 * @typedef {object} Stream
 * @property {string} key names the video; another one, or another scene of it, begins anew
 * @property {number} keep how much of the average so far stays at this frame, in [0, 1)
 */

export class Steady {
  /** @param {Pick<import('./families/index.js').Family, 'momentsOf'>} family */
  constructor(family) {
    this.family = family;
    this.stream = '';
    this.frame = '';
    /** @type {Tensor[]} */
    this.moments = [];
  }

  /**
   * The average up to a frame; asked again for the same frame, the same.
   * @param {Stream} stream @param {string} frame its key @param {Tensor[]} features of it
   * @returns {Tensor[]} kept here until the next frame
   */
  at({key, keep}, frame, features) {
    if (this.stream === key && this.frame === frame) return this.moments;
    const now = this.family.momentsOf(features);
    const old = this.moments;
    this.moments =
      this.stream === key
        ? tidy(() => now.map((moment, i) => add(mul(old[i], keep), mul(moment, 1 - keep))))
        : now;
    dispose(old);
    if (this.stream === key) dispose(now);
    this.stream = key;
    this.frame = frame;
    return this.moments;
  }
}
