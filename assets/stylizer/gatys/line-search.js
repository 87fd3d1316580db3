/**
 * A line search for the strong Wolfe conditions: how far to go in a direction in which a function
 * falls. First the step grows until it brackets what is wanted, then the bracket shrinks around
 * the minimum of a cubic (Nocedal and Wright, Numerical Optimization, 2nd edition, 2006,
 * algorithms 3.5 and 3.6 and equation 3.59).
 *
 * @typedef {{x: Float64Array, value: number, gradient: Float64Array}} Point
 */
import {along, dot} from './vectors.js';

/** Shares of the first slope: the least fall, and the steepest slope that may be left. */
const FALL = 1e-4;
const SLOPE = 0.9;

/** Evaluations after which the best step so far has to do. */
const MOST = 20;

/** By how much a step grows at least and at most while nothing brackets it. */
const GROWTH = [2, 10];

/** How far from its ends, as a share, a bracket is divided. */
const MARGIN = 0.1;

/** A bracket is done with when it is this narrow, as a share of the step. */
const NARROW = 1e-9;

/**
 * @template {Point} Seen
 * @typedef {{step: number, value: number, slope: number, point: Seen}} Probe one place on the line
 */

/**
 * @template {Point} Seen
 * @param {(x: Float64Array) => Promise<Seen>} look evaluates the function and its gradient
 * @param {Seen} from @param {Float64Array} direction in which the function falls
 * @param {number} first step to try
 * @returns {Promise<Seen | null>} null: nothing on this line is lower
 */
export async function lineSearch(look, from, direction, first) {
  const start = {step: 0, value: from.value, slope: dot(from.gradient, direction), point: from};
  /** @param {number} step @returns {Promise<Probe<Seen>>} */
  const probe = async (step) => {
    const point = await look(along(from.x, step, direction));
    return {step, value: point.value, slope: dot(point.gradient, direction), point};
  };
  const isTooHigh = (/** @type {Probe<Seen>} */ {step, value}) => !(value <= start.value + FALL * step * start.slope);
  const isFlat = (/** @type {Probe<Seen>} */ {slope}) => Math.abs(slope) <= -SLOPE * start.slope;

  /** @type {Probe<Seen>} */
  let low = start; // the lowest so far that has fallen enough
  /** @type {Probe<Seen> | null} */
  let high = null; // the other end of the bracket, once there is one
  let step = first;
  for (let i = 0; i < MOST; i++) {
    const now = await probe(step);
    if (isTooHigh(now) || (low !== start && now.value >= low.value)) high = now;
    else if (isFlat(now)) return now.point;
    else {
      if (!high && now.slope < 0) step = further(low, now);
      else if (now.slope * ((high ?? now).step - low.step) >= 0) high = low;
      low = now;
    }
    if (!high) continue;
    if (Math.abs(high.step - low.step) <= NARROW * Math.max(high.step, low.step)) break;
    step = between(low, high);
  }
  return low === start ? null : low.point;
}

/** Where the slope would be zero if it went on changing as it did. @param {Probe<Point>} before @param {Probe<Point>} now */
function further(before, now) {
  const flat = now.step + ((now.step - before.step) * now.slope) / (before.slope - now.slope);
  return clamp(flat > now.step ? flat : Infinity, GROWTH[0] * now.step, GROWTH[1] * now.step);
}

/** @param {Probe<Point>} low @param {Probe<Point>} high */
function between(low, high) {
  const width = high.step - low.step;
  const share = (lowestOf(low, high) - low.step) / width;
  return low.step + width * (Number.isFinite(share) ? clamp(share, MARGIN, 1 - MARGIN) : 0.5);
}

/** The minimum of the cubic with these values and slopes. @param {Probe<Point>} a @param {Probe<Point>} b */
function lowestOf(a, b) {
  const bend = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const root = Math.sign(b.step - a.step) * Math.sqrt(bend * bend - a.slope * b.slope);
  return b.step - ((b.step - a.step) * (b.slope + root - bend)) / (b.slope - a.slope + 2 * root);
}

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
