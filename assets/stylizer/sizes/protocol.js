/**
 * The messages between `<sizes-lab>` and its worker, which is started as the stylizer's is
 * (worker-start.js), with the same `load`: the network is that of the self-test.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 *
 * @typedef {{type: 'load', model: import('../protocol.js').ModelFiles,
 *     backends: import('../protocol.js').Backend[], wasmPaths: Record<string, string>}
 *   | {type: 'paint', files: import('../protocol.js').ModelFiles, bits: number, picture: Pixels}} ToSizes
 *
 * @typedef {{type: 'painted'} & Painting} Painted
 * @typedef {{pixels: Pixels, ms: number, bytes: number}} Painting by a network whose weights take so
 *   many bytes, and how long it took
 *
 * @typedef {import('../protocol.js').FromWorker | Painted} FromSizes
 */
export {};
