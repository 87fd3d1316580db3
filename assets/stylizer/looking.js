/**
 * Asks the worker where a place of a result's content looked, and reads its answer: for each style
 * the weights as grids over the style's picture. Loaded with attention-view.js.
 *
 * @typedef {import('./token-grid.js').Grid} Grid
 *
 * @typedef {object} Looked at one style
 * @property {import('./image-io.js').Picture} picture
 * @property {import('./plan.js').Size} shown its size as the network saw it, without padding
 * @property {Grid[]} levels the finest first
 * @property {number} share of the whole look that this style gets
 */
import {cropped} from './token-grid.js';

/**
 * @param {import('./session.js').Session} session @param {import('./session.js').Outcome} outcome
 * @param {import('./token-grid.js').Place} place of the content
 * @returns {Promise<Looked[]>} for each style; of the first iteration
 */
export async function lookAt({jobs, engine}, {wish}, place) {
  const {job, plan, styles} = await jobs.make({...wish, regions: null}); // all styles, at every place
  await engine.start(); // cancelling may have taken the worker
  const sizes = {shown: plan.result, input: plan.content};
  const looks = await engine.look({job, place, sizes});
  return looks.map((levels, i) => {
    const {size: shown, input} = plan.styles[i];
    const sums = levels.map((weights) => weights.reduce((a, b) => a + b, 0));
    return {
      picture: styles[i],
      shown,
      levels: levels.map((weights) => cropped(weights, {shown, input})),
      share: sums.reduce((a, b) => a + b, 0) / sums.length,
    };
  });
}
