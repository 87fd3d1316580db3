/**
 * Paints a photograph of the queue with the network, style and settings that a stylizer has when
 * the queue begins. What the visitor does on the stage meanwhile goes first.
 */
import {StylizerError, aborted, isAbort} from './errors.js';
import {readFile, release, toBlob} from './image-io.js';
import {stylesOf} from './mixture.js';
import {outcomeOf} from './outcome.js';
import {LADDER} from './plan.js';
import {BUSY} from './state.js';

const PAUSE_MS = 50;

/**
 * @param {import('./session.js').Session} session @param {import('./outputs.js').Format} format
 * @returns {import('./queue.js').Paint}
 */
export function painter(session, format) {
  const {settings} = session.state;
  const styles = stylesOf(session.state);
  const {engine, model} = session;

  return async (item, signal, progress) => {
    if (styles.length === 0) throw new StylizerError('nothing-chosen');
    const picture = await readFile(item.file, item.title);
    item.isCut = picture.isCut;
    let {maxSize} = settings;
    try {
      for (;;) {
        signal.throwIfAborted();
        if (session.engine !== engine) throw aborted('another network was chosen');
        const limits = engine.started?.limits;
        if (!limits) {
          await start(session, signal);
          continue;
        }
        try {
          const wish = {content: picture, styles, settings: {...settings, maxSize}, limits, needs: model};
          const made = await session.jobs.make(wish);
          while (engine.running || engine.waiting) await pause(signal);
          if (!engine.started) continue;
          const {pixels} = await stopped(session, engine.run(made.job, progress), signal);
          return await toBlob(outcomeOf(made, pixels, wish, settings).after, format);
        } catch (error) {
          const smaller = LADDER.filter((rung) => rung < maxSize).pop();
          if (isMemory(error) && smaller) maxSize = smaller;
          // The visitor cancelled something else, and the worker went with it.
          else if (!isAbort(error) || signal.aborted) throw error;
        }
      }
    } finally {
      release(picture);
    }
  };
}

/**
 * Starts the network. A failure of that is one of the stylizer, which says it, and ends the queue.
 * @param {import('./session.js').Session} session @param {AbortSignal} signal
 */
async function start(session, signal) {
  try {
    await session.load({signal});
  } catch (cause) {
    throw isAbort(cause) ? cause : aborted('the network did not start');
  }
}

/**
 * A run that the signal ends, with its worker.
 * @template T @param {import('./session.js').Session} session @param {Promise<T>} run
 * @param {AbortSignal} signal @returns {Promise<T>}
 */
async function stopped(session, run, signal) {
  const stop = () => (BUSY.has(session.state.phase) ? session : session.engine).cancel();
  signal.addEventListener('abort', stop);
  try {
    return await run;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** @param {unknown} error */
const isMemory = (error) => error instanceof StylizerError && error.code === 'out-of-memory';

/** @param {AbortSignal} signal */
async function pause(signal) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  signal.throwIfAborted();
}
