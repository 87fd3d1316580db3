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

/** The last result as bytes, in base64. */
globalThis.resultBytes = () =>
  btoa(Array.from(globalThis.result, (value) => String.fromCharCode(Math.round(255 * value))).join(''));
