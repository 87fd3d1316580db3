/**
 * Colours for heat: from deep violet over red to pale yellow, even steps of lightness in OKLCH
 * (Björn Ottosson, "A perceptual color space for image processing", 2020), so that they are read
 * right on any picture, in grey, and by those who see fewer colours. Pure.
 */

/** Steps of the scale, by the fourth root of a share: roots are quick, other powers are not. */
const STEPS = 1024;

/**
 * Attention is steep: a few tokens get most of it, and many a little. Shares of the most are shown
 * to this power, so that what gets a hundredth is seen.
 */
const POWER = 0.4;

/** Ends of the scale: lightness, hue in degrees, and how solid the colour is. */
const LIGHTNESS = [0.34, 0.95];
const HUE = [305, 465];
const CHROMA = [0.13, 0.2, 0.12];

/**
 * Red, green and blue of a share of the heat, in [0, 255].
 * @param {number} share in [0, 1] @returns {[number, number, number]}
 */
export function colourOf(share) {
  const lightness = mix(LIGHTNESS, share);
  const hue = (mix(HUE, share) * Math.PI) / 180;
  const chroma = share < 0.5 ? mix(CHROMA, 2 * share) : mix(CHROMA.slice(1), 2 * share - 1);
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** How much of the picture below a share of the heat hides, in [0, 1]. @param {number} share */
export const coverOf = (share) => 0.88 * (1 - (1 - Math.min(1, share * 1.15)) ** 2.2);

/**
 * A map as RGBA bytes.
 * @param {Float32Array} values @param {number} most value that gets the last colour
 * @param {Uint8ClampedArray} [bytes] to write to
 */
export function heatOf(values, most, bytes = new Uint8ClampedArray(4 * values.length)) {
  const colours = new Uint32Array(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    const share = Math.min(1, Math.max(0, values[i] / most));
    colours[i] = RAMP[Math.round((STEPS - 1) * Math.sqrt(Math.sqrt(share)))];
  }
  return bytes;
}

/** All steps, each the four bytes of its colour. */
function ramp() {
  const bytes = new Uint8ClampedArray(4 * STEPS);
  for (let i = 0; i < STEPS; i++) {
    const shown = (i / (STEPS - 1)) ** (4 * POWER);
    bytes.set([...colourOf(shown), 255 * coverOf(shown)], 4 * i);
  }
  return new Uint32Array(bytes.buffer);
}

/** @param {number[]} ends @param {number} share */
const mix = ([from, to], share) => from + (to - from) * share;

/** Linear light to sRGB's byte. @param {number} light */
function encoded(light) {
  const clear = Math.min(1, Math.max(0, light));
  return 255 * (clear <= 0.0031308 ? 12.92 * clear : 1.055 * clear ** (1 / 2.4) - 0.055);
}

const RAMP = ramp();
