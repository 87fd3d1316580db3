/**
 * How rough a picture is: the squared differences between neighbours, summed for each pixel (Mahendran
 * and Vedaldi 2014, arXiv 1412.0035, equation 4 with β = 2). A little of it takes the noise out.
 */

/**
 * @param {ArrayLike<number>} x (H, W, 3), row by row @param {import('../plan.js').Size} size
 * @returns {{value: number, gradient: Float64Array}} half the mean over the pixels
 */
export function totalVariation(x, {width, height}) {
  const gradient = new Float64Array(x.length);
  const pixels = width * height;
  const row = 3 * width;
  let sum = 0;
  const differ = (/** @type {number} */ i, /** @type {number} */ next) => {
    const difference = x[next] - x[i];
    sum += difference * difference;
    gradient[next] += difference / pixels;
    gradient[i] -= difference / pixels;
  };
  for (let i = 0; i < x.length; i++) {
    if (i % row < row - 3) differ(i, i + 3);
    if (i + row < x.length) differ(i, i + row);
  }
  return {value: sum / 2 / pixels, gradient};
}
