/** Shows pixels on a canvas, which gets their size. */

/** @param {HTMLCanvasElement} canvas @param {import('../pixels.js').Pixels} pixels */
export function drawPicture(canvas, {data, width, height}) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
  canvas.getContext('2d')?.putImageData(new ImageData(/** @type {any} */ (data), width, height), 0, 0);
}
