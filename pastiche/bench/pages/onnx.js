/** The same network in onnxruntime-web: wasm with SIMD, one thread. */
let ort;
let session;
let feed;

globalThis.rival = {
  async load() {
    ort = await import('./onnx/ort.wasm.min.mjs');
    ort.env.wasm.numThreads = 1;
    session = await ort.InferenceSession.create('sanet.onnx', {executionProviders: ['wasm']});
  },

  /** @param {string} content @param {string} style names of files */
  async choose(content, style) {
    feed = {content: await picture(content), style: await picture(style)};
  },

  async run() {
    const {result} = await session.run(feed);
    const planes = await result.getData();
    const area = planes.length / 3;
    return planes.map((_, i) => planes[(i % 3) * area + Math.floor(i / 3)]);
  },
};

/** @param {string} name @returns (1, 3, H, W) in [0, 1] */
async function picture(name) {
  const {values, side} = await globalThis.rgb(name);
  const area = side * side;
  const planes = values.map((_, i) => values[(i % area) * 3 + Math.floor(i / area)]);
  return new ort.Tensor('float32', planes, [1, 3, side, side]);
}
