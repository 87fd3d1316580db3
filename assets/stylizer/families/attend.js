/**
 * Attention itself: every token of the content looks at every token of the style. Done for a few
 * thousand queries at a time, because the matrix of all weights is by far the largest thing there
 * would be: 600 MB for a content of 2048 pixels.
 */
import {queriesAtOnce} from '../plan.js';
import {concat, dispose, matMul, slice, softmax, tensor, tidy} from '../tfjs/core.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */

/**
 * How much each query looks at each token of the style.
 * @param {Tensor} queries (1, N, D)
 * @param {Tensor} keys (1, D, M), transposed as they are kept; or (1, D + 1, M), with a last row that
 *   is added to the logits of each token (families/blend.js)
 * @returns {Tensor} (1, N, M), rows of which sum to 1
 */
export function attentionWeights(queries, keys) {
  const [, count, width] = /** @type {[number, number, number]} */ (queries.shape);
  return tidy(() => {
    const plain = keys.shape[1] === width;
    const asked = plain ? queries : concat([queries, tensor(new Float32Array(count).fill(1), [1, count, 1])], 2);
    return softmax(matMul(asked, keys));
  });
}

/**
 * softmax(queries · keys) · values
 * @param {Tensor} queries (1, N, D) @param {Tensor} keys (1, D, M) or (1, D + 1, M)
 * @param {Tensor} values (1, M, V)
 * @param {(made: Tensor[], share: number) => Promise<void>} step awaited after each block
 * @returns {Promise<Tensor>} (1, N, V)
 */
export async function attend(queries, keys, values, step) {
  const [, count, width] = queries.shape;
  /** @type {Tensor[]} */
  const blocks = [];
  const most = queriesAtOnce(/** @type {number} */ (values.shape[1]));
  for (let first = 0; first < count; first += most) {
    const size = Math.min(most, count - first);
    const block = tidy(() => {
      const some = size === count ? queries : slice(queries, [0, first, 0], [1, size, width]);
      return matMul(attentionWeights(some, keys), values);
    });
    blocks.push(block);
    await step([block], size / count);
  }
  if (blocks.length === 1) return blocks[0];
  const attended = concat(blocks, 1);
  dispose(blocks);
  return attended;
}
