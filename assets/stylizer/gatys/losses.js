/**
 * The two losses of Gatys, Ecker and Bethge (2015, arXiv 1508.06576), and their gradients by the
 * features. The paper's sums depend on the size of the picture and on how loud a layer is; here each is
 * a share of what a layer would cost that sees nothing, so that the same weights serve all pictures:
 *
 *     content  Σ (F − P)² / Σ P²                   equation 1
 *     G        FᵀF / M                             equation 3, divided by the number of places M
 *     style    Σ (G − A)² / Σ A²                   equation 4
 *
 * F: the features of the picture that is made, (M, N) for M places and N channels; P: those of the
 * content; A: the style's Gram matrix. A style picture need not be as large as the result.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-core').Tensor2D} Tensor2D
 * @typedef {import('@tensorflow/tfjs-core').Tensor4D} Tensor4D
 * @typedef {{loss: Tensor, gradient: Tensor4D}} Term loss: a scalar
 */
import {add, div, matMul, mean, mul, reshape, square, sub, tidy, transpose} from '@tensorflow/tfjs-core';

/** Added to a target's mean square, which is zero for a layer that sees nothing in it. */
const LEAST = 1e-12;

/**
 * @template {Tensor} Kind
 * @typedef {{wanted: Kind, energy: Tensor}} Target what features or their Gram matrix should be, and the
 *   mean square of that, a scalar
 */

/** @template {Tensor} Kind @param {Kind} wanted @returns {Target<Kind>} */
export const targetOf = (wanted) => ({wanted, energy: tidy(() => add(mean(square(wanted)), LEAST))});

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

/** @param {Tensor4D} features (1, H, W, N) @param {Target<Tensor2D>} target its Gram matrix @returns {Term} */
export function styleTerm(features, {wanted, energy}) {
  const off = sub(gram(features), wanted);
  const [, height, width, channels] = features.shape;
  const slope = matMul(flatten(features), /** @type {Tensor2D} */ (off));
  return {
    loss: div(mean(square(off)), energy),
    gradient: reshape(div(mul(slope, 4 / (channels * channels * height * width)), energy), features.shape),
  };
}

/** @param {Tensor4D} features (1, H, W, N) @param {Target<Tensor4D>} target of the same shape @returns {Term} */
export function contentTerm(features, {wanted, energy}) {
  const off = /** @type {Tensor4D} */ (sub(features, wanted));
  return {loss: div(mean(square(off)), energy), gradient: div(mul(off, 2 / off.size), energy)};
}

/** @param {Tensor4D} features @returns {Tensor2D} (M, N) */
function flatten(features) {
  const [, height, width, channels] = features.shape;
  return reshape(features, [height * width, channels]);
}
