/**
 * Starts TensorFlow.js on a part of the machine: tries the backends in order and keeps the first on
 * which what is wanted opens. Every TensorFlow.js flag is here, with its reason. Runs in a worker; a
 * hang is timed out by the page (worker-start.js).
 */
import {StylizerError} from './errors.js';
import {backend, env, findBackendFactory, ready, removeBackend, setBackend} from './tfjs/core.js';

/** @typedef {import('./protocol.js').Backend} Backend */

const MIB = 2 ** 20;

/** The smallest module there is: its header. */
const EMPTY_WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** A backend that starts on this machine, but is wrong or too slow: not to be tried again. */
export class Unfit extends Error {}

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
 * @template Opened
 * @param {{backends: Backend[], wasmPaths: Record<string, string>}} wish
 * @param {(name: Backend, isOptional: boolean) => Promise<Opened>} open what is wanted, on the backend in
 *   use; optional: there is another to try
 * @param {(message: import('./protocol.js').FromWorker) => void} tell hears of tries and refusals
 * @returns {Promise<Opened & {backend: Backend}>}
 */
export async function firstFit({backends, wasmPaths}, open, tell) {
  let unreachable = false;
  for (const name of backends) {
    tell({type: 'trying', backend: name});
    try {
      await load(name, wasmPaths);
      await use(name);
      await ready();
      const isOptional = name !== backends.at(-1);
      if (isOptional && name === 'webgl' && isSoftware()) throw new Unfit('this WebGL has no GPU');
      return {backend: name, ...(await open(name, isOptional))};
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

/** WebGL drawn by the processor is several times slower than wasm on the same processor. */
function isSoftware() {
  const {gl} = /** @type {any} */ (backend()).gpgpu;
  const renderer = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const words = /swiftshader|llvmpipe|softpipe|software|basic render/i;
  return words.test(String(gl.getParameter(renderer ?? gl.RENDERER)));
}
