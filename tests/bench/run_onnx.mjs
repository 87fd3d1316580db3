/**
 * Runs an ONNX model in Node with onnxruntime-web.
 * Usage: node run_onnx.mjs ORT_SCRIPT FOLDER SIDE; FOLDER holds sanet.onnx, content.raw and
 * style.raw, float32 (3, SIDE, SIDE), and gets result.raw. Prints the result's shape as JSON.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [script, folder, side] = process.argv.slice(2);
const ort = await import(pathToFileURL(script).href);
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create(readFileSync(join(folder, 'sanet.onnx')));
const {result} = await session.run({content: picture('content'), style: picture('style')});
writeFileSync(join(folder, 'result.raw'), await result.getData());
console.log(JSON.stringify(result.dims));

/** @param {string} name */
function picture(name) {
  const bytes = readFileSync(join(folder, `${name}.raw`));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return new ort.Tensor('float32', values, [1, 3, Number(side), Number(side)]);
}
