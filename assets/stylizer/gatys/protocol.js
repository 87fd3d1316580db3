/**
 * The messages between a laboratory on the page and its worker, apart from the code on either side.
 * The worker is started as the stylizer's is (worker-start.js), with the same `load`.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 * @typedef {import('./objective.js').Aims} Aims
 * @typedef {import('./objective.js').Losses} Losses
 *
 * @typedef {object} Job one optimisation
 * @property {Pixels} style
 * @property {Pixels | null} content of the result's size; null: nothing but the style counts
 * @property {import('../plan.js').Size} size of the result, both sides multiples of 16
 * @property {'content' | 'noise'} start
 * @property {number} seed of the noise
 * @property {'lbfgs' | 'adam'} optimiser
 * @property {number} evaluations of losses and gradient, at most
 * @property {Aims} aims
 *
 * @typedef {object} Step where an optimisation has come to
 * @property {number} evaluations so far
 * @property {number} value the sum of the losses, each with its weight
 * @property {Losses} losses
 * @property {Pixels} pixels
 *
 * @typedef {object} Look a question: what does a layer see in a picture?
 * @property {Pixels} picture
 * @property {string} layer
 * @property {import('./perceptual.js').Pooling} pooling
 *
 * @typedef {{data: Float32Array, width: number, height: number, channels: number}} Maps of a layer's
 *   channels, (height, width, channels) row by row
 *
 * Of one optimisation and another, `turn` tells which is meant.
 *
 * @typedef {{type: 'load', model: import('../protocol.js').ModelFiles,
 *     backends: import('../protocol.js').Backend[], wasmPaths: Record<string, string>}
 *   | {type: 'begin', turn: number, job: Job}
 *   | {type: 'aim', aims: Aims}
 *   | {type: 'pause' | 'resume' | 'cancel'}
 *   | {type: 'look', look: Look}
 *   | {type: 'judge', judged: import('./judging.js').Judged}} ToLaboratory
 *
 * @typedef {import('../protocol.js').FromWorker
 *   | {type: 'step', turn: number, step: Step}
 *   | {type: 'end', turn: number, evaluations: number}
 *   | {type: 'seen', maps: Maps}
 *   | {type: 'judged', losses: {content: number, style: number}}} FromLaboratory
 */
export {};
