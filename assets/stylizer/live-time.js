/**
 * What is measured and smoothed along a video: frames per second, how long an average remembers,
 * and where another scene begins. Pure.
 */

/** Frames per second are those of so many milliseconds. */
const WINDOW_MS = 2000;

/** After so long a third (1/e) of the average is left of what was. */
const MEMORY_MS = 1500;

/** A scene is looked at in so many columns and rows. */
const CELLS = 8;

/** Mean difference of two frames' cells, in [0, 255], above which it is another scene. */
const CUT = 45;

export class FrameRate {
  constructor() {
    /** @type {number[]} */
    this.times = [];
  }

  /** @param {number} now in milliseconds @returns {number} frames per second, 0 before the second one */
  tick(now) {
    this.times.push(now);
    this.times = this.times.filter((time) => now - time <= WINDOW_MS);
    const span = now - this.times[0];
    return span > 0 ? (1000 * (this.times.length - 1)) / span : 0;
  }
}

/** How much of an average stays after so many milliseconds. @param {number} ms */
export const keepFor = (ms) => Math.exp(-Math.max(0, ms) / MEMORY_MS);

/**
 * A frame as a few cells of mean colour.
 * @param {import('./pixels.js').Pixels} pixels @returns {Float64Array}
 */
export function cellsOf({data, width, height}) {
  const sums = new Float64Array(CELLS * CELLS * 3);
  const counts = new Float64Array(CELLS * CELLS);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * CELLS) / height) * CELLS;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * CELLS) / width);
      const at = 4 * (y * width + x);
      counts[cell]++;
      for (let c = 0; c < 3; c++) sums[3 * cell + c] += data[at + c];
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / 3)]));
}

/** Whether another scene begins between two frames. @param {Float64Array} before @param {Float64Array} after */
export function isCut(before, after) {
  const sum = after.reduce((total, value, i) => total + Math.abs(value - before[i]), 0);
  return sum / after.length > CUT;
}
