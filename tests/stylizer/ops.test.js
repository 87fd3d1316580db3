import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {test} from 'node:test';

const root = new URL('../../', import.meta.url);
const models = new URL('assets/models/', root);

/** Kernels that a graph op runs as, where the names differ. */
const KERNELS = /** @type {Record<string, string[]>} */ ({
  AddV2: ['Add'],
  BatchMatMulV2: ['BatchMatMul'],
  ConcatV2: ['Concat'],
  DepthwiseConv2dNative: ['DepthwiseConv2dNative'],
  FusedDepthwiseConv2dNative: ['FusedDepthwiseConv2D'],
  Mul: ['Multiply'],
  Split: ['SplitV'],
  _FusedConv2D: ['FusedConv2D'],
});

/** Ops that the executor answers itself. */
const FREE = new Set(['Const', 'NoOp', 'Placeholder', 'Shape']);

for (const name of await readdir(models).catch(() => [])) {
  test(`${name} needs no kernel that is not bundled`, async () => {
    const graph = JSON.parse(await readFile(new URL(`${name}/model.json`, models), 'utf8'));
    const ops = new Set(graph.modelTopology.node.map((/** @type {{op: string}} */ {op}) => op));
    for (const backend of ['webgl', 'wasm']) {
      const bundled = await readFile(new URL(`assets/stylizer/tfjs/${backend}.js`, root), 'utf8');
      for (const op of ops) {
        if (FREE.has(op)) continue;
        for (const kernel of KERNELS[op] ?? [op]) {
          assert.ok(bundled.includes(`/kernels/${kernel}.js'`), `${op} on ${backend}`);
        }
      }
    }
  });

  test(`${name} runs in one go: no control flow, nothing read back`, async () => {
    const graph = JSON.parse(await readFile(new URL(`${name}/model.json`, models), 'utf8'));
    const waits = /^(Where|If|While|Switch|Merge|Enter|Exit|NextIteration|LoopCond|TensorArray.*|NonMaxSuppression.*)$/;
    for (const {op} of graph.modelTopology.node) assert.doesNotMatch(op, waits);
  });
}
