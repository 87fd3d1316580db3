/**
 * A package's weights as tensors, one array after the other, so that there is never a second copy
 * of all of them: TensorFlow.js's own loader makes two, and leaves them to the garbage collector.
 * Decodes what TensorFlow.js does not know (bytes with a scale for each output channel;
 * pastiche/models/quantise.py writes them) and what browsers know better (float16).
 */
import {release} from './release.js';
import {CompositeArrayBuffer, decodeWeights, tensor} from './tfjs/core.js';
import {floatsOf, unwritten} from './tfjs/heap.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {{dtype: string, scale?: number | number[], min?: number | number[]}} Quantization
 * @typedef {{name: string, shape: number[], dtype: string, quantization?: Quantization}} Entry of
 *   the manifest in model.json
 */

/** @type {Record<string, number>} bytes of a number */
const WIDTHS = {float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1};

/** Float16Array, where the browser has it. */
const Halves = /** @type {(new (bytes: ArrayBuffer) => ArrayLike<number>) | undefined} */ (
  /** @type {any} */ (globalThis).Float16Array
);

/**
 * A package's model.json, its list of weights set apart and read.
 * @param {import('./protocol.js').ModelFiles} files
 * @param {boolean} isWasm as below
 */
export function unpacked({files}, isWasm) {
  const {weightsManifest, ...artifacts} = JSON.parse(new TextDecoder().decode(files['model.json']));
  const groups = /** @type {{paths: string[], weights: Entry[]}[]} */ (weightsManifest);
  const entries = groups.flatMap(({weights}) => weights);
  const shards = groups.flatMap(({paths}) => paths).map((path) => files[path]);
  return {artifacts, weights: tensorsOf(entries, shards, isWasm)};
}

/**
 * @param {Entry[]} entries @param {ArrayBuffer[]} shards their bytes, one after the other
 * @param {boolean} isWasm whether the backend in use is wasm, where numbers go to their place at once
 * @returns {Record<string, Tensor>} by name
 */
export function tensorsOf(entries, shards, isWasm) {
  const bytes = new CompositeArrayBuffer(shards);
  let end = 0;
  const made = entries.map((entry) => {
    const begin = end;
    end += countOf(entry) * WIDTHS[entry.quantization?.dtype ?? entry.dtype];
    const data = bytes.slice(begin, end);
    const write = writerOf(data, entry);
    if (!write) return [entry.name, decodeWeights(data, [/** @type {any} */ (entry)])[entry.name]];
    const one = isWasm ? unwritten(entry.shape) : null;
    const values = one ? floatsOf(one) : new Float32Array(countOf(entry));
    write(values);
    release(data);
    return [entry.name, one ?? tensor(values, entry.shape, 'float32')];
  });
  return Object.fromEntries(made);
}

/**
 * How to decode what is decoded here, into as many numbers.
 * @param {ArrayBuffer} data @param {Entry} entry
 * @returns {((values: Float32Array) => void) | null}
 */
function writerOf(data, {dtype, quantization}) {
  if (Array.isArray(quantization?.scale)) return (values) => perChannel(new Uint8Array(data), quantization, values);
  if (quantization?.dtype === 'float16' && Halves) return (values) => widen(new Halves(data), values);
  return !quantization && dtype === 'float32' ? (values) => values.set(new Float32Array(data)) : null;
}

/** @param {Entry} entry */
const countOf = ({shape}) => shape.reduce((a, b) => a * b, 1);

/** A loop: three times as fast as what the standard offers. @param {ArrayLike<number>} halves @param {Float32Array} values */
function widen(halves, values) {
  for (let i = 0; i < values.length; i++) values[i] = halves[i];
}

/** The last axis is the channel. @param {Uint8Array} steps @param {Quantization} quantization @param {Float32Array} values */
function perChannel(steps, quantization, values) {
  const {scale, min} = /** @type {{scale: number[], min: number[]}} */ (quantization);
  for (let i = 0; i < steps.length; ) {
    for (let c = 0; c < scale.length; c++, i++) values[i] = steps[i] * scale[c] + min[c];
  }
}
