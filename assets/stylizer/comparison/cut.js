/**
 * The style as a picture of the content's size: enlarged or shrunk until it covers that, and cut to the
 * middle. Pure.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 * @typedef {import('../plan.js').Size} Size
 */

/** The smallest size of a picture's shape that covers another. @param {Size} picture @param {Size} size @returns {Size} */
export function covering({width, height}, size) {
  const scale = Math.max(size.width / width, size.height / height);
  const cover = (/** @type {number} */ side, /** @type {number} */ least) => Math.max(least, Math.round(side * scale));
  return {width: cover(width, size.width), height: cover(height, size.height)};
}

/** @param {Pixels} picture at least of that size @param {Size} size @returns {Pixels} its middle */
export function middleOf({data, width, height}, size) {
  const [left, top] = [Math.floor((width - size.width) / 2), Math.floor((height - size.height) / 2)];
  const cut = new Uint8ClampedArray(4 * size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const from = 4 * ((top + y) * width + left);
    cut.set(data.subarray(from, from + 4 * size.width), 4 * y * size.width);
  }
  return {data: cut, width: size.width, height: size.height};
}
