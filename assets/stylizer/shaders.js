/**
 * Compiles the shaders of a run before there is one: the graph is walked without drawing anything,
 * the driver compiles side by side all that it would have drawn with, and meanwhile this thread is
 * free. A first run otherwise compiles one shader after the other, and waits for each. Only WebGL;
 * comes with its chunk.
 */
import {getUniformLocations} from '@tensorflow/tfjs-backend-webgl/dist/gpgpu_math.js';
import {backend, dispose, env, scalar, tensor} from './tfjs/core.js';

/**
 * @typedef {import('./plan.js').Size} Size
 * @typedef {{content: Size, style: Size}} Sizes of a run's inputs, after padding
 */

const POLL_MS = 10;

/** A run computes nothing while its shaders are collected, so there is nothing to wait for. */
const PACE = {pixels: Infinity, step: async () => {}};

export class Shaders {
  /** @param {import('./families/index.js').Family} family */
  constructor(family) {
    this.family = family;
  }

  /**
   * Has the shaders of such a run compiled; not all of them where the graph slices weights (SANet's)
   * that are not on the GPU yet: without drawing, a slice takes the values of the whole for its own,
   * does not fit its texture, and the walk ends there. The self-test brings them to the GPU.
   * @param {Sizes} sizes @returns {Promise<number>} how many there were to compile
   */
  async prepare(sizes) {
    env().set('ENGINE_COMPILE_ONLY', true); // nothing else runs until it is false again: no message is awaited
    try {
      await this.#walk(sizes).catch(() => {});
    } finally {
      env().set('ENGINE_COMPILE_ONLY', false);
    }
    const count = this.#pending().length;
    while (!this.#areCompiled()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    this.finish();
    return count;
  }

  /** Makes what was prepared usable, now: waits for shaders that are still being compiled. */
  finish() {
    for (const binary of this.#pending()) {
      this.#backend.gpgpu.buildVao(binary.webGLProgram);
      Object.assign(binary, getUniformLocations(this.#backend.gpgpu, binary.program, binary.webGLProgram));
    }
  }

  /** @param {Sizes} sizes */
  async #walk({content, style}) {
    const {family} = this;
    const image = zeros(content);
    const painting = zeros(style);
    const keepDetail = scalar(1);
    const code = await family.encodeStyle(painting, PACE);
    const features = await family.encodeContent(image, PACE);
    const merged = await family.apply(features, code, PACE);
    const result = await family.decode(merged, keepDetail, PACE);
    dispose([image, painting, keepDetail, ...code, ...features, ...merged, result]);
  }

  #areCompiled() {
    const {gl, parallelCompilationExtension: extension} = this.#backend.gpgpu;
    // Without it there is no way to ask, and finishing waits.
    return !extension || this.#pending().every(({webGLProgram}) =>
      gl.getProgramParameter(webGLProgram, extension.COMPLETION_STATUS_KHR));
  }

  /** Shaders that nothing can be drawn with yet. @returns {any[]} */
  #pending() {
    return Object.values(this.#backend.binaryCache).filter(({variablesLocations}) => variablesLocations === null);
  }

  /** @returns {any} the parts of it that TensorFlow.js does not type */
  get #backend() {
    return backend();
  }
}

/** @param {Size} size */
const zeros = ({width, height}) => tensor(new Float32Array(width * height * 3), [1, height, width, 3]);
