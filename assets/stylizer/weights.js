/**
 * A package's weights as TensorFlow.js takes them. It knows float16 and one scale for a whole
 * array; arrays of bytes with a scale for each output channel are decoded here
 * (pastiche/models/quantise.py writes them).
 */
import {CompositeArrayBuffer} from './tfjs/core.js';

/**
 * @typedef {{dtype: string, scale?: number | number[], min?: number | number[]}} Quantization
 * @typedef {{name: string, shape: number[], dtype: string, quantization?: Quantization}} Entry of
 *   the manifest in model.json
 */

/** @type {Record<string, number>} bytes of a number */
const WIDTHS = {float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1};

/**
 * @param {Entry[]} entries @param {ArrayBuffer[]} shards their bytes, one after the other
 * @returns {{weightSpecs: any[], weightData: ArrayBuffer[]}}
 */
export function decoded(entries, shards) {
  if (!entries.some(isPerChannel)) return {weightSpecs: entries, weightData: shards};
  const bytes = new CompositeArrayBuffer(shards);
  let end = 0;
  const weightData = entries.map((entry) => {
    const begin = end;
    end += countOf(entry) * WIDTHS[entry.quantization?.dtype ?? entry.dtype];
    const data = bytes.slice(begin, end);
    return isPerChannel(entry) ? perChannel(new Uint8Array(data), entry) : data;
  });
  const weightSpecs = entries.map((entry) => {
    if (!isPerChannel(entry)) return entry;
    const {name, shape, dtype} = entry;
    return {name, shape, dtype};
  });
  return {weightSpecs, weightData};
}

/** @param {Entry} entry */
const isPerChannel = ({quantization}) => Array.isArray(quantization?.scale);

/** @param {Entry} entry */
const countOf = ({shape}) => shape.reduce((a, b) => a * b, 1);

/** The last axis is the channel. @param {Uint8Array} steps @param {Entry} entry */
function perChannel(steps, {quantization}) {
  const {scale, min} = /** @type {{scale: number[], min: number[]}} */ (quantization);
  const values = new Float32Array(steps.length);
  for (let i = 0; i < steps.length; ) {
    for (let c = 0; c < scale.length; c++, i++) values[i] = steps[i] * scale[c] + min[c];
  }
  return values.buffer;
}
