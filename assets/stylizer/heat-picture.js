/**
 * A style's picture with the heat of a place's attention over it, on a canvas: the picture dimmed
 * and grey, the heat in colour, and the strongest patches as windows onto the picture as it is.
 */
import {sampled} from './attention-map.js';
import {heatOf} from './heat-colours.js';

/**
 * @typedef {import('./token-grid.js').Grid} Grid
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./plan.js').Size} Size
 */

/** Longer sides in pixels: of the canvas, and of the heat before the browser enlarges it. */
const LONGEST = {canvas: 768, heat: 192};

/** The picture under the heat: its mean lightness, how much of its own that is, colour that stays. */
const DIM = {mean: 62, least: 0.35, most: 0.8, colour: 0.3};

export class HeatPicture {
  /** @param {Picture} picture */
  constructor({image, width, height}) {
    const size = scaled({width, height}, LONGEST.canvas);
    this.canvas = Object.assign(document.createElement('canvas'), size);
    this.plain = drawn(image, size);
    this.dim = dimmed(this.plain);
    /** The heat alone; its memory is used again and again, so that none is to be cleared away. */
    this.size = scaled(size, LONGEST.heat);
    this.heat = Object.assign(document.createElement('canvas'), this.size);
    this.pixels = new ImageData(this.size.width, this.size.height);
    this.#paint(this.plain);
  }

  /**
   * @param {Grid} grid @param {import('./attention-map.js').Patch[]} patches the first one first
   * @param {Size} shown size of the picture as the network saw it
   * @param {number} most value that gets the last colour
   */
  show(grid, patches, shown, most) {
    const {canvas, heat, pixels} = this;
    heatOf(sampled(grid, this.size, shown), most, pixels.data);
    context2d(heat).putImageData(pixels, 0, 0);
    const context = this.#paint(this.dim);
    context.drawImage(heat, 0, 0, canvas.width, canvas.height);
    const thick = Math.max(canvas.width, canvas.height) / 300;
    for (const [i, patch] of patches.entries()) {
      const box = /** @type {const} */ ([
        patch.x * canvas.width,
        patch.y * canvas.height,
        patch.width * canvas.width,
        patch.height * canvas.height,
      ]);
      context.drawImage(this.plain, ...box, ...box);
      outline(context, box, i === 0 ? 1.5 * thick : thick);
    }
  }

  /** @param {HTMLCanvasElement} under */
  #paint(under) {
    const context = context2d(this.canvas);
    context.drawImage(under, 0, 0);
    return context;
  }
}

/** White with a dark rim on either side: seen on every picture. @param {CanvasRenderingContext2D} context @param {readonly [number, number, number, number]} box @param {number} thick */
function outline(context, box, thick) {
  context.lineJoin = 'round';
  for (const [colour, width] of /** @type {const} */ ([['rgb(0 0 0 / 0.75)', 3], ['#fff', 1.5]])) {
    context.strokeStyle = colour;
    context.lineWidth = width * thick;
    context.strokeRect(...box);
  }
}

/** Grey and darker. By hand: not every browser has filters on a canvas. @param {HTMLCanvasElement} canvas */
function dimmed(canvas) {
  const {width, height} = canvas;
  const copy = Object.assign(document.createElement('canvas'), {width, height});
  const context = context2d(copy);
  context.drawImage(canvas, 0, 0);
  const pixels = context.getImageData(0, 0, width, height);
  const {data} = pixels;
  const grey = (/** @type {number} */ i) => 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += grey(i);
  const light = Math.min(DIM.most, Math.max(DIM.least, (DIM.mean * data.length) / 4 / sum));
  for (let i = 0; i < data.length; i += 4) {
    const even = light * (1 - DIM.colour) * grey(i);
    for (let c = 0; c < 3; c++) data[i + c] = even + light * DIM.colour * data[i + c];
  }
  context.putImageData(pixels, 0, 0);
  return copy;
}

/** On white, as the network sees it. @param {HTMLImageElement} image @param {Size} size */
function drawn(image, {width, height}) {
  const canvas = Object.assign(document.createElement('canvas'), {width, height});
  const context = context2d(canvas);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return canvas;
}

/** The size with its longer side at `longest`. @param {Size} size @param {number} longest */
function scaled({width, height}, longest) {
  const scale = longest / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** @param {HTMLCanvasElement} canvas */
const context2d = (canvas) =>
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', {willReadFrequently: true}));
