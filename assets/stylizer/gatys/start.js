/**
 * Where an optimisation starts: from the content, or from noise, which is the same for the same seed.
 */

/** How far noise is from the middle grey at most. */
const SPREAD = 0.25;

/**
 * RGB of uniform noise around the middle grey, row by row.
 * @param {import('../plan.js').Size} size @param {number} seed a whole number
 */
export function noise({width, height}, seed) {
  const random = randomOf(seed);
  return Float64Array.from({length: 3 * width * height}, () => 0.5 + SPREAD * (2 * random() - 1));
}

/**
 * Numbers in [0, 1) that look random: Marsaglia's xorshift of 32 bits (Journal of Statistical
 * Software 8, 2003), stirred by a multiplication.
 * @param {number} seed
 */
function randomOf(seed) {
  let state = (seed * 2654435761 + 1) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x9e3779b1) >>> 0) / 2 ** 32;
  };
}
