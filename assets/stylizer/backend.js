/**
 * The network on a part of the machine: on the first backend where it passes the golden self-test
 * (backend-start.js tries them in order). Runs in the worker.
 */
import {Unfit, firstFit} from './backend-start.js';
import {familyOf} from './families/index.js';
import {isLarge} from './large-network.js';
import {wasmLimits} from './plan.js';
import {release} from './release.js';
import {selfTest} from './self-test.js';
import {Studio} from './studio.js';
import {filtersOf} from './filters.js';
import {unpacked} from './weights.js';
import {GraphModel, backend, env} from './tfjs/core.js';
import {readOnce} from './tfjs/heap.js';

/**
 * @typedef {import('./protocol.js').Backend} Backend
 * @typedef {import('./protocol.js').ModelFiles} ModelFiles
 * @typedef {import('./shaders.js').Shaders} Shaders
 *
 * @typedef {object} Open
 * @property {Backend} backend
 * @property {Studio} studio
 * @property {Shaders | null} shaders of webgl
 * @property {(() => Promise<void>) | null} prove the self-test of a large network that has no other
 *   backend to try, for after the first picture; throws
 */

/** Whether WebGPU, in use, was taken away. */
let hasLostDevice = false;

/**
 * @param {{model: ModelFiles, backends: Backend[], wasmPaths: Record<string, string>}} wish
 * @param {(message: import('./protocol.js').FromWorker) => void} tell hears of tries and refusals
 * @returns {Promise<Open>}
 */
export async function openStudio({model, ...wish}, tell) {
  const opened = await firstFit(wish, (name, isOptional) => start(name, model, isOptional), tell);
  release(...Object.values(model.files)); // the backend has them, and the page
  return opened;
}

/**
 * @param {Backend} name in use @param {ModelFiles} files
 * @param {boolean} optional whether another backend can be tried
 */
async function start(name, files, optional) {
  if (name === 'webgpu') /** @type {any} */ (backend()).device.lost.then(() => (hasLostDevice = true));
  const model = graphOf(files, name === 'wasm');
  const family = await familyOf(model, files.card);
  const shaders = name === 'webgl' ? await compiled(family, files.card) : null;
  const {card} = files;
  const golden = files.files[card.golden.file].slice(0);
  const prove = async () => {
    const wrong = await selfTest(family, card, golden);
    if (wrong) throw new Unfit(wrong);
  };
  const waits = !optional && isLarge(card);
  if (!waits) await prove();
  return {studio: new Studio(family), shaders, prove: waits ? prove : null};
}

/**
 * The shaders of the self-test, which most others are among.
 * @param {import('./families/index.js').Family} family @param {ModelFiles['card']} card
 */
async function compiled(family, {golden}) {
  const {Shaders} = await import('./tfjs/webgl.js');
  const shaders = new Shaders(family);
  const [content, style] = [golden.content, golden.style].map(([height, width]) => ({height, width}));
  await shaders.prepare({content, style});
  return shaders;
}

/**
 * The graph with its weights, as `GraphModel.load` makes it of artifacts (see weights.js).
 * @param {ModelFiles} files @param {boolean} isWasm
 */
function graphOf(files, isWasm) {
  const {artifacts, weights} = unpacked(files, isWasm);
  const model = new GraphModel('');
  if (isWasm) readOnce(filtersOf(artifacts.modelTopology).map((name) => weights[name]));
  /** @type {any} */ (model).loadWithWeightMap(artifacts, weights);
  return model;
}

/**
 * What a run may take of this machine on the backend in use.
 * @param {Backend} name @returns {import('./plan.js').Limits}
 */
export function limitsOf(name) {
  const limits = wasmLimits(navigator);
  if (name === 'webgpu') {
    const {device} = /** @type {any} */ (backend());
    // A tensor is one buffer: as many floats as a texture of this side would have, four to a texel.
    return {...limits, maxTexture: Math.floor(Math.sqrt(device.limits.maxStorageBufferBindingSize / 16))};
  }
  if (name !== 'webgl') return limits;
  return {...limits, maxTexture: env().getNumber('WEBGL_MAX_TEXTURE_SIZE'), im2col: true};
}

/**
 * Tells when the graphics driver takes the context away: what is waited for then never comes.
 * @param {Backend} name @param {() => void} act
 */
export function onLost(name, act) {
  if (name === 'webgl') /** @type {any} */ (backend()).gpgpu.gl.canvas.addEventListener('webglcontextlost', act);
}

/** Whether the graphics driver took the context away. @param {Backend} name */
export function isLost(name) {
  if (name === 'webgpu') return hasLostDevice;
  const {gpgpu} = /** @type {any} */ (backend());
  return name === 'webgl' && gpgpu.gl.isContextLost();
}
