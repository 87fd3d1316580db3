/**
 * Waves of colours, for tests that need a picture of any kind.
 * @param {number} phase @param {number} [width] @param {number} [height]
 */
export function wavyPicture(phase, width = 96, height = 64) {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const wave = (/** @type {number} */ c) => Math.sin((x * (c + 1)) / (3 + phase) + (phase * y) / 5 + c);
    for (let c = 0; c < 3; c++) data[4 * i + c] = 128 + 110 * wave(c);
  }
  return {data, width, height};
}
