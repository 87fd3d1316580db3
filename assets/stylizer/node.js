/**
 * The stylizer for Node, with the worker's own code and the wasm backend: computes the pictures
 * that a build of the site shows. `node stylize.cjs PACKAGE_FOLDER < jobs.json`
 *
 * Each job names files of raw RGB bytes and their sizes; decoding and encoding are Python's
 * (pastiche/site/stylized.py). The result has the content's size; everything else has the size
 * that it has on the page (plan.js), so that readers who do the same get the same picture.
 *
 * @typedef {{file: string, width: number, height: number}} Raw
 * A job with points is a question instead: where do these places of the content look? Its result
 * is JSON (node-look.js).
 *
 * @typedef {{content: Raw, style: Raw, result: string, strength: number, keepDetail: number,
 *   points?: [x: number, y: number][], title?: string}} FileJob
 */
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {openStudio} from './backend.js';
import {looksOf} from './node-look.js';
import {mirrored, resized} from './pixels.js';
import {plan} from './plan.js';

/** A build has no page to keep responsive, but no more than a machine either. */
const LIMITS = {maxTexture: Infinity, im2col: false, bytes: 2 * 2 ** 30};

/** @param {string} folder @returns {Promise<import('./protocol.js').ModelFiles>} */
async function readPackage(folder) {
  const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8'));
  /** @type {Record<string, ArrayBuffer>} */
  const files = {};
  for (const name of Object.keys(card.files)) {
    const bytes = await readFile(join(folder, name));
    files[name] = new Uint8Array(bytes).buffer;
  }
  return {card, files};
}

/**
 * @param {Raw} raw @param {import('./plan.js').Size} size @param {import('./plan.js').Size} input
 *   after padding
 * @returns {Promise<import('./protocol.js').Image>}
 */
async function readImage({file, width, height}, size, input) {
  const rgb = await readFile(file);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  const pixels = mirrored(resized({data, width, height}, size), input);
  return {key: `${file} ${size.width}x${size.height}`, pixels};
}

/** @param {import('./pixels.js').Pixels} pixels */
function toRgb({data}) {
  return Uint8Array.from({length: (data.length / 4) * 3}, (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)]);
}

async function main() {
  const model = await readPackage(process.argv[2]);
  const jobs = /** @type {FileJob[]} */ (JSON.parse(await text(process.stdin)));
  const names = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];
  const wasmPaths = Object.fromEntries(names.map((name) => [name, join(__dirname, name)]));
  const {studio, prove} = await openStudio({model, backends: ['wasm'], wasmPaths}, (message) => {
    if (message.type === 'refused') console.error(message.why);
  });
  await prove?.();
  for (const {content, style, result, points, title = '', ...settings} of jobs) {
    const maxSize = Math.max(content.width, content.height);
    const planned = plan({content, styles: [style], maxSize, limits: LIMITS, needs: model.card});
    if (planned.loweredFrom) throw new Error(`${maxSize} pixels are too many for ${model.card.title}`);
    const [shown] = planned.styles;
    const job = {
      content: await readImage(content, planned.result, planned.content),
      styles: [{...(await readImage(style, shown.size, shown.input)), weight: 1}],
      own: settings.strength < 1 ? await readImage(content, planned.own, planned.ownInput) : null,
      ...settings,
      iterations: 1,
      pixels: planned.pixels,
      crop: content,
    };
    if (points) {
      const question = {job, sizes: {shown: planned.result, input: planned.content}};
      const looks = await looksOf(studio, question, {shown: shown.size, input: shown.input}, points, title);
      const encoded = looks.map((one) => ({...one, heat: Buffer.from(one.heat).toString('base64')}));
      await writeFile(result, JSON.stringify(encoded));
      continue;
    }
    const pixels = await studio.stylize(job);
    await writeFile(result, toRgb(pixels));
  }
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
