/**
 * The messages between a map of styles and its worker, apart from the code on either side. The worker is
 * started as the stylizer's is (worker-start.js), with the same `load`.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 *
 * @typedef {object} Paint a content, and the style vector to paint it with
 * @property {{key: string, pixels: Pixels}} content after padding; the key names it at this size
 * @property {import('../plan.js').Size} crop size of the result
 * @property {Float32Array} vector
 *
 * @typedef {{type: 'load', model: import('../protocol.js').ModelFiles,
 *     backends: import('../protocol.js').Backend[], wasmPaths: Record<string, string>}
 *   | {type: 'encode', pixels: Pixels}
 *   | {type: 'paint', paint: Paint}} ToMap
 *
 * @typedef {import('../protocol.js').FromWorker
 *   | {type: 'encoded', vector: Float32Array}
 *   | {type: 'painted', pixels: Pixels, ms: number}} FromMap
 */
export {};
