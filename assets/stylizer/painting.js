/**
 * One run: from what is chosen to a picture on show, smaller than asked for where memory runs out.
 *
 * @typedef {import('./session.js').Session} Session
 *
 * @typedef {object} Turn
 * @property {AbortSignal} signal
 * @property {() => boolean} isLast whether nothing newer has been asked for
 * @property {number} losses how often the graphics card was reset meanwhile
 */
import {recoloured} from './colours.js';
import {StylizerError, aborted} from './errors.js';
import {areSame, stylesOf} from './mixture.js';
import {outcomeOf} from './outcome.js';
import {HUGE_PIXELS, LADDER} from './plan.js';
import {preview, wantsPreview} from './preview.js';

/** After this long a run gets a sentence saying so. */
const SLOW_MS = 25_000;

/** So often a run begins again by itself: on a fresh graphics card, then without one (engine.js). */
const RESTARTS = 2;

/** @param {Session} session its engine started @param {Turn} turn */
export async function paint(session, turn) {
  const {signal, isLast} = turn;
  const asked = session.state;
  const {content, style, settings} = asked;
  const {started} = session.engine;
  if (!content || !style || !started) throw new StylizerError('nothing-chosen');
  const total = 1;
  session.tell({type: 'run', loaded: 0, total});
  const slow = setTimeout(() => isLast() && session.notice('slow'), SLOW_MS);
  try {
    const styles = stylesOf(asked);
    const {regions} = asked;
    const wish = {content, styles, regions, settings, limits: started.limits, needs: session.model};
    const made = await session.jobs.make(wish);
    await session.starting.start(session.engine, signal); // an older run may have taken the worker with it
    signal.throwIfAborted();
    if (!isLast()) throw aborted('Superseded');
    if (wantsPreview(session, made.plan, wish)) await preview(session, made, wish, turn);
    const {width, height} = made.plan.result;
    const {pixels, ms, backend} = await session.engine.run(made.job, (loaded) => {
      if (isLast()) session.tell({type: 'run', loaded, total});
    });
    const result = {width, height, ms, backend};
    const outcome = outcomeOf(made, pixels, wish, session.state.settings);
    if (!isLast()) {
      // Only a setting has changed since: worth a look while the next one is painted.
      if (content === session.state.content && areSame(styles, stylesOf(session.state))) {
        session.outcome = outcome;
        session.tell({type: 'glimpse', result});
      }
      throw aborted('Superseded');
    }
    session.outcome = outcome;
    noticeChanges(session, made.plan, asked);
    const {keepColours, matchColours} = session.state.settings;
    const shown = {...asked, settings: {...settings, keepColours, matchColours}, result};
    session.history.add({state: shown, outcome});
    session.tell({type: 'result', result});
    session.history.sweep(session.state);
    return outcome;
  } catch (error) {
    if (!isLast()) throw aborted('Superseded');
    const smaller = smallerAfter(error, session.state);
    if (smaller) {
      session.notice('lowered', {from: settings.maxSize, to: smaller});
      session.tell({type: 'setting', name: 'maxSize', value: smaller});
    } else if (isLost(error) && turn.losses < RESTARTS) {
      turn.losses++;
      session.notice('restarted');
    } else throw error;
    await session.starting.start(session.engine, signal);
    return await paint(session, turn);
  } finally {
    clearTimeout(slow);
  }
}

/** The picture on show in the colours asked for, without the network. @param {Session} session */
export function recolour(session) {
  const {outcome, state} = session;
  const {result, settings} = state;
  if (!outcome || !result) return;
  session.outcome = {...outcome, after: recoloured(outcome, settings)};
  if (state.phase !== 'done') return session.tell({type: 'glimpse', result});
  session.history.add({state, outcome: session.outcome});
  session.tell({type: 'result', result});
}

/**
 * Says what was done differently from what was asked.
 * @param {Session} session @param {import('./plan.js').Plan} plan @param {import('./state.js').State} asked
 */
function noticeChanges(session, {result, loweredFrom, styleScale}, {content, settings}) {
  const to = Math.max(result.width, result.height);
  const megapixels = content ? (content.width * content.height) / 1e6 : 0;
  if (loweredFrom) session.notice('lowered', {from: loweredFrom, to});
  if (styleScale < settings.styleSize) session.notice('style-lowered', {scale: styleScale});
  if (megapixels * 1e6 > HUGE_PIXELS) session.notice('huge', {megapixels, size: to});
}

/** Whether the graphics card was reset. @param {unknown} error */
const isLost = (error) => error instanceof StylizerError && error.code === 'context-lost';

/** The next size to try when memory ran out, if there is one. @param {unknown} error @param {import('./state.js').State} state */
function smallerAfter(error, {settings}) {
  if (!(error instanceof StylizerError) || error.code !== 'out-of-memory') return undefined;
  return LADDER.filter((rung) => rung < settings.maxSize).pop();
}
