/**
 * The little arithmetic of long vectors that the optimisers need. Sums are kept in float64, so that
 * a hundred thousand pixels do not lose what the last digits say.
 */

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b of the same length */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a + share · b, new. @param {ArrayLike<number>} a @param {number} share @param {ArrayLike<number>} b */
export function along(a, share, b) {
  const sum = Float64Array.from(a);
  addTo(sum, share, b);
  return sum;
}

/** sum += share · b. @param {Float64Array} sum @param {number} share @param {ArrayLike<number>} b */
export function addTo(sum, share, b) {
  for (let i = 0; i < sum.length; i++) sum[i] += share * b[i];
}
