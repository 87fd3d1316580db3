/**
 * What becomes of what: the tensors that an attention network merges, by what they are made of in
 * its graph. No package has to say so.
 *
 * @typedef {{name: string, inputs: Node[]}} Node of TensorFlow.js's own graph
 *
 * @typedef {object} Merging names of nodes, in the order of the card
 * @property {string[]} seen made of what the content saw in the style, one row of a picture for each row
 *   of tokens
 * @property {string[]} skips made of the content's features and the style's statistics alone
 * @property {string[]} constants made of the style's statistics alone
 * @property {string[]} remade features that the skips need
 * @property {string[]} coarse features that anything else needs
 */

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card['nodes']} nodes
 * @returns {Merging}
 */
export function mergingOf(model, {features, queries, statistics, attended, merged}) {
  const graph = /** @type {any} */ (model).executor.graph.nodes;
  const ends = new Set([...features, ...statistics, ...attended]);
  const needs = new Map([...queries, ...merged].map((name) => [name, sources(graph[name], ends)]));
  const uses = (/** @type {string} */ name, /** @type {string[]} */ some) =>
    some.some((source) => needs.get(name)?.has(source));
  const seen = merged.filter((name) => uses(name, attended));
  const skips = merged.filter((name) => !seen.includes(name) && uses(name, features));
  const neededBy = (/** @type {string[]} */ some) =>
    features.filter((feature) => some.some((name) => uses(name, [feature])));
  return {
    seen,
    skips,
    constants: merged.filter((name) => !seen.includes(name) && !skips.includes(name)),
    remade: neededBy(skips),
    coarse: neededBy([...queries, ...seen]),
  };
}

/** Those of `ends` that a node is made of. @param {Node} node @param {Set<string>} ends @returns {Set<string>} */
function sources(node, ends) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @type {Set<Node>} */
  const passed = new Set();
  const next = [node];
  for (let one = next.pop(); one; one = next.pop()) {
    if (passed.has(one)) continue;
    passed.add(one);
    if (ends.has(one.name)) found.add(one.name);
    else next.push(...one.inputs);
  }
  return found;
}
