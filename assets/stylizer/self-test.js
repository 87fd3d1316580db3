/**
 * Runs a package's small input and compares it with what TensorFlow made of it. Catches black
 * results of half-precision GPUs, broken drivers and not-a-numbers.
 */
import {Studio} from './studio.js';
import {env, getBackend} from './tfjs/core.js';

/** @typedef {import('./protocol.js').Card} Card */

/**
 * @param {import('./families/index.js').Family} family @param {Card} card @param {ArrayBuffer} file
 *   golden.bin
 * @returns {Promise<string>} what is wrong, or nothing
 */
export async function selfTest(family, {golden}, file) {
  const {content, style, result, tolerance} = golden;
  const bytes = new Uint8Array(file);
  const [a, b] = [size(content), size(style)];
  const expected = bytes.subarray(a + b, a + b + size(result));
  const studio = new Studio(family);
  const got = await studio.stylize({
    content: {key: 'golden content', pixels: rgba(bytes.subarray(0, a), content)},
    styles: [{key: 'golden style', pixels: rgba(bytes.subarray(a, a + b), style), weight: 1}],
    own: null,
    strength: 1,
    keepDetail: 1,
    iterations: 1,
    pixels: Infinity,
    crop: {width: result[1], height: result[0]},
  });
  studio.dispose();
  const {mean, max} = difference(got.data, expected);
  // Tolerances are for float32; half-precision textures get four times the room.
  const halves = getBackend() === 'webgl' && !env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
  const slack = halves ? 4 : 1;
  const isRight = mean <= tolerance.mean * slack && max <= tolerance.max * slack;
  return isRight ? '' : `self-test differs by ${mean} on average and ${max} at most`;
}

/** @param {number[]} shape */
const size = (shape) => shape.reduce((a, b) => a * b, 1);

/** @param {Uint8Array} rgb @param {number[]} shape [height, width, 3] */
function rgba(rgb, [height, width]) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return {data, width, height};
}

/** Mean and largest difference in [0, 1]. @param {Uint8ClampedArray} got @param {Uint8Array} rgb */
function difference(got, rgb) {
  let sum = 0;
  let max = 0;
  for (let i = 0; i < rgb.length; i++) {
    const d = Math.abs(got[Math.floor(i / 3) * 4 + (i % 3)] - rgb[i]) / 255;
    sum += d;
    max = Math.max(max, d);
  }
  return {mean: sum / rgb.length, max};
}
