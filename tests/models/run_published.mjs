/**
 * Runs the published graph of SANet in Node: TensorFlow.js on wasm, with its control flow.
 * Usage: node run_published.mjs FOLDER CONTENT STYLE OUT ITERATIONS MAX_RESOLUTION; pictures are
 * files `name.HxW.raw`, float32 (H, W, 3) in [0, 1]. Prints, as JSON, the result's shape and the
 * milliseconds of the run.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {GraphModel} from '@tensorflow/tfjs-converter';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';

const [folder, content, style, out, iterations, longest] = process.argv.slice(2);
setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + '/');
await tf.setBackend('wasm');
await tf.ready();

const {modelTopology, weightsManifest, signature} = JSON.parse(
  readFileSync(join(folder, 'model.json'), 'utf8'),
);
const shards = weightsManifest.flatMap(({paths}) => paths).map((p) => readFileSync(join(folder, p)));
const data = Buffer.concat(shards);
const model = new GraphModel({
  load: () => ({
    modelTopology,
    signature,
    weightSpecs: weightsManifest.flatMap(({weights}) => weights),
    weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
  }),
});
model.load();

const start = performance.now();
const result = await model.executeAsync({
  content: picture(content),
  style: picture(style),
  iters: tf.scalar(Number(iterations), 'int32'),
  max_resolution: tf.scalar(Number(longest), 'int32'),
});
const pixels = await result.data();
const ms = performance.now() - start;
writeFileSync(out, pixels);
console.log(JSON.stringify({shape: result.shape, ms}));

function picture(path) {
  const [, height, width] = path.match(/\.(\d+)x(\d+)\.raw$/);
  const bytes = readFileSync(path);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return tf.tensor3d(values.slice(), [Number(height), Number(width), 3]);
}
