import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, readJson} from './whole-tensorflow.js';

/** Ops behind which a tensor is no longer a grid of pixels. */
const FLAT = new Set(['BatchMatMulV2', 'Const', 'Mean', 'Pack', 'Reshape', 'Shape', 'Softmax', 'StridedSlice', 'Transpose']);

/** @param {any} graph model.json @param {any} card @returns {(name: string) => number | undefined} */
function scales({modelTopology}, card) {
  const fed = [card.inputs.keepDetail, ...card.nodes.attended];
  const nodes = new Map(modelTopology.node.map((/** @type {any} */ node) => [node.name, node]));
  /** @type {Map<string, number | undefined>} */
  const known = new Map();
  /** Side of a node's grid for a content of side 1. @param {string} name @returns {number | undefined} */
  const scale = (name) => {
    if (!known.has(name)) known.set(name, compute(nodes.get(name)));
    return known.get(name);
  };
  /** @param {any} node */
  const compute = ({op, name, input = [], attr}) => {
    if (fed.includes(name)) return undefined;
    if (op === 'Placeholder') return 1;
    if (FLAT.has(op)) return undefined;
    const from = input
      .map((/** @type {string} */ one) => scale(one.split(':')[0]))
      .find((/** @type {number | undefined} */ one) => one !== undefined);
    if (from === undefined) return undefined;
    if (op === 'DepthToSpace') return from * Number(attr.block_size.i);
    return from / Number(attr?.strides?.list.i[1] ?? 1);
  };
  return scale;
}

for (const folder of PACKAGES) {
  const [graph, card] = [await readJson(folder, 'model.json'), await readJson(folder, 'card.json')];

  test(`the largest im2col matrix of ${card.name} is what its card says`, () => {
    const shapes = new Map(
      graph.weightsManifest
        .flatMap((/** @type {any} */ group) => group.weights)
        .map((/** @type {any} */ weight) => [weight.name, weight.shape]),
    );
    const scale = scales(graph, card);
    const floats = graph.modelTopology.node
      .filter((/** @type {any} */ {op}) => op === '_FusedConv2D' || op === 'Conv2D')
      .map((/** @type {any} */ node) => {
        const [height, width, channels] = shapes.get(node.input[1]);
        const side = scale(node.name) ?? 0;
        return height * width > 1 ? height * width * channels * side * side : 0;
      });
    assert.equal(Math.max(...floats), card.cost.im2colPerPixel);
  });
}
