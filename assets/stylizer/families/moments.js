/**
 * The mean and the variance by which a network sees its content as a whole: they normalise the
 * content's features (mvn, arXiv 1812.02342, section 3.2) on the way to the queries and to what is
 * merged. Here they are found in the graph, so that others can be fed in their place: those of the
 * frames before in a video, those of the whole where a part is computed. No package has to name them.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {{name: string, op: string, inputs: Node[]}} Node of TensorFlow.js's own graph
 *
 * @typedef {object} Found
 * @property {string} feature
 * @property {string[]} means names of nodes that are all the feature's mean
 * @property {string[]} variances
 */

export class Moments {
  /**
   * @param {import('@tensorflow/tfjs-converter').GraphModel} model
   * @param {import('../protocol.js').Card['nodes']} nodes
   */
  constructor(model, {features, queries, attended, statistics, merged}) {
    this.model = model;
    this.features = features;
    const {nodes} = /** @type {any} */ (model).executor.graph;
    const ends = new Set([...features, ...attended, ...statistics]);
    const all = before([...queries, ...merged].map((name) => nodes[name]), ends);
    /** Features that are seen as a whole, in the order of `features`. */
    this.found = features.map((feature) => found(feature, all)).filter(({variances}) => variances.length > 0);
  }

  /**
   * Those of some features.
   * @param {Tensor[]} features of a picture, (1, H, W, C) each
   * @returns {Tensor[]} all means, then all variances, each (1, 1, 1, C)
   */
  of(features) {
    const names = [...this.found.map(({means}) => means[0]), ...this.found.map(({variances}) => variances[0])];
    if (names.length === 0) return [];
    const feed = Object.fromEntries(this.features.map((name, i) => [name, features[i]]));
    return /** @type {Tensor[]} */ (this.model.execute(feed, names));
  }

  /**
   * What to feed beside features so that these moments are used in place of the features' own.
   * @param {Tensor[]} moments as `of` gives them @returns {Record<string, Tensor>} by names of nodes
   */
  feed(moments) {
    const count = this.found.length;
    return Object.fromEntries(
      this.found.flatMap(({means, variances}, i) => [
        ...means.map((name) => [name, moments[i]]),
        ...variances.map((name) => [name, moments[count + i]]),
      ]),
    );
  }
}

/** Nodes that lead to these, from `ends` on. @param {Node[]} nodes @param {Set<string>} ends @returns {Set<Node>} */
function before(nodes, ends) {
  /** @type {Set<Node>} */
  const seen = new Set();
  const next = [...nodes];
  for (let node = next.pop(); node; node = next.pop()) {
    if (seen.has(node) || ends.has(node.name)) continue;
    seen.add(node);
    next.push(...node.inputs);
  }
  return seen;
}

/** @param {string} feature @param {Set<Node>} nodes @returns {Found} */
function found(feature, nodes) {
  const means = [...nodes].filter(({op, inputs}) => op === 'Mean' && inputs[0].name === feature);
  const isCentred = (/** @type {Node} */ {inputs}) =>
    inputs.every((input) => input.name === feature || means.includes(input));
  // A squared difference, or the square of a difference.
  const variances = [...nodes].filter(({op, inputs: [squared]}) =>
    op === 'Mean' && ((squared.op === 'SquaredDifference' && isCentred(squared)) ||
      (squared.op === 'Square' && squared.inputs[0].op === 'Sub' && isCentred(squared.inputs[0]))));
  const names = (/** @type {Node[]} */ some) => some.map(({name}) => name);
  return {feature, means: names(means), variances: names(variances)};
}
