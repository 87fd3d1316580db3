/**
 * One style code made of several: the content's tokens look at the tokens of all styles together.
 *
 * All tokens of style s get the same number added to their logits, log w_s + c_s: w_s is the style's
 * weight, and c_s is such that of all the attention of all places together the share w_s goes to
 * that style. Without c_s a style with more tokens would get more, and one that fits better nearly
 * everything, because logits differ by far more than logarithms of weights do. The number lies in a
 * further row of the keys, and the queries get a 1 to go with it (attend.js). The rest of a code,
 * its statistics, is averaged. Python does the same (pastiche/models/mixture.py).
 */
import {add, concat, dispose, matMul, mul, slice, tensor, tidy} from '../tfjs/core.js';
import {attentionWeights} from './attend.js';
import {LEAST, balanced} from './balance.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {{code: Tensor[], weight: number}} Part keys (1, D, M), then values (1, M, V), then
 *   statistics, all of any shape
 */

/** The shares are measured on so many runs of so many queries, spread over the picture. */
const RUNS = 32;
const RUN = 32;

/** How often at most: where styles are very far apart, the first time tells only which is ahead. */
const MEASUREMENTS = 5;

/**
 * @param {Part[]} parts weights above 0, of sum 1
 * @param {Tensor[]} queries of the content, (1, N, D) for each level
 * @returns {Promise<Tensor[]>} a code with keys (1, D + 1, all M)
 */
export async function blended(parts, queries) {
  const shares = parts.map(({weight}) => weight);
  const levels = queries.length;
  const keys = [];
  for (const [i, asked] of queries.entries()) {
    keys.push(await joined(parts.map(({code}) => code[i]), shares, asked));
  }
  const rest = tidy(() =>
    parts[0].code.slice(levels).map((_, i) => {
      const tensors = parts.map(({code}) => code[levels + i]);
      if (i < levels) return concat(tensors, 1);
      return tensors.map((one, s) => mul(one, shares[s])).reduce((a, b) => add(a, b));
    }),
  );
  return [...keys, ...rest];
}

/**
 * @param {Tensor[]} keys (1, D, M) of each style @param {number[]} shares @param {Tensor} queries
 * @returns {Promise<Tensor>} (1, D + 1, all M), balanced
 */
async function joined(keys, shares, queries) {
  const counts = keys.map(({shape}) => /** @type {number} */ (shape[2]));
  let numbers = counts.map((count) => -Math.log(count));
  for (let measured = 0; measured < MEASUREMENTS; measured++) {
    const measure = tidy(() => {
      const weights = attentionWeights(sample(queries), withRow(keys, numbers));
      return matMul(weights, owners(counts));
    });
    const masses = await measure.data();
    dispose(measure);
    const added = balanced(masses, shares);
    numbers = numbers.map((number, s) => number + added[s]);
    if (masses.every((mass) => mass > LEAST)) break; // else there is more to know, now that they are closer
  }
  return tidy(() => withRow(keys, numbers));
}

/** Below each style's keys its number, and all in one. @param {Tensor[]} keys @param {number[]} numbers */
function withRow(keys, numbers) {
  const parts = keys.map((one, s) => {
    const count = /** @type {number} */ (one.shape[2]);
    return concat([one, tensor(new Float32Array(count).fill(numbers[s]), [1, 1, count])], 1);
  });
  return concat(parts, 2);
}

/** Whose each token is: a 1 in the column of its style. @param {number[]} counts @returns {Tensor} (1, all M, S) */
function owners(counts) {
  const styles = counts.length;
  const whose = counts.flatMap((count, s) => Array(count).fill(s));
  const data = new Float32Array(whose.length * styles);
  whose.forEach((s, token) => (data[token * styles + s] = 1));
  return tensor(data, [1, whose.length, styles]);
}

/** @param {Tensor} queries (1, N, D) */
function sample(queries) {
  const [, count, width] = /** @type {[number, number, number]} */ (queries.shape);
  if (count <= RUNS * RUN) return queries;
  const runs = Array.from({length: RUNS}, (_, i) => {
    const start = Math.floor((i * (count - RUN)) / (RUNS - 1));
    return slice(queries, [0, start, 0], [1, RUN, width]);
  });
  return concat(runs, 1);
}
