/**
 * A first small version of a picture whose painting takes a while. It is shown, and is no result:
 * it cannot be saved or gone back to, and what was on show before returns when the run is cancelled.
 */
import {aborted} from './errors.js';
import {areSame} from './mixture.js';
import {outcomeOf} from './outcome.js';

/**
 * @typedef {import('./jobs.js').Wish} Wish
 * @typedef {import('./session.js').Session} Session
 */

/** Longer side of a preview, in pixels. */
export const SIDE = 128;

/** Results up to this longer side come nearly as soon as a preview would. */
export const SOON = 256;

/**
 * Whether a preview would show anything new: not where an older result of the same pictures is on
 * show, which is sharper and differs by a setting.
 * @param {Session} session @param {import('./plan.js').Plan} plan @param {Wish} wish
 */
export function wantsPreview({outcome}, {result}, {content, styles, needs}) {
  if (Math.max(result.width, result.height) <= SOON) return false;
  const shown = outcome?.wish;
  return shown?.content !== content || shown.needs !== needs || !areSame(shown.styles, styles);
}

/**
 * Paints the preview and tells the session of it; ends as the run itself does when it fails.
 * @param {Session} session @param {{original: import('./pixels.js').Pixels}} made the full-size job
 * @param {Wish} wish @param {import('./painting.js').Turn} turn
 */
export async function preview(session, {original}, wish, {signal, isLast}) {
  const small = await session.jobs.make({...wish, settings: {...wish.settings, maxSize: SIDE}});
  signal.throwIfAborted();
  const {pixels} = await session.engine.run({...small.job, small: true});
  if (!isLast()) throw aborted('Superseded');
  const outcome = outcomeOf(small, pixels, wish, session.state.settings);
  session.tell({type: 'preview', outcome: {...outcome, before: original}});
}
