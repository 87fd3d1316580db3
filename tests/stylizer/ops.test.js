import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname} from 'node:path';
import {test} from 'node:test';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {GraphModel} from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import {KERNELS} from '../../assets/stylizer/tfjs/kernels.js';

const root = new URL('../../', import.meta.url);
const require = createRequire(import.meta.url);
const models = new URL('assets/models/', root);
const packages = await readdir(models);

/** Kernels of the ops that studio.js and families/ call themselves, through tfjs/core.js. */
const OWN = {add: 'Add', mul: 'Multiply', slice: 'Slice'};

/** The converter's table of graph ops, as text: its executors. */
const executors = await (async () => {
  const main = require.resolve('@tensorflow/tfjs-converter/dist/operations/operation_executor.js');
  const folder = new URL('executors/', `file://${main}`);
  const names = (await readdir(folder)).filter((name) => name.endsWith('_executor.js'));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return texts.join('\n');
})();

/** The functions of `ops.js` that the converter calls for a graph op. @param {string} op */
function calls(op) {
  const block = new RegExp(
    String.raw`case '${op}':(?:\s*case '\w+':)*([^]*?)(?=\n\s*case '|\n\s*default:)`,
  ).exec(executors);
  assert.ok(block, `the converter does not know ${op}`);
  return [...block[1].matchAll(/\bops\s*\.((?:fused\.)?\w+)/g)].map(([, name]) => name);
}

/** What `ops.js` exports; `fused` by its members. */
async function offered() {
  const text = await readFile(new URL('assets/stylizer/tfjs/ops.js', root), 'utf8');
  const list = (/** @type {RegExp} */ of) => /** @type {RegExpExecArray} */ (of.exec(text))[1];
  const plain = list(/export \{([^}]*)\} from/).match(/\w+/g) ?? [];
  const fused = list(/export const fused = \{([^}]*)\}/).match(/\w+(?=:)/g) ?? [];
  return [...plain, ...fused.map((name) => `fused.${name}`)].sort();
}

/** @param {string} name @param {string} file */
const read = (name, file) => readFile(new URL(`${name}/${file}`, models));

/** @param {string} name @returns {Promise<string[]>} graph ops of a package */
async function graphOps(name) {
  const {modelTopology} = JSON.parse(String(await read(name, 'model.json')));
  return [...new Set(modelTopology.node.map((/** @type {{op: string}} */ {op}) => op))];
}

/** Kernels that TensorFlow.js, whole, calls while it runs a package. @param {string} name */
async function kernelsRun(name) {
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  const {modelTopology, weightsManifest} = JSON.parse(String(await read(name, 'model.json')));
  const {inputs, nodes} = JSON.parse(String(await read(name, 'card.json')));
  const groups = /** @type {{paths: string[], weights: any[]}[]} */ (weightsManifest);
  const shards = await Promise.all(groups.flatMap(({paths}) => paths).map((path) => read(name, path)));
  const handler = {
    load: () => ({
      modelTopology,
      weightSpecs: groups.flatMap(({weights}) => weights),
      weightData: shards.map((bytes) => new Uint8Array(bytes).buffer),
    }),
  };
  const grey = (/** @type {number[]} */ ...shape) =>
    tf.tensor(new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5), shape);
  const {kernelNames} = await tf.profile(() => {
    const model = new GraphModel(/** @type {any} */ (handler));
    model.load();
    const feed = {
      [inputs.content]: grey(1, 64, 64, 3),
      [inputs.style]: grey(1, 64, 80, 3),
      [inputs.keepDetail]: tf.scalar(1),
    };
    return /** @type {any} */ (model.execute(feed, [nodes.output]));
  });
  return kernelNames.filter((kernel) => !kernel.endsWith('__op')); // scopes, not kernels
}

test('there is a package to check against', () => assert.ok(packages.length > 0));

test('ops.js offers what the converter calls for the shipped graphs, and no more', async () => {
  const ops = await Promise.all(packages.map(graphOps));
  assert.deepEqual(await offered(), [...new Set(ops.flat().flatMap(calls))].sort());
});

test('a backend brings the kernels that run, and no more', async () => {
  const run = await Promise.all(packages.map(kernelsRun));
  const needed = new Set([...run.flat(), ...Object.values(OWN)]);
  assert.deepEqual([...KERNELS].sort(), [...needed].sort());
});

test('what our own code calls of TensorFlow.js is what is reckoned with above', async () => {
  const text = await readFile(new URL('assets/stylizer/tfjs/core.js', root), 'utf8');
  const free = /^(GraphModel|backend|dispose|env|findBackendFactory|ready|removeBackend|scalar|setBackend|tensor|tidy)$/;
  const exported = [...text.matchAll(/export \{([^}]*)\}/g)].flatMap(([, list]) => list.match(/\w+/g) ?? []);
  assert.deepEqual(exported.filter((name) => !free.test(name)).sort(), Object.keys(OWN).sort());
});

for (const name of packages) {
  test(`${name} runs in one go: no control flow, nothing read back`, async () => {
    const waits = /^(Where|If|While|Switch|Merge|Enter|Exit|NextIteration|LoopCond|TensorArray.*|NonMaxSuppression.*)$/;
    for (const op of await graphOps(name)) assert.doesNotMatch(op, waits);
  });
}
