/**
 * The map of styles for Node: paints the pictures of it that a build of the site shows, with the worker's
 * own code on the wasm backend. `node map.cjs PACKAGE_FOLDER < jobs.json`
 *
 * Each job names files of raw RGB bytes and their sizes; decoding and encoding are Python's
 * (pastiche/site/style_maps.py). The result is the content painted at `rows` by `rows` places among the
 * styles of the map, row by row from the upper left, each of the content's size.
 *
 * @typedef {import('../node-files.js').Raw} Raw
 * @typedef {{content: Raw, styles: Raw[], rows: number, result: string}} MapJob
 */
import {writeFile} from 'node:fs/promises';
import {openStudio} from '../backend.js';
import {readAsked, readPicture, toRgb, wasmPaths} from '../node-files.js';
import {mirrored, resized} from '../pixels.js';
import {spanAt} from './hull.js';
import {sizesOf} from './sizes.js';
import {StyleSpace} from './style-space.js';
import {VectorPainter} from './vector-painter.js';

async function main() {
  const {model, jobs} = /** @type {{model: any, jobs: MapJob[]}} */ (await readAsked());
  const {studio, prove} = await openStudio({model, backends: ['wasm'], wasmPaths}, (message) => {
    if (message.type === 'refused') console.error(message.why);
  });
  await prove?.();
  const painter = new VectorPainter(studio, model.card);
  for (const {content, styles, rows, result} of jobs) {
    const vectors = [];
    for (const style of styles) {
      const {size, input} = sizesOf(style, model.card).style;
      vectors.push(await painter.encode(mirrored(resized(await readPicture(style), size), input)));
    }
    const space = new StyleSpace(vectors);
    const {input} = sizesOf(content, model.card).content;
    const image = {key: content.file, pixels: mirrored(await readPicture(content), input)};
    const made = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < rows; column++) {
        const place = placeOf(space.hull, along(column, rows), along(row, rows));
        made.push(toRgb(await painter.paint(image, content, space.vectorAt(place))));
      }
    }
    await writeFile(result, Buffer.concat(made));
  }
}

/** Near one end, and so on to near the other, of 0 to 1. @param {number} step @param {number} steps */
const along = (step, steps) => (step + 0.5) / steps;

/**
 * Among the styles: so far from their left to their right, at so much of the way down.
 * @param {import('./hull.js').Place[]} hull @param {number} across @param {number} down @returns {import('./hull.js').Place}
 */
function placeOf(hull, across, down) {
  const heights = hull.map(([, y]) => y);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const y = high + down * (low - high);
  const [from, to] = spanAt(hull, y);
  return [from + across * (to - from), y];
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
