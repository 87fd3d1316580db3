/**
 * What the programs of a build under Node read and write: a package, pictures as raw RGB bytes, and the
 * jobs that Python asks for on standard input.
 *
 * @typedef {{file: string, width: number, height: number}} Raw
 */
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';

const BINARIES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** Beside the program. */
export const wasmPaths = Object.fromEntries(BINARIES.map((name) => [name, join(__dirname, name)]));

/** The package in the folder that the command line names, and the jobs. */
export async function readAsked() {
  const model = await readPackage(process.argv[2]);
  return {model, jobs: JSON.parse(await text(process.stdin))};
}

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

/** @param {Raw} raw @returns {Promise<import('./pixels.js').Pixels>} */
export async function readPicture({file, width, height}) {
  const rgb = await readFile(file);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return {data, width, height};
}

/** @param {import('./pixels.js').Pixels} pixels */
export function toRgb({data}) {
  return Uint8Array.from({length: (data.length / 4) * 3}, (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)]);
}
