/** What all pages share: the pictures, and the clock around a run. */

/** @param {string} name of a file @returns (H, W, 3) in [0, 1], square */
globalThis.rgb = async (name) => {
  const bytes = new Uint8Array(await (await fetch(`pictures/${name}.rgb`)).arrayBuffer());
  return {values: Float32Array.from(bytes, (byte) => byte / 255), side: Math.sqrt(bytes.length / 3)};
};

/** @param {string} content @param {string} style @returns milliseconds of a run */
globalThis.timed = async (content, style) => {
  await globalThis.rival.choose(content, style);
  const start = performance.now();
  globalThis.result = await globalThis.rival.run();
  return performance.now() - start;
};

/** The last result as bytes, in base64. A rival may give a function that makes it, off the clock. */
globalThis.resultBytes = () => {
  const {result} = globalThis;
  const bytes = Uint8Array.from(typeof result === 'function' ? result() : result, (value) => Math.round(255 * value));
  const parts = [];
  for (let i = 0; i < bytes.length; i += 2 ** 13) parts.push(String.fromCharCode(...bytes.subarray(i, i + 2 ** 13)));
  return btoa(parts.join(''));
};
