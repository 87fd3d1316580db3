/**
 * Adam: gradient descent whose step, for each variable, is about as long as `rate`, however steep
 * the function (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1). A run is a generator, as that of
 * L-BFGS (lbfgs.js).
 */

/** Decay of the two averages, and what keeps the division from one by zero. */
const DECAY = [0.9, 0.999];
const LEAST = 1e-8;

/**
 * @template {{value: number, gradient: Float64Array}} Outcome
 * @param {(x: Float64Array) => Promise<Outcome>} objective
 * @param {ArrayLike<number>} start @param {{rate?: number}} [options] in the units of x
 * @returns {AsyncGenerator<Outcome & import('./line-search.js').Point>} the start, then each step, without end
 */
export async function* adam(objective, start, {rate = 0.02} = {}) {
  let x = Float64Array.from(start);
  const mean = new Float64Array(x.length);
  const square = new Float64Array(x.length);
  for (let step = 1; ; step++) {
    const outcome = await objective(x);
    yield {...outcome, x};
    const [first, second] = DECAY.map((decay) => 1 - decay ** step);
    x = x.map((old, i) => {
      const slope = outcome.gradient[i];
      mean[i] += (1 - DECAY[0]) * (slope - mean[i]);
      square[i] += (1 - DECAY[1]) * (slope * slope - square[i]);
      return old - (rate * mean[i]) / first / (Math.sqrt(square[i] / second) + LEAST);
    });
  }
}
