/**
 * A finished picture with what it was made of. Pure.
 *
 * @typedef {import('./jobs.js').Wish} Wish
 * @typedef {import('./session.js').Outcome} Outcome
 */
import {recoloured} from './colours.js';
import {withAlpha} from './pixels.js';

/**
 * @param {Pick<Awaited<ReturnType<import('./jobs.js').Jobs['make']>>, 'original' | 'alpha' | 'palette'>} made
 * @param {import('./pixels.js').Pixels} pixels of the network @param {Wish} wish
 * @param {import('./state.js').Settings} settings those of now, for the colours
 * @returns {Outcome}
 */
export function outcomeOf({original, alpha, palette}, pixels, wish, settings) {
  const picture = {before: original, painted: withAlpha(pixels, alpha), palette, wish};
  const styles = wish.styles.filter(({weight}) => weight > 0).map((one) => one.picture.title);
  const after = recoloured(picture, settings);
  return {...picture, after, content: wish.content.title, style: styles.join(' + ')};
}
