/**
 * Which part of the machine runs the network: tries the backends in order, loads the model on
 * each, and keeps the first that passes the golden self-test. Every TensorFlow.js flag is here,
 * with its reason. Runs in the worker; a hang is timed out by the page (engine.js).
 */
import {StylizerError} from './errors.js';
import {familyOf} from './families/index.js';
import {isLarge} from './large-network.js';
import {wasmLimits} from './plan.js';
import {release} from './release.js';
import {selfTest} from './self-test.js';
import {Studio} from './studio.js';
import {filtersOf} from './filters.js';
import {tensorsOf} from './weights.js';
import {readOnce} from './tfjs/heap.js';
import {
  GraphModel, backend, env, findBackendFactory, ready, removeBackend, setBackend,
} from './tfjs/core.js';

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

const MIB = 2 ** 20;

/** Whether WebGPU, in use, was taken away. */
let hasLostDevice = false;

/** The smallest module there is: its header. */
const EMPTY_WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** A backend that starts on this machine, but is wrong or too slow: not to be tried again. */
class Unfit extends Error {}

/** @type {Record<Backend, (wasmPaths: Record<string, string>) => Promise<void>>} */
const PREPARE = {
  async webgl() {
    await import('./tfjs/webgl.js');
    // One shader for all sizes of an op instead of one per size (tfjs#6970).
    env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
    // Hand textures back above this instead of hoarding them (tfjs#4129).
    env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 256 * MIB);
  },
  async webgpu() {
    await import('./tfjs/webgpu.js');
  },
  async wasm(wasmPaths) {
    const {setWasmPaths} = await import('./tfjs/wasm.js');
    // Pages cannot set the headers that threads need; the threaded binary is not shipped.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths({...wasmPaths, 'tfjs-backend-wasm-threaded-simd.wasm': 'absent.wasm'});
  },
};

/**
 * Loads what a backend needs of the network, so that it can start later without one. Takes no
 * graphics memory.
 * @param {Backend} name @param {Record<string, string>} wasmPaths
 */
export async function prepare(name, wasmPaths) {
  await load(name, wasmPaths);
  if (name === 'wasm') await use(name);
}

/**
 * @param {{model: ModelFiles, backends: Backend[], wasmPaths: Record<string, string>}} wish
 * @param {(message: import('./protocol.js').FromWorker) => void} tell hears of tries and refusals
 * @returns {Promise<Open>}
 */
export async function openStudio({model, backends, wasmPaths}, tell) {
  let unreachable = false;
  for (const name of backends) {
    tell({type: 'trying', backend: name});
    try {
      const started = await start(name, model, wasmPaths, name !== backends.at(-1));
      release(...Object.values(model.files)); // the backend has them, and the page
      return {backend: name, ...started};
    } catch (error) {
      if (error instanceof StylizerError && error.code === 'model-unknown') throw error;
      tell({type: 'refused', backend: name, why: String(error), lasting: error instanceof Unfit});
      unreachable ||= error instanceof StylizerError && error.code === 'network';
      if (findBackendFactory(name)) removeBackend(name);
    }
  }
  throw new StylizerError(unreachable ? 'network' : 'no-backend');
}

/** Fetches a backend's script. @param {Backend} name @param {Record<string, string>} wasmPaths */
async function load(name, wasmPaths) {
  try {
    await PREPARE[name](wasmPaths);
  } catch (cause) {
    throw new StylizerError('network', {}, {cause});
  }
}

/** Makes a loaded backend the one in use. @param {Backend} name */
async function use(name) {
  // TensorFlow.js takes for granted that there is one (tfjs-backend-webgpu/dist/base.js).
  const gpu = /** @type {any} */ (navigator).gpu;
  if (name === 'webgpu' && !(await gpu?.requestAdapter())) throw new Error('this WebGPU has no adapter');
  if (await setBackend(name)) return;
  // TensorFlow.js does not say why. Where WebAssembly works, its binary could not be fetched.
  const unfetched = name === 'wasm' && (await hasWebAssembly());
  throw unfetched ? new StylizerError('network') : new Error(`${name} is not available`);
}

/** Whether the browser, and the page's policy, let WebAssembly run. */
async function hasWebAssembly() {
  try {
    return Boolean(await WebAssembly.compile(EMPTY_WASM));
  } catch {
    return false;
  }
}

/**
 * @param {Backend} name @param {ModelFiles} files @param {Record<string, string>} wasmPaths
 * @param {boolean} optional whether another backend can be tried
 */
async function start(name, files, wasmPaths, optional) {
  await load(name, wasmPaths);
  await use(name);
  await ready();
  if (name === 'webgpu') /** @type {any} */ (backend()).device.lost.then(() => (hasLostDevice = true));
  if (optional && name === 'webgl' && isSoftware()) throw new Unfit('this WebGL has no GPU');
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
function graphOf({files}, isWasm) {
  const {modelTopology, weightsManifest, ...rest} = JSON.parse(
    new TextDecoder().decode(files['model.json']),
  );
  const groups = /** @type {{paths: string[], weights: import('./weights.js').Entry[]}[]} */ (
    weightsManifest
  );
  const entries = groups.flatMap(({weights}) => weights);
  const shards = groups.flatMap(({paths}) => paths).map((path) => files[path]);
  const model = new GraphModel('');
  const weights = tensorsOf(entries, shards, isWasm);
  if (isWasm) readOnce(filtersOf(modelTopology).map((name) => weights[name]));
  /** @type {any} */ (model).loadWithWeightMap({...rest, modelTopology}, weights);
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

/** WebGL drawn by the processor is several times slower than wasm on the same processor. */
function isSoftware() {
  const {gl} = /** @type {any} */ (backend()).gpgpu;
  const renderer = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const words = /swiftshader|llvmpipe|softpipe|software|basic render/i;
  return words.test(String(gl.getParameter(renderer ?? gl.RENDERER)));
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
