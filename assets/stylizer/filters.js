/**
 * Which weights of a graph are filters, and nothing else.
 *
 * @typedef {{name: string, op: string, input?: string[]}} Node of `modelTopology` in model.json
 */

/** Where a convolution has its filter among its inputs. */
const CONVOLUTIONS = new Set(['Conv2D', '_FusedConv2D']);
const FILTER = 1;

/**
 * Names of the constants that one convolution takes as its filter and no other node reads. Pure.
 * @param {{node: Node[]}} topology @returns {string[]}
 */
export function filtersOf({node}) {
  /** @type {Map<string, number>} */
  const reads = new Map();
  const taken = new Set();
  for (const {op, input = []} of node) {
    for (const [place, from] of input.entries()) {
      const name = from.replace(/^\^|:\d+$/g, '');
      reads.set(name, (reads.get(name) ?? 0) + 1);
      if (CONVOLUTIONS.has(op) && place === FILTER) taken.add(name);
    }
  }
  return node
    .filter(({name, op}) => op === 'Const' && taken.has(name) && reads.get(name) === 1)
    .map(({name}) => name);
}
