/**
 * 3×3 convolutions with half as many multiplications: Winograd's minimal filtering F(4, 3) along
 * the columns (Lavin & Gray 2015, arXiv 1509.09308). Four rows of a result come from six rows of
 * the input by six 1×3 convolutions instead of twelve; the sums before and after cost little where
 * there are many channels. The same up to a few roundings of float32.
 *
 * For wasm, where a run waits for multiplications. Along both axes it saves more of them on paper,
 * and loses it again to its sums.
 */
import {
  add, dispose, fused, getBackend, keep, mul, relu, sub, tensor, tidy,
} from '@tensorflow/tfjs-core';
import {floatsOf, isReadOnce, readOnce, spend, unwritten} from './heap.js';
import {leakyRelu} from './leaky-relu.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-core').Tensor4D} Tensor4D
 * @typedef {Parameters<typeof fused.conv2d>[0] & {x: Tensor4D, filter: Tensor4D}} Options
 */

/** Channels, in and out, from which on it is faster. */
const LEAST_CHANNELS = 32;

/** Rows that come of one set of products. */
const ROWS = 4;

/** Numbers of a result that are made at once; what stands between is twice as many. */
const AT_ONCE = 2 ** 19;

/**
 * Of six rows of the input, what each product takes (Bᵀ in the paper). Three more rows count
 * nothing: XNNPACK is many times faster at depthwise filters of nine numbers than of six.
 */
const SUMS = [
  [4, 0, -5, 0, 1, 0, 0, 0, 0],
  [0, -4, -4, 1, 1, 0, 0, 0, 0],
  [0, 4, -4, -1, 1, 0, 0, 0, 0],
  [0, -2, -1, 2, 1, 0, 0, 0, 0],
  [0, 2, -1, -2, 1, 0, 0, 0, 0],
  [0, 4, 0, -5, 0, 1, 0, 0, 0],
];

/** Of the three rows of a filter, likewise (G). */
const FILTERS = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

/** What can follow, by the name of a fused activation. @type {Record<string, (x: Tensor, alpha?: number) => Tensor>} */
const ACTIVATIONS = {linear: (x) => x, relu, leakyrelu: leakyRelu};

/** The product that goes into each of the four rows as it is, and takes the bias there. */
const IN_ALL = 1;

/** The 1×3 filters made of a 3×3 one, by the data of that. @type {WeakMap<object, Tensor4D[]>} */
const made = new WeakMap();

/**
 * As TensorFlow.js's own, for a batch of one. A filter must be a weight: what is made of it is kept.
 * @param {Options} options @returns {Tensor4D}
 */
export function conv2d(options) {
  if (getBackend() !== 'wasm') return /** @type {Tensor4D} */ (fused.conv2d(options));
  const isMany = suits(options);
  const filters = isMany ? filtersOf(options.filter) : [options.filter];
  const result = tidy(() => (isMany ? winograd(options, filters) : fused.conv2d(options)));
  for (const filter of filters) spend(filter);
  return /** @type {Tensor4D} */ (result);
}

/** @param {Options} options */
function suits({filter, strides, pad, dilations = 1, dataFormat = 'NHWC', activation = 'linear'}) {
  const [rows, columns, inputs, outputs] = filter.shape;
  return (
    rows === 3 && columns === 3 &&
    Math.min(inputs, outputs) >= LEAST_CHANNELS &&
    [strides, dilations].flat().every((step) => step === 1) &&
    pad === 'valid' && dataFormat === 'NHWC' &&
    activation in ACTIVATIONS
  );
}

/**
 * Some rows after the others, so that what stands between takes little memory.
 * @param {Options} options @param {Tensor4D[]} filters @returns {Tensor}
 */
function winograd({x, filter, bias, activation = 'linear', leakyreluAlpha}, filters) {
  const [, height, width] = x.shape;
  const outputs = filter.shape[3];
  const result = unwritten([1, height - 2, width - 2, outputs]);
  const length = (width - 2) * outputs;
  const activate = (/** @type {Tensor} */ row) => ACTIVATIONS[activation](row, leakyreluAlpha);
  const most = ROWS * Math.max(1, Math.floor(AT_ONCE / (ROWS * length)));
  for (let top = 0; top < height - 2; top += most) {
    const some = most < height - 2 ? rowsOf(x, top, Math.min(top + most + 2, height)) : x;
    const rows = tidy(() => joined(productsOf(some, filters, bias)).map(activate));
    if (some !== x) some.dispose();
    const place = floatsOf(result);
    for (const [i, row] of rows.entries()) {
      const values = floatsOf(row);
      for (let from = 0, y = top + i; from < values.length && y < height - 2; from += length, y += ROWS) {
        place.set(values.subarray(from, from + length), y * length);
      }
    }
    dispose(rows);
  }
  return result;
}

/**
 * Some rows, copied: TensorFlow.js's `slice` copies all of what it cuts from.
 * @param {Tensor4D} x (1, height, width, channels) @param {number} top @param {number} bottom
 */
function rowsOf(x, top, bottom) {
  const [, , width, channels] = x.shape;
  const length = width * channels;
  const rows = /** @type {Tensor4D} */ (unwritten([1, bottom - top, width, channels]));
  floatsOf(rows).set(floatsOf(x).subarray(top * length, bottom * length));
  return rows;
}

/**
 * @param {Tensor4D} x (1, height, width, inputs) @param {Tensor4D[]} filters @param {Options['bias']} bias
 * @returns {Tensor[]} of each four rows of the result six, each (tiles, 1, (width - 2) · outputs)
 */
function productsOf(x, filters, bias) {
  const [, height, , inputs] = x.shape;
  const tiles = Math.ceil((height - 2) / ROWS);
  const below = (tiles - 1) * ROWS + SUMS[0].length - height;
  const pad = /** @type {any} */ ([[0, 0], [0, below], [0, 0], [0, 0]]); // its type forgets that one
  return sumsOf(inputs).map((sum, i) =>
    tidy(() => {
      const mixed = fused.depthwiseConv2d({x, filter: sum, strides: [ROWS, 1], pad});
      const shift = i === IN_ALL ? bias : undefined;
      return fused.conv2d({x: mixed, filter: filters[i], strides: 1, pad: 'valid', bias: shift});
    }),
  );
}

/**
 * The four rows (Aᵀ), in an order in which little is alive at once.
 * @param {Tensor[]} products are disposed
 */
function joined([first, a, b, c, d, last]) {
  const [even, odd] = [add(a, b), sub(a, b)];
  dispose([a, b]);
  const [wideEven, wideOdd] = [add(c, d), sub(c, d)];
  dispose([c, d]);
  const row0 = tidy(() => add(add(even, wideEven), first));
  dispose(first);
  const row2 = tidy(() => add(mul(wideEven, 4), even));
  dispose([even, wideEven]);
  const row1 = tidy(() => add(mul(wideOdd, 2), odd));
  const row3 = tidy(() => add(add(mul(wideOdd, 8), odd), last));
  dispose([odd, wideOdd, last]);
  return [row0, row1, row2, row3];
}

/** Depthwise filters that make the sums, by the number of channels. @type {Map<number, Tensor4D[]>} */
const sumsMade = new Map();

/** @param {number} channels @returns {Tensor4D[]} each (9, 1, channels, 1) */
function sumsOf(channels) {
  const known = sumsMade.get(channels);
  if (known) return known;
  const filters = SUMS.map((factors) => {
    const values = factors.flatMap((factor) => Array(channels).fill(factor));
    return /** @type {Tensor4D} */ (keep(tensor(values, [factors.length, 1, channels, 1])));
  });
  sumsMade.set(channels, filters);
  return filters;
}

/**
 * @param {Tensor4D} filter (3, 3, inputs, outputs), spent afterwards if it may be
 * @returns {Tensor4D[]} each (1, 3, inputs, outputs)
 */
function filtersOf(filter) {
  const known = made.get(filter.dataId);
  if (known) return known;
  const shape = [1, ...filter.shape.slice(1)];
  const length = filter.size / 3;
  const filters = FILTERS.map(([a, b, c]) => {
    const one = /** @type {Tensor4D} */ (keep(unwritten(shape)));
    const [rows, values] = [floatsOf(filter), floatsOf(one)];
    for (let i = 0; i < length; i++) values[i] = a * rows[i] + b * rows[i + length] + c * rows[i + 2 * length];
    return one;
  });
  if (isReadOnce(filter)) readOnce(filters);
  spend(filter);
  made.set(filter.dataId, filters);
  return filters;
}
