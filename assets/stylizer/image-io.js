/**
 * Files to pixels and back: sniff, decode upright, resize, encode. Nothing leaves the page.
 *
 * @typedef {object} Picture a decoded picture, not yet resized
 * @property {string} key different for every picture
 * @property {string} title
 * @property {string} url for showing it
 * @property {number} width upright, in pixels
 * @property {number} height
 * @property {HTMLImageElement} image
 * @property {boolean} [isCut] whether its file ends early, so that a part may be missing
 *
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./plan.js').Size} Size
 */
import {StylizerError} from './errors.js';
import {sniff, SNIFF_BYTES} from './sniff.js';

/** Kinds not even tried: they have no pixels, or more than one picture. */
const HOPELESS = new Set(['svg', 'pdf', 'video']);

/** Canvas sides beyond this fail on phones (16.7 megapixels on iOS). */
const SAFE_SIDE = 4096;

let count = 0;

/**
 * @param {Blob} file whatever the visitor chose, dropped or pasted @param {string} title
 * @returns {Promise<Picture>}
 */
export async function readFile(file, title) {
  const kind = sniff(new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer()));
  if (HOPELESS.has(kind)) throw new StylizerError(`picture-${kind}`);
  const url = URL.createObjectURL(file);
  const cut = isCut(kind, file);
  try {
    return {...(await read(url, title)), isCut: await cut};
  } catch (cause) {
    URL.revokeObjectURL(url);
    // Safari does open HEIC: only after trying is it known that this browser does not.
    const known = ['heic', 'tiff', 'jxl'].includes(kind);
    const broken = (await cut) ? 'picture-cut' : 'picture-broken';
    const code = known ? 'picture-format' : kind === 'unknown' ? 'picture-none' : broken;
    throw new StylizerError(code, {format: kind.toUpperCase(), title}, {cause});
  }
}

/** @param {import('./sniff.js').Kind} kind @param {Blob} file */
async function isCut(kind, file) {
  try {
    const [{isWhole}, bytes] = await Promise.all([import('./whole-file.js'), file.arrayBuffer()]);
    return !isWhole(kind, new Uint8Array(bytes));
  } catch {
    return false; // offline, or hardly any memory: nobody knows
  }
}

/**
 * A sample of the page.
 * @param {string} url of our own origin @param {string} title
 * @returns {Promise<Picture>}
 */
export async function readSample(url, title) {
  try {
    return await read(url, title);
  } catch (cause) {
    throw new StylizerError('sample-unreachable', {title}, {cause});
  }
}

/** @param {string} url @param {string} title @returns {Promise<Picture>} */
async function read(url, title) {
  const image = new Image();
  image.crossOrigin = 'anonymous'; // pixels of a sample of another site may be read only so
  image.src = url;
  try {
    await image.decode();
  } catch (cause) {
    throw new StylizerError('picture-broken', {}, {cause});
  }
  // The browser turns the picture as its EXIF orientation says, natural sizes included.
  const {naturalWidth: width, naturalHeight: height} = image;
  if (width === 0 || height === 0) throw new StylizerError('picture-broken');
  return {key: `picture ${++count}`, title, url, width, height, image};
}

/** Gives a picture's memory back. @param {Picture | null} picture */
export function release(picture) {
  if (picture?.url.startsWith('blob:')) URL.revokeObjectURL(picture.url);
}

/**
 * A picture's pixels at a size, straight alpha.
 * @param {Picture} picture @param {Size} size @returns {Promise<Pixels>}
 */
export async function pixelsAt({image, width, height}, size) {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', {willReadFrequently: true});
  if (!context) throw new StylizerError('out-of-memory');
  const source =
    size.width < width || size.height < height ? await smaller(image, size) : image;
  Object.assign(canvas, size);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, size.width, size.height);
  if ('close' in source) source.close();
  return context.getImageData(0, 0, size.width, size.height);
}

/**
 * Scales down with the browser's best filter; a plain canvas would alias.
 * @param {HTMLImageElement} image @param {Size} size
 * @returns {Promise<ImageBitmap | HTMLImageElement | HTMLCanvasElement>}
 */
async function smaller(image, {width, height}) {
  try {
    return await createImageBitmap(image, {
      resizeWidth: width,
      resizeHeight: height,
      resizeQuality: 'high',
    });
  } catch {
    return halved(image, {width, height});
  }
}

/** Halves until the next halving would be too small. @param {HTMLImageElement} image @param {Size} size */
function halved(image, size) {
  /** @type {HTMLImageElement | HTMLCanvasElement} */
  let source = image;
  const shrink = Math.min(1, SAFE_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  let [width, height] = [image.naturalWidth * shrink, image.naturalHeight * shrink];
  while (width > 2 * size.width && height > 2 * size.height) {
    [width, height] = [width / 2, height / 2].map(Math.ceil);
    const canvas = Object.assign(document.createElement('canvas'), {width, height});
    canvas.getContext('2d')?.drawImage(source, 0, 0, width, height);
    source = canvas;
  }
  return source;
}

/**
 * @param {Pixels} pixels @returns {HTMLCanvasElement}
 */
export function toCanvas({data, width, height}) {
  const canvas = Object.assign(document.createElement('canvas'), {width, height});
  const image = new ImageData(/** @type {any} */ (data), width, height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/**
 * @param {Pixels} pixels @param {string} [type] MIME type @param {number} [quality] in [0, 1]
 * @returns {Promise<Blob>}
 */
export function toBlob(pixels, type = 'image/png', quality = 0.92) {
  const canvas = toCanvas(pixels);
  const context = canvas.getContext('2d');
  if (type === 'image/jpeg' && context) {
    context.globalCompositeOperation = 'destination-over'; // JPEG has no transparency: on white
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new StylizerError('out-of-memory'))),
      type,
      quality,
    );
  });
}
