/**
 * The messages between the page and the worker, apart from the code on either side.
 *
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {'webgl' | 'wasm' | 'webgpu'} Backend
 *
 * @typedef {object} Card card.json of a model package (the fields the stylizer reads)
 * @property {string} name
 * @property {string} title
 * @property {string} family
 * @property {number} bytes
 * @property {number} sizeMultiple
 * @property {Record<string, {bytes: number, sha256: string}>} files
 * @property {{image: string, keepDetail: string | null}} inputs null: it has no such control
 * @property {{features: string[], queries: string[], keys: string[], values: string[],
 *   statistics: string[], attended: string[], merged: string[], output: string}} nodes
 * @property {import('./plan.js').Cost} cost
 * @property {{file: string, content: number[], style: number[], result: number[],
 *   tolerance: {mean: number, max: number}}} golden
 *
 * @typedef {object} ModelFiles a verified package, in memory
 * @property {Card} card
 * @property {Record<string, ArrayBuffer>} files
 *
 * @typedef {object} Image one picture for the network; `pixels` is absent when the worker has it
 * @property {string} key names this picture at this size
 * @property {Pixels} [pixels]
 *
 * @typedef {object} Job one run
 * @property {Image} content
 * @property {(Image & {weight: number, isOwn?: boolean, sharpness?: number})[]} styles one or more;
 *   weights of sum 1, above 0 where there are no regions; `isOwn`: the content itself; `sharpness`, of
 *   which the key tells: what logits are multiplied by
 * @property {Image & {sharpness?: number} | null} own the content as a style, for strengths below 1
 * @property {number} strength in [0, 1]
 * @property {number} keepDetail in [0, 1]
 * @property {number} iterations how often, each result being the next content
 * @property {number} pixels most pixels to encode or decode in one piece
 * @property {{width: number, height: number}} crop size of the result
 * @property {Regions | null} [regions] where each style goes; null: all everywhere
 * @property {import('./steady.js').Stream} [stream] the video that the content is a frame of
 * @property {boolean} [small] a preview or a frame of a video: what is kept of full-size runs stays
 *
 * @typedef {object} Regions a grid of cells over the result (regions.js)
 * @property {number} width in cells
 * @property {number} height
 * @property {{width: number, height: number}} input size of the content after padding
 * @property {{weights: number[], values: Float32Array}[]} layers weights of the job's styles, of sum
 *   1, and for each cell, row by row, 1 where they are meant and 0 elsewhere
 *
 * @typedef {object} Look a question: where does this place of the content look?
 * @property {Job} job that painted what is on show
 * @property {import('./token-grid.js').Place} place of the content
 * @property {import('./gaze.js').Sizes} sizes of the content
 *
 * @typedef {Float32Array[][]} Looks attention weights over all tokens, for each style a list with
 *   one row for each level, the finest first; null instead where it failed, with a code
 *
 * @typedef {{codes: string[], contents: string[]}} Kept keys of the pictures that the worker holds,
 *   encoded as a style or as a content
 *
 * @typedef {{type: 'prepare', backend: Backend, wasmPaths: Record<string, string>}
 *   | {type: 'load', model: ModelFiles, backends: Backend[], wasmPaths: Record<string, string>}
 *   | {type: 'run', job: Job}
 *   | {type: 'warm', sizes: import('./shaders.js').Sizes[]}
 *   | {type: 'look', look: Look}} ToWorker
 *
 * @typedef {{type: 'prepared' | 'unprepared'}
 *   | {type: 'trying', backend: Backend}
 *   | {type: 'refused', backend: Backend, why: string, lasting: boolean}
 *   | {type: 'loaded', backend: Backend, limits: import('./plan.js').Limits, ms: number}
 *   | {type: 'warmed', shaders: number}
 *   | {type: 'progress', done: number}
 *   | {type: 'result', pixels: Pixels, ms: number, kept: Kept}
 *   | {type: 'looked', looks: Looks | null, code: string, kept: Kept | null}
 *   | {type: 'failed', code: string, detail: string}} FromWorker
 */

/** Sent with every message; a page and a worker of two deployments must not talk. */
export const PROTOCOL = 3;
