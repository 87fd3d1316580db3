/**
 * L-BFGS: minimises a smooth function of very many variables. Of the curvature it knows what the
 * last few steps have shown (Nocedal and Wright, Numerical Optimization, 2nd edition, 2006,
 * algorithms 7.4 and 7.5), and each step goes as far as the strong Wolfe conditions ask.
 *
 * A run is a generator: it pauses by not being asked for the next step, goes on when it is, and is
 * cancelled by not being asked again.
 *
 * @typedef {import('./line-search.js').Point} Point
 * @typedef {{s: Float64Array, y: Float64Array, sy: number}} Pair a step, and how the gradient changed
 */
import {lineSearch} from './line-search.js';
import {addTo, along, dot} from './vectors.js';

/** Pairs that are remembered. */
const HISTORY = 10;

/**
 * @template {{value: number, gradient: Float64Array}} Outcome
 * @param {(x: Float64Array) => Promise<Outcome>} objective its value and its gradient, and what else a
 *   point is to carry with it
 * @param {ArrayLike<number>} start
 * @param {{history?: number, reach?: number}} [options] `reach`: length of the first step, in the
 *   units of x, while nothing of the curvature is known
 * @returns {AsyncGenerator<Outcome & Point>} the start, then where each step leads; ends where nothing near is lower
 */
export async function* lbfgs(objective, start, {history = HISTORY, reach = 1} = {}) {
  const look = async (/** @type {Float64Array} */ x) => ({...(await objective(x)), x});
  /** @type {Pair[]} the oldest first */
  let pairs = [];
  let point = await look(Float64Array.from(start));
  yield point;
  for (;;) {
    const steepness = Math.sqrt(dot(point.gradient, point.gradient));
    if (steepness === 0) return;
    const direction = downhill(point.gradient, pairs);
    const next = await lineSearch(look, point, direction, pairs.length ? 1 : reach / steepness);
    if (next) {
      pairs = [...pairs, pairOf(point, next)].filter(({sy}) => sy > 0).slice(-history);
      point = next;
      yield point;
    } else if (pairs.length === 0) return;
    else pairs = []; // what it remembered has led it astray
  }
}

/** Minus the inverse Hessian, as far as it is known, times the gradient. @param {Float64Array} gradient @param {Pair[]} pairs */
function downhill(gradient, pairs) {
  const direction = along(new Float64Array(gradient.length), -1, gradient);
  const shares = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const {s, y, sy} = pairs[i];
    shares[i] = dot(s, direction) / sy;
    addTo(direction, -shares[i], y);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.sy / dot(last.y, last.y);
    direction.forEach((value, i) => void (direction[i] = scale * value));
  }
  for (const [i, {s, y, sy}] of pairs.entries()) addTo(direction, shares[i] - dot(y, direction) / sy, s);
  return direction;
}

/** @param {Point} from @param {Point} to @returns {Pair} */
function pairOf(from, to) {
  const s = along(to.x, -1, from.x);
  const y = along(to.gradient, -1, from.gradient);
  return {s, y, sy: dot(s, y)};
}
