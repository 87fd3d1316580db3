/**
 * Runs a model package in Node as a browser would: TensorFlow.js on wasm, synchronously.
 * Usage: node run_package.mjs PACKAGE JOBS; JOBS is a folder with jobs.json and raw float32 files:
 * [{"feed": {"content": {"shape": [...], "file": "..."}}, "fetch": {"result": "out file"}}, ...].
 * Prints, as JSON, the shapes of what was fetched and the milliseconds of each job.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {open, tf} from '../stylizer/whole-tensorflow.js';

const [folder, jobs] = process.argv.slice(2);
const {model} = await open(pathToFileURL(`${resolve(folder)}/`));

const report = JSON.parse(readFileSync(join(jobs, 'jobs.json'), 'utf8')).map(({feed, fetch}) => {
  const inputs = Object.entries(feed).map(([name, {shape, file}]) => {
    const bytes = readFileSync(join(jobs, file));
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    return [name, tf.tensor(values.slice(), shape)];
  });
  const start = performance.now();
  const outputs = [model.execute(Object.fromEntries(inputs), Object.keys(fetch))].flat();
  const values = outputs.map((output) => output.dataSync());
  const ms = performance.now() - start;
  Object.values(fetch).forEach((file, i) => writeFileSync(join(jobs, file), values[i]));
  return {shapes: outputs.map(({shape}) => shape), ms};
});
console.log(JSON.stringify(report));
