/**
 * Gives memory back at once, where the browser can: a garbage collector has no reason to run while
 * only wasm's memory grows.
 * @param {ArrayBufferLike[]} buffers not used again
 */
export function release(...buffers) {
  for (const buffer of /** @type {Set<any>} */ (new Set(buffers))) buffer.transfer?.(0);
}
