/**
 * Symmetric 3 × 3 matrices: roots of covariances. Pure.
 *
 * @typedef {number[][]} Matrix rows
 */

/** Sweeps of Jacobi's method; three by three converges in far fewer. */
const SWEEPS = 12;

/** @param {number} [scale] @returns {Matrix} */
export const identity = (scale = 1) => [0, 1, 2].map((i) => [0, 1, 2].map((k) => (i === k ? scale : 0)));

/** @param {Matrix} a @param {Matrix} b @returns {Matrix} */
export const product = (a, b) =>
  a.map((row) => [0, 1, 2].map((k) => row.reduce((sum, value, i) => sum + value * b[i][k], 0)));

/** Of a matrix without eigenvalues below 0, the one that squared is it. @param {Matrix} matrix */
export const root = (matrix) => mapped(matrix, (value) => Math.sqrt(Math.max(0, value)));

/** The inverse of that, for eigenvalues above 0. @param {Matrix} matrix */
export const inverseRoot = (matrix) => mapped(matrix, (value) => 1 / Math.sqrt(value));

/**
 * The matrix with its eigenvalues replaced, which Jacobi's rotations find.
 * @param {Matrix} matrix symmetric @param {(eigenvalue: number) => number} change @returns {Matrix}
 */
function mapped(matrix, change) {
  let diagonal = matrix;
  let vectors = identity();
  for (let turn = 0; turn < 3 * SWEEPS; turn++) {
    const [i, k] = [[0, 1], [0, 2], [1, 2]][turn % 3];
    if (diagonal[i][k] === 0) continue;
    const angle = 0.5 * Math.atan2(2 * diagonal[i][k], diagonal[k][k] - diagonal[i][i]);
    const turned = identity();
    turned[i][i] = turned[k][k] = Math.cos(angle);
    turned[i][k] = Math.sin(angle);
    turned[k][i] = -turned[i][k];
    diagonal = product(transposed(turned), product(diagonal, turned));
    vectors = product(vectors, turned);
  }
  const values = identity().map((row, i) => row.map((one) => one * change(diagonal[i][i])));
  return product(vectors, product(values, transposed(vectors)));
}

/** @param {Matrix} matrix @returns {Matrix} */
const transposed = (matrix) => matrix.map((_, i) => matrix.map((row) => row[i]));
