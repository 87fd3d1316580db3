/**
 * The two losses of Gatys, Ecker and Bethge (2015, arXiv 1508.06576), and their gradients by the
 * features. The paper's sums grow with the picture; here they are means over places, so that the
 * same weights serve pictures of every size, and a style picture need not be as large as the result:
 *
 *     content  ½ · mean of (F − P)²                equation 1, divided by the number of entries
 *     G        FᵀF / M                             equation 3, divided by the number of places M
 *     style    ¼ · mean of (G − A)²                equation 4: its N² and M² are in the means
 *
 * F: the features of the picture that is made, (M, N) for M places and N channels; P: those of the
 * content; A: the style's Gram matrix.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-core').Tensor2D} Tensor2D
 * @typedef {import('@tensorflow/tfjs-core').Tensor4D} Tensor4D
 * @typedef {{loss: Tensor, gradient: Tensor4D}} Term loss: a scalar
 */
import {matMul, mean, mul, reshape, square, sub, tidy, transpose} from '@tensorflow/tfjs-core';

/**
 * Which channels are found together: the mean over all places of the products of every two.
 * @param {Tensor4D} features (1, H, W, N) @returns {Tensor2D} (N, N)
 */
export function gram(features) {
  return tidy(() => {
    const flat = flatten(features);
    return mul(matMul(transpose(flat), flat), 1 / flat.shape[0]); // faster than matMul's own transposing
  });
}

/** @param {Tensor4D} features (1, H, W, N) @param {Tensor2D} wanted Gram matrix @returns {Term} */
export function styleTerm(features, wanted) {
  const off = sub(gram(features), wanted);
  const [, height, width, channels] = features.shape;
  const slope = matMul(flatten(features), /** @type {Tensor2D} */ (off));
  return {
    loss: mul(mean(square(off)), 1 / 4),
    gradient: reshape(mul(slope, 1 / (channels * channels * height * width)), features.shape),
  };
}

/** @param {Tensor4D} features (1, H, W, N) @param {Tensor4D} wanted of the same shape @returns {Term} */
export function contentTerm(features, wanted) {
  const off = /** @type {Tensor4D} */ (sub(features, wanted));
  return {loss: mul(mean(square(off)), 1 / 2), gradient: mul(off, 1 / off.size)};
}

/** @param {Tensor4D} features @returns {Tensor2D} (M, N) */
function flatten(features) {
  const [, height, width, channels] = features.shape;
  return reshape(features, [height * width, channels]);
}
