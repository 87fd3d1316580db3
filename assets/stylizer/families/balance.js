/**
 * How much to add to the logits of several styles, so that each gets its share of the attention of
 * all places together. At one place it may be all or nothing: a place looks at what fits it. Pure.
 */

/** Most rounds, and the logarithm of the error at which they end. */
const STEPS = 500;
const ENOUGH = 1e-4;

/** Shares of attention below this count as this. */
export const LEAST = 1e-30;

/**
 * Each round adds to a style the logarithm of how far its share is from the one that is due (Berry,
 * Levinsohn and Pakes, “Automobile prices in market equilibrium”, 1995, appendix I).
 * @param {ArrayLike<number>} masses (N, S), what each of N queries gives to each of S styles as it
 *   is, rows of sum 1
 * @param {number[]} shares of the S styles, above 0, of sum 1
 * @returns {number[]} a number for each style, at most 0
 */
export function balanced(masses, shares) {
  const styles = shares.length;
  const count = masses.length / styles;
  const logs = Float64Array.from(masses, (mass) => Math.log(Math.max(mass, LEAST)));
  let added = shares.map((share, s) => Math.log(share) - meanOf(logs, s, styles));
  const odds = new Float64Array(styles);
  for (let step = 0; step < STEPS; step++) {
    const got = new Float64Array(styles);
    for (let n = 0; n < logs.length; n += styles) {
      let most = -Infinity;
      for (let s = 0; s < styles; s++) most = Math.max(most, logs[n + s] + added[s]);
      let sum = 0;
      for (let s = 0; s < styles; s++) sum += odds[s] = Math.exp(logs[n + s] + added[s] - most);
      for (let s = 0; s < styles; s++) got[s] += odds[s] / sum / count;
    }
    const missing = shares.map((share, s) => Math.log(share / Math.max(got[s], LEAST)));
    added = added.map((number, s) => number + missing[s]);
    if (missing.every((number) => Math.abs(number) < ENOUGH)) break;
  }
  const most = Math.max(...added);
  return added.map((number) => number - most);
}

/** @param {Float64Array} rows @param {number} column @param {number} columns */
function meanOf(rows, column, columns) {
  let sum = 0;
  for (let i = column; i < rows.length; i += columns) sum += rows[i];
  return (sum * columns) / rows.length;
}
