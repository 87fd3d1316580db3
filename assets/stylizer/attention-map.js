/**
 * Arithmetic on attention weights for showing them: several levels as one map, smooth pictures of
 * it, the patches that get most, and where they lie in words. Pure.
 *
 * @typedef {import('./token-grid.js').Grid} Grid
 * @typedef {import('./plan.js').Size} Size
 *
 * @typedef {object} Patch a rectangle, as shares of the picture's width and height
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} share of all attention that falls on it
 *
 * @typedef {{row: number, column: number, share: number}} Region a ninth of the picture, rows and
 *   columns counted from 0; row or column 1 also for the whole of a column or row
 */
import {normalised} from './token-grid.js';

/** A patch is about as large as the twelfth part of the picture's longer side. */
const PATCHES_ACROSS = 12;

/** At most so many patches, none with less than this part of the first one's attention. */
const PATCHES = {most: 4, least: 0.4};

/**
 * The patches of several pictures that are outlined: none with much less attention than the first of all.
 * @param {Patch[][]} patches of each picture @param {number[]} totals what each gets of all attention
 */
export function outlined(patches, totals) {
  const first = Math.max(...patches.map(([one], i) => (one?.share ?? 0) * totals[i]));
  return patches.map((some, i) => some.filter(({share}) => share * totals[i] >= PATCHES.least * first));
}

/**
 * Several levels as one map on the finest grid, each counting the same.
 * @param {Grid[]} levels the finest first @param {Size} shown size of the picture, in pixels
 * @returns {Grid} of which the values sum to 1
 */
export function combined(levels, shown) {
  const [{width, height, side}] = levels;
  const extent = {width: width * side, height: height * side};
  const values = new Float32Array(width * height);
  for (const level of levels) {
    const fine = level === levels[0] ? level.values : normalised(sampled(level, {width, height}, extent));
    fine.forEach((value, i) => void (values[i] += value / levels.length));
  }
  return {width, height, side, values: clipped(values, {width, side}, shown)};
}

/**
 * Tokens that reach over the picture's edge count for the part of them that is on it.
 * @param {Float32Array} values @param {{width: number, side: number}} grid
 * @param {Size} shown
 */
function clipped(values, {width, side}, shown) {
  const part = (/** @type {number} */ i, /** @type {number} */ length) =>
    Math.min(1, Math.max(0, length / side - i));
  return normalised(
    values.map((value, i) => value * part(i % width, shown.width) * part(Math.floor(i / width), shown.height)),
  );
}

/**
 * A map at any resolution, smooth: cubic B-splines through the tokens' centres, which never
 * overshoot. Beyond the outermost centres the edge goes on as it is.
 * @param {Grid} grid @param {Size} size of what is made @param {Size} extent pixels of the network's
 *   picture that it covers
 * @returns {Float32Array} values row by row
 */
export function sampled({width, height, side, values}, size, extent) {
  const across = taps(size.width, extent.width / size.width / side, width);
  const down = taps(size.height, extent.height / size.height / side, height);
  const wide = new Float32Array(size.width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < size.width; x++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += across.weight[4 * x + k] * values[y * width + across.index[4 * x + k]];
      wide[y * size.width + x] = sum;
    }
  }
  const made = new Float32Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    for (let k = 0; k < 4; k++) {
      const weight = down.weight[4 * y + k];
      const row = down.index[4 * y + k] * size.width;
      for (let x = 0; x < size.width; x++) made[y * size.width + x] += weight * wide[row + x];
    }
  }
  return made;
}

/** The largest value of a map once it is smooth. @param {Grid} grid @param {Size} shown */
export function peak(grid, shown) {
  const {width, height} = grid;
  return sampled(grid, {width, height}, shown).reduce((most, value) => Math.max(most, value), 0);
}

/**
 * The four tokens that each sample is made of, and how much of each.
 * @param {number} length samples @param {number} scale tokens per sample @param {number} count tokens
 */
function taps(length, scale, count) {
  const index = new Int32Array(4 * length);
  const weight = new Float32Array(4 * length);
  for (let i = 0; i < length; i++) {
    const at = (i + 0.5) * scale - 0.5;
    const left = Math.floor(at);
    const t = at - left;
    const four = [
      (1 - t) ** 3 / 6,
      (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
      (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
      t ** 3 / 6,
    ];
    four.forEach((part, k) => {
      index[4 * i + k] = Math.min(Math.max(0, left - 1 + k), count - 1);
      weight[4 * i + k] = part;
    });
  }
  return {index, weight};
}

/**
 * A map with each token's attention spread a little over those around it, whose surroundings the
 * network sees too; at the edges it stays inside.
 * @param {Grid} grid @returns {Grid}
 */
export function spread(grid) {
  const {width, height} = grid;
  const values = blurred(blurred(grid.values, [width, 1], height, width), [height, width], width, 1);
  return {...grid, values: normalised(values)};
}

/**
 * A quarter, a half, a quarter along one axis.
 * @param {Float32Array} values @param {[count: number, step: number]} along @param {number} lines
 * @param {number} between the first numbers of two lines
 */
function blurred(values, [count, step], lines, between) {
  const made = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < count; i++) {
      const at = (/** @type {number} */ k) =>
        values[line * between + Math.min(Math.max(0, k), count - 1) * step];
      made[line * between + i * step] = (at(i - 1) + 2 * at(i) + at(i + 1)) / 4;
    }
  }
  return made;
}

/**
 * The squares that get most attention, the first one most; no two overlap. They are laid around what
 * gets it, by the map when it is spread.
 * @param {Grid} grid @param {Size} shown size of the picture, in pixels
 * @returns {Patch[]}
 */
export function strongest(grid, shown) {
  const {width, height, side} = grid;
  const wished = Math.max(2, Math.round(Math.max(width, height) / PATCHES_ACROSS));
  const [wide, high] = [Math.min(wished, width), Math.min(wished, height)];
  const soft = summed(spread(spread(grid)));
  const sharp = summed(grid);
  /** @type {{x: number, y: number, share: number}[]} in tokens */
  const found = [];
  while (found.length < PATCHES.most) {
    let best = {x: 0, y: 0, soft: 0};
    for (let y = 0; y + high <= height; y++) {
      for (let x = 0; x + wide <= width; x++) {
        const here = within(soft, width, {x, y, wide, high});
        if (here <= best.soft) continue;
        if (found.every((one) => Math.abs(one.x - x) >= wide || Math.abs(one.y - y) >= high)) best = {x, y, soft: here};
      }
    }
    const share = within(sharp, width, {...best, wide, high});
    if (best.soft === 0 || share < PATCHES.least * (found[0]?.share ?? 0)) break;
    found.push({x: best.x, y: best.y, share});
  }
  return found.map((one) => placed(one, {wide, high, side}, shown));
}

/**
 * Sums of all values above and to the left of each corner between tokens.
 * @param {Grid} grid @returns {Float64Array} (height + 1, width + 1), row by row
 */
function summed({width, height, values}) {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  return sums;
}

/**
 * The sum over a rectangle of tokens.
 * @param {Float64Array} sums (`summed`) @param {number} width of the grid
 * @param {{x: number, y: number, wide: number, high: number}} rectangle
 */
function within(sums, width, {x, y, wide, high}) {
  const [above, below] = [y * (width + 1) + x, (y + high) * (width + 1) + x];
  return sums[below + wide] - sums[below] - sums[above + wide] + sums[above];
}

/**
 * @param {{x: number, y: number, share: number}} best in tokens
 * @param {{wide: number, high: number, side: number}} tokens @param {Size} shown @returns {Patch}
 */
function placed({x, y, share}, {wide, high, side}, shown) {
  const right = Math.min(1, ((x + wide) * side) / shown.width);
  const lower = Math.min(1, ((y + high) * side) / shown.height);
  const [left, upper] = [(x * side) / shown.width, (y * side) / shown.height];
  return {x: left, y: upper, width: right - left, height: lower - upper, share};
}

/** Attention is in a whole row or column when it has this much, and its best ninth half of that. */
const WHOLE = 0.6;

/**
 * The ninth of the picture that gets most attention; or the whole side that it lies in, when the
 * others of that side get as much.
 * @param {Grid} grid @param {Size} shown @returns {Region}
 */
export function region({width, side, values}, shown) {
  const shares = new Float32Array(9);
  const third = (/** @type {number} */ token, /** @type {number} */ length) =>
    Math.min(2, Math.floor((3 * (token + 0.5) * side) / length));
  values.forEach((value, i) => {
    const row = third(Math.floor(i / width), shown.height);
    shares[3 * row + third(i % width, shown.width)] += value;
  });
  const share = Math.max(...shares);
  const most = shares.indexOf(share);
  const [row, column] = [Math.floor(most / 3), most % 3];
  const over = (/** @type {(i: number) => boolean} */ isOn) =>
    shares.reduce((sum, part, i) => sum + (isOn(i) ? part : 0), 0);
  const across = over((i) => Math.floor(i / 3) === row);
  const down = over((i) => i % 3 === column);
  if (down >= across && down >= WHOLE && share < down / 2) return {row: 1, column, share: down};
  if (across >= WHOLE && share < across / 2) return {row, column: 1, share: across};
  return {row, column, share};
}
