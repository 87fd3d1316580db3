import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {KERNELS} from '../../assets/stylizer/tfjs/kernels.js';
import {SHIPPED, kernelsRun, readJson} from './whole-tensorflow.js';

const root = new URL('../../', import.meta.url);
const require = createRequire(import.meta.url);

/** Kernels of the ops that studio.js and families/ call themselves, through tfjs/core.js. */
const OWN = {
  add: 'Add', concat: 'Concat', matMul: 'BatchMatMul', mul: 'Multiply', slice: 'Slice', softmax: 'Softmax',
};

/** What only networks need that do not ship; test_sanet.py and test_ghiasi.py run this file with each to see. */
const FETCHED = {
  SANET_PACKAGE: {ops: ['cast', 'div', 'maxPool'], kernels: ['Cast', 'MaxPool', 'RealDiv']},
  GHIASI_PACKAGE: {ops: ['conv2d', 'div', 'sigmoid'], kernels: ['Conv2D', 'RealDiv', 'Sigmoid']},
};
const absent = Object.entries(FETCHED).filter(([name]) => !process.env[name]).map(([, needs]) => needs);

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
  const names = (/** @type {RegExp} */ list, /** @type {RegExp} */ name) =>
    [...text.matchAll(list)].flatMap(([, some]) => some.match(name) ?? []);
  const plain = names(/export \{([^}]*)\} from/g, /\w+/g);
  const fused = names(/export const fused = \{([^}]*)\}/g, /\w+(?=:)/g);
  return [...plain, ...fused.map((name) => `fused.${name}`)].sort();
}

/** @param {URL} folder @returns {Promise<string[]>} graph ops of a package */
async function graphOps(folder) {
  const {modelTopology} = await readJson(folder, 'model.json');
  return [...new Set(modelTopology.node.map((/** @type {{op: string}} */ {op}) => op))];
}

test('ops.js offers what the converter calls for our graphs, and no more', async () => {
  const ops = await Promise.all(SHIPPED.map(graphOps));
  const needed = [...ops.flat().flatMap(calls), ...absent.flatMap(({ops: some}) => some)];
  assert.deepEqual(await offered(), [...new Set(needed)].sort());
});

test('a backend brings the kernels that run, and no more', async () => {
  const run = [];
  for (const folder of SHIPPED) run.push(...(await kernelsRun(folder)).kernels.map(({name}) => name));
  const needed = [...run, ...absent.flatMap(({kernels}) => kernels), ...Object.values(OWN)];
  assert.deepEqual([...KERNELS].sort(), [...new Set(needed)].sort());
});

test('what our own code calls of TensorFlow.js is what is reckoned with above', async () => {
  const text = await readFile(new URL('assets/stylizer/tfjs/core.js', root), 'utf8');
  const free = /^(CompositeArrayBuffer|GraphModel|backend|decodeWeights|dispose|env|findBackendFactory|getBackend|ready|removeBackend|scalar|setBackend|tensor|tidy)$/;
  const exported = [...text.matchAll(/export \{([^}]*)\}/g)].flatMap(([, list]) => list.match(/\w+/g) ?? []);
  assert.deepEqual(exported.filter((name) => !free.test(name)).sort(), Object.keys(OWN).sort());
});

for (const folder of SHIPPED) {
  test(`${folder.pathname.split('/').at(-2)} runs in one go: no control flow, nothing read back`, async () => {
    const waits = /^(Where|If|While|Switch|Merge|Enter|Exit|NextIteration|LoopCond|TensorArray.*|NonMaxSuppression.*)$/;
    for (const op of await graphOps(folder)) assert.doesNotMatch(op, waits);
  });
}
