/**
 * Regions to look at: over the content, each style's own picture where that style goes.
 */

/** Pixels of the drawing for each cell: enough for borders to look as soft as they are painted. */
const FINE = 5;

/** How much of the content is covered. */
const COVER = 0.85;

/** @param {HTMLCanvasElement} canvas @param {import('./regions.js').Regions} regions */
export function drawRegions(canvas, {width, height, owners, pictures}) {
  const size = {width: width * FINE, height: height * FINE};
  Object.assign(canvas, size);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.globalAlpha = COVER;
  pictures.forEach(({image}, i) => {
    const cells = maskOf(owners, i + 1, width, height);
    const layer = Object.assign(document.createElement('canvas'), size);
    const pen = layer.getContext('2d');
    if (!pen) return;
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(cells, 0, 0, size.width, size.height);
    pen.globalCompositeOperation = 'source-in';
    const scale = Math.max(size.width / image.naturalWidth, size.height / image.naturalHeight);
    pen.drawImage(image, 0, 0, image.naturalWidth * scale, image.naturalHeight * scale);
    context.drawImage(layer, 0, 0);
  });
}

/** Opaque where a style goes. @param {Uint8Array} owners @param {number} owner @param {number} width @param {number} height */
function maskOf(owners, owner, width, height) {
  const mask = new ImageData(width, height);
  owners.forEach((one, cell) => (mask.data[4 * cell + 3] = one === owner ? 255 : 0));
  const canvas = Object.assign(document.createElement('canvas'), {width, height});
  canvas.getContext('2d')?.putImageData(mask, 0, 0);
  return canvas;
}
