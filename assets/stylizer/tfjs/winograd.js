/**
 * 3×3 convolutions with a third fewer multiplications: Winograd's minimal filtering F(2, 3) along
 * the columns (Lavin & Gray 2015, arXiv 1509.09308). Two rows of a result come from four rows of
 * the input by four 1×3 convolutions instead of six; the sums before and after cost little where
 * there are many channels. The same up to a few roundings of float32.
 *
 * For wasm, where a run waits for multiplications. F(2×2, 3×3) saves more of them on paper, and
 * loses it again to its transforms.
 */
import {
  add, concat, dispose, fused, getBackend, keep, mirrorPad, relu, reshape, slice, sub, tensor, tidy,
} from '@tensorflow/tfjs-core';
import {floatsOf, isReadOnce, partOf, readOnce, spend, unwritten} from './heap.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-core').Tensor4D} Tensor4D
 * @typedef {Parameters<typeof fused.conv2d>[0] & {x: Tensor4D, filter: Tensor4D}} Options
 */

/** Channels, in and out, from which on it is faster. */
const LEAST_CHANNELS = 128;

/** The four 1×3 filters made of a 3×3 one, by the data of that. @type {WeakMap<object, Tensor4D[]>} */
const made = new WeakMap();

/**
 * As TensorFlow.js's own, for a batch of one and for filters that are weights: a filter of many
 * channels is taken apart where it lies, and is of no use to anything else from then on.
 * @param {Options} options @returns {Tensor4D}
 */
export function conv2d(options) {
  const {x, filter} = options;
  if (!suits(options)) {
    const result = /** @type {Tensor4D} */ (fused.conv2d(options));
    if (getBackend() === 'wasm') spend(filter);
    return result;
  }
  const pieces = filtersOf(filter);
  const [, height, width] = x.shape;
  const result = tidy(() => {
    if (height % 2 === 0) return winograd(options, pieces);
    const even = winograd({...options, x: mirrorPad(x, [[0, 0], [0, 1], [0, 0], [0, 0]], 'reflect')}, pieces);
    return slice(even, 0, [1, height - 2, width - 2, filter.shape[3]]);
  });
  for (const one of [filter, ...pieces]) spend(one);
  return result;
}

/** @param {Options} options */
function suits({filter, strides, pad, dilations = 1, dataFormat = 'NHWC', activation = 'linear'}) {
  const [rows, columns, inputs, outputs] = filter.shape;
  return (
    getBackend() === 'wasm' &&
    rows === 3 && columns === 3 &&
    Math.min(inputs, outputs) >= LEAST_CHANNELS &&
    [strides, dilations].flat().every((step) => step === 1) &&
    pad === 'valid' && dataFormat === 'NHWC' &&
    (activation === 'linear' || activation === 'relu')
  );
}

/** @param {Options} options @param {Tensor4D[]} filters @returns {Tensor4D} */
function winograd({x, filter, bias, activation}, filters) {
  const [, height, width, inputs] = x.shape;
  const outputs = filter.shape[3];
  const pairs = height / 2 - 1;
  const sums = sumsOf(inputs);
  return tidy(() => {
    /** Half as many rows as the result has. @param {number} i @param {typeof bias} [shift] */
    const product = (i, shift) =>
      tidy(() => {
        const mixed = fused.depthwiseConv2d({x, filter: sums[i], strides: [2, 1], pad: 'valid'});
        const half = fused.conv2d({x: mixed, filter: filters[i], strides: 1, pad: 'valid', bias: shift});
        return reshape(half, [pairs, 1, (width - 2) * outputs]);
      });
    const sum = product(1, bias); // goes into both rows
    const difference = product(2);
    const upper = tidy(() => add(product(0), add(sum, difference)));
    const lower = tidy(() => sub(sub(sum, difference), product(3)));
    dispose([sum, difference]);
    const both = concat([upper, lower], 1);
    dispose([upper, lower]);
    const result = /** @type {Tensor4D} */ (reshape(both, [1, 2 * pairs, width - 2, outputs]));
    return activation === 'relu' ? relu(result) : result;
  });
}

/** Of four rows d: d0 − d2, d1 + d2, d2 − d1, d1 − d3. */
const SUMS = [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]];

/** Depthwise filters that make them, by the number of channels. @type {Map<number, Tensor4D[]>} */
const sumsMade = new Map();

/** @param {number} channels @returns {Tensor4D[]} each (4, 1, channels, 1) */
function sumsOf(channels) {
  const known = sumsMade.get(channels);
  if (known) return known;
  const filters = SUMS.map((signs) => {
    const values = signs.flatMap((sign) => Array(channels).fill(sign));
    return /** @type {Tensor4D} */ (keep(tensor(values, [4, 1, channels, 1])));
  });
  sumsMade.set(channels, filters);
  return filters;
}

/**
 * Made where the filter lies, b giving way to the first sum: what was given back instead would be
 * holes in the memory of wasm, which the operations' own copies of filters do not fill.
 * @param {Tensor4D} filter (3, 3, inputs, outputs) with rows a, b, c
 * @returns {Tensor4D[]} a, (a + b + c) / 2, (a − b + c) / 2 and c, each (1, 3, inputs, outputs)
 */
function filtersOf(filter) {
  const known = made.get(filter.dataId);
  if (known) return known;
  const shape = [1, ...filter.shape.slice(1)];
  const length = filter.size / 3;
  const minus = unwritten(shape);
  const [a, b, c] = [0, 1, 2].map((row) => partOf(filter, row * length, shape));
  const [upper, middle, lower, difference] = [a, b, c, minus].map(floatsOf);
  for (let i = 0; i < length; i++) {
    const outer = (upper[i] + lower[i]) / 2;
    const half = middle[i] / 2;
    middle[i] = outer + half;
    difference[i] = outer - half;
  }
  const filters = [a, b, minus, c].map((piece) => /** @type {Tensor4D} */ (keep(piece)));
  made.set(filter.dataId, filters);
  if (isReadOnce(filter)) readOnce([minus]);
  return filters;
}
