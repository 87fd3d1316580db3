import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesOf, coarse} from '../../assets/stylizer/sizes/coarse.js';
import {difference, psnr} from '../../assets/stylizer/sizes/difference.js';
import {filesOf, open, tf} from './whole-tensorflow.js';

const {Painter} = await import('../../assets/stylizer/sizes/painter.js');

const PACKAGE = new URL('../../assets/models/student-rose-window-1/', import.meta.url);

/** Two output channels, side by side: the first from -1 to 2, the second from 0 to 0.75. */
const KERNEL = [-1, 0, 0.1, 0.1, 0.4, 0.75, 2, 0.3];

test('each output channel has its own values, evenly from its least to its largest', () => {
  assert.deepEqual([...coarse(KERNEL, 2, 2)], [-1, 0, 0, 0, 0, 0.75, 2, 0.25]);
});

test('with most bits a kernel stays as it is, and a channel of one value at any', () => {
  assert.deepEqual(coarse(KERNEL, 2, 16), Float32Array.from(KERNEL));
  assert.deepEqual([...coarse([3, -1, 3, 1], 2, 3)], [3, -1, 3, 1]);
});

test('errors shrink with every bit', () => {
  const wild = Float32Array.from({length: 900}, (_, i) => Math.sin(i * i));
  const errors = [2, 3, 4, 6, 8].map((bits) => {
    const rounded = coarse(wild, 9, bits);
    return wild.reduce((sum, value, i) => sum + (value - rounded[i]) ** 2, 0);
  });
  for (const [i, error] of errors.slice(1).entries()) assert.ok(error < errors[i] / 3, String(errors));
});

test('kernels take their bits and two float16 for each channel, all else float16', () => {
  const shapes = [[3, 3, 5, 7], [7]];
  assert.equal(bytesOf(shapes, 16), 2 * (315 + 7));
  assert.equal(bytesOf(shapes, 3), Math.ceil((315 * 3) / 8) + 4 * 7 + 2 * 7);
});

test('a difference of one step in every value is 48.1 dB, and grey in the picture', () => {
  const grey = (/** @type {number} */ value) => ({
    data: Uint8ClampedArray.from({length: 4 * 6}, (_, i) => (i % 4 === 3 ? 255 : value)), width: 3, height: 2,
  });
  assert.equal(psnr(grey(7), grey(7)), Infinity);
  assert.ok(Math.abs(psnr(grey(8), grey(7)) - 20 * Math.log10(255)) < 1e-9);
  assert.deepEqual([...difference(grey(8), grey(7)).data.slice(0, 4)], [131, 131, 131, 255]);
  assert.deepEqual(difference(grey(7), grey(7)), grey(128));
});

test('a network of a package paints as TensorFlow says, worse with fewer bits, and leaves nothing', async () => {
  await open(PACKAGE); // starts wasm
  const {card, files} = await filesOf(PACKAGE);
  const [{weights}] = JSON.parse(new TextDecoder().decode(files['model.json'])).weightsManifest;
  const halves = weights.filter((/** @type {any} */ {quantization}) => quantization?.dtype === 'float16');
  const stored = halves.reduce((sum, {shape}) => sum + 2 * shape.reduce((a, b) => a * b, 1), 0);
  const golden = new Uint8Array(files[card.golden.file]);
  const [height, width] = card.golden.content;
  const picture = (/** @type {number} */ begin) => {
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) data.set(golden.subarray(begin + 3 * i, begin + 3 * i + 3), 4 * i);
    return {data, width, height};
  };
  const [content, wanted] = [picture(0), picture(2 * width * height * 3)];
  const before = tf.memory().numTensors;
  const likenesses = [];
  for (const bits of [16, 8, 2]) {
    const painter = new Painter({card, files}, bits, true);
    likenesses.push(psnr(await painter.paint(content), wanted));
    if (bits === 16) assert.equal(painter.bytes, stored);
    painter.dispose();
  }
  const [exact, fine, rough] = likenesses;
  assert.ok(exact > 45, String(likenesses));
  assert.ok(exact > fine && fine > 30 && rough < fine - 5, String(likenesses));
  assert.equal(tf.memory().numTensors, before);
});
