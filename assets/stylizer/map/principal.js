/**
 * Principal component analysis of few long vectors (Jolliffe, "Principal Component Analysis", 2002,
 * section 3.5): the directions in which they differ most. Pure.
 *
 * Of n vectors of d numbers, n small, the inner products of the centred vectors are a matrix of n by n,
 * and each of its eigenvectors holds the coordinates of the n along a principal component.
 *
 * @typedef {object} Plane through the mean, spanned by the first two principal components
 * @property {Float64Array} mean
 * @property {[Float64Array, Float64Array]} axes of length 1 at right angles; 0 where nothing is left to tell
 * @property {[x: number, y: number][]} places of the vectors in it
 * @property {number} share of the vectors' spread that lies in it, in [0, 1]
 */

/** Sweeps over all pairs of rows; five or six are enough for tens of rows. */
const SWEEPS = 30;

/** Parts of the largest eigenvalue below which another counts as 0. */
const NOTHING = 1e-10;

/** @param {ArrayLike<number>[]} vectors one or more, of like length @returns {Plane} */
export function principal(vectors) {
  const mean = meanOf(vectors);
  const centred = vectors.map((vector) => mean.map((value, i) => vector[i] - value));
  const {values, columns} = eigen(centred.map((a) => Float64Array.from(centred, (b) => dot(a, b))));
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
  const all = values.reduce((sum, value) => sum + value, 0);
  const found = [0, 1].map((k) => {
    const value = values[order[k]] ?? 0;
    if (!(value > NOTHING * values[order[0]])) return {axis: mean.map(() => 0), value: 0};
    const length = Math.sqrt(value);
    const weights = columns[order[k]];
    // Of an axis and its opposite, that along which the vector farthest out is ahead.
    const sign = Math.sign(weights.reduce((far, one) => (Math.abs(one) > Math.abs(far) + NOTHING ? one : far), 0)) || 1;
    return {axis: mean.map((_, i) => centred.reduce((sum, one, j) => sum + (sign * weights[j] * one[i]) / length, 0)), value};
  });
  return {
    mean,
    axes: [found[0].axis, found[1].axis],
    places: centred.map((one) => [dot(one, found[0].axis), dot(one, found[1].axis)]),
    share: all > 0 ? (found[0].value + found[1].value) / all : 0,
  };
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** @param {ArrayLike<number>[]} vectors */
function meanOf(vectors) {
  const sum = new Float64Array(vectors[0].length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i] += vector[i];
  return sum.map((value) => value / vectors.length);
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, "Matrix
 * Computations", 2013, section 8.5).
 * @param {Float64Array[]} rows is changed
 */
function eigen(rows) {
  const n = rows.length;
  const columns = rows.map((_, i) => Float64Array.from(rows, (__, j) => Number(i === j)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (rows[p][q] !== 0) rotate(rows, columns, p, q);
  }
  return {values: rows.map((row, i) => row[i]), columns};
}

/**
 * Turns two rows and columns so that the entry they share is 0.
 * @param {Float64Array[]} rows @param {Float64Array[]} columns @param {number} p @param {number} q
 */
function rotate(rows, columns, p, q) {
  const slope = (rows[q][q] - rows[p][p]) / (2 * rows[p][q]);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(1, slope));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  const turn = (/** @type {Float64Array} */ a, /** @type {Float64Array} */ b) => {
    for (let i = 0; i < a.length; i++) [a[i], b[i]] = [cosine * a[i] - sine * b[i], sine * a[i] + cosine * b[i]];
  };
  turn(rows[p], rows[q]);
  for (const row of rows) [row[p], row[q]] = [cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]];
  turn(columns[p], columns[q]);
}
