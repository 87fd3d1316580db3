/**
 * Where on the content each of several styles goes: a coarse grid of cells, each of one style or of
 * all together. Coarse because borders are to be soft: what is painted is as smooth as a B-spline
 * through the cells (regional.js). Never changed, only replaced. Pure.
 *
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./mixture.js').Weighted} Weighted
 *
 * @typedef {object} Regions
 * @property {number} width in cells
 * @property {number} height
 * @property {Uint8Array} owners of each cell, row by row: 0 for all styles together, else the index
 *   in `pictures` plus 1
 * @property {Picture[]} pictures styles that were painted with
 *
 * @typedef {{x: number, y: number}} Point as shares of the picture's width and height
 */

/** Cells along the longer side. */
export const LONGEST = 96;

/** Nothing painted yet. @param {import('./plan.js').Size} content @returns {Regions} */
export function blank({width, height}) {
  const scale = LONGEST / Math.max(width, height);
  const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  return {width: across, height: down, owners: new Uint8Array(across * down), pictures: []};
}

/** Whether anything is painted. @param {Regions} regions */
export const isBlank = ({owners}) => owners.every((owner) => owner === 0);

/** Whether a style has a place of its own. @param {Regions} regions @param {Picture} picture */
export function isPainted({owners, pictures}, picture) {
  const index = pictures.indexOf(picture);
  return index >= 0 && owners.includes(index + 1);
}

/**
 * With a line of a round brush.
 * @param {Regions} regions @param {Picture | null} picture null: all styles together
 * @param {Point} from @param {Point} to @param {number} size diameter, as a share of the longer side
 */
export function stroked(regions, picture, from, to, size) {
  const {width, height} = regions;
  const radius = Math.max(Math.SQRT1_2, (size * LONGEST) / 2); // the cell under the brush at least
  const [x, y] = [from.x * width - 0.5, from.y * height - 0.5];
  const [dx, dy] = [(to.x - from.x) * width, (to.y - from.y) * height];
  const length = dx * dx + dy * dy;
  return owned(regions, picture, (column, row) => {
    const along = length ? Math.min(1, Math.max(0, ((column - x) * dx + (row - y) * dy) / length)) : 0;
    return Math.hypot(column - x - along * dx, row - y - along * dy) <= radius;
  });
}

/**
 * With a rectangle.
 * @param {Regions} regions @param {Picture | null} picture
 * @param {{left: number, top: number, right: number, bottom: number}} box as shares
 */
export function filled(regions, picture, {left, top, right, bottom}) {
  const {width, height} = regions;
  return owned(regions, picture, (column, row) => {
    const [x, y] = [(column + 0.5) / width, (row + 0.5) / height];
    return x >= left && x < right && y >= top && y < bottom;
  });
}

/** @param {Regions} regions @param {Picture | null} picture @param {(column: number, row: number) => boolean} isIn */
function owned(regions, picture, isIn) {
  const {width, height} = regions;
  const known = !picture || regions.pictures.includes(picture);
  const pictures = known ? regions.pictures : [...regions.pictures, picture];
  const owner = picture ? pictures.indexOf(picture) + 1 : 0;
  const owners = regions.owners.slice();
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (isIn(column, row)) owners[row * width + column] = owner;
    }
  }
  return {width, height, owners, pictures};
}

/**
 * The grid as the network needs it. Cells of a style that is no longer there are of all together.
 * @param {Regions} regions @param {Weighted[]} styles in use, with shares of sum 1
 * @returns {Omit<import('./protocol.js').Regions, 'input'> | null} null where all is of all together
 */
export function layersOf({width, height, owners, pictures}, styles) {
  const indices = pictures.map((picture) => styles.findIndex((style) => style.picture === picture));
  const whose = Array.from(owners, (owner) => (owner === 0 ? -1 : indices[owner - 1]));
  const used = [-1, ...styles.keys()].filter((index) => whose.includes(index));
  if (styles.length < 2 || used.every((index) => index === -1)) return null;
  const layers = used.map((index) => ({
    weights: styles.map(({weight}, i) => (index === -1 ? weight : Number(i === index))),
    values: Float32Array.from(whose, (one) => Number(one === index)),
  }));
  return {width, height, layers};
}
