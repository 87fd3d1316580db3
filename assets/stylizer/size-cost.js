/**
 * What a large size costs, said before it is paid. Pure.
 */
import {fit, plan} from './plan.js';
import {sizesOf} from './state.js';

/** Longer side that needs no words, in pixels. */
export const EASY = 1024;

/**
 * @param {import('./state.js').State} state @param {import('./plan.js').Needs} needs
 * @param {import('./plan.js').Limits} limits
 * @returns {{width: number, height: number, times: number, bytes: number} | null} size of the result,
 *   how many times the pixels of an easy one it has, and memory of the run; null where it is easy
 */
export function sizeCost({content, style, settings}, needs, limits) {
  if (!content || !style || settings.maxSize <= EASY) return null;
  const {result, bytes} = plan({...sizesOf(settings), content, styles: [style], styleScale: 1, limits, needs});
  const {width, height} = result;
  if (Math.max(width, height) <= EASY) return null;
  const easy = fit(content, EASY, settings.enlarge > 0);
  return {width, height, times: (width * height) / (easy.width * easy.height), bytes};
}
