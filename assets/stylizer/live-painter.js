/**
 * Paints the newest frame of a source over and over, with the styles and settings of the moment.
 * A frame that comes while another is painted is never painted: the picture may be slow, not late.
 */
import {StylizerError, aborted, isAbort} from './errors.js';
import {keepFor, cellsOf, isCut} from './live-time.js';
import {stylesOf} from './mixture.js';
import {outcomeOf} from './outcome.js';
import {fit} from './plan.js';

/** Failures in a row after which there is no further try. */
const TRIES = 2;

let streams = 0;

/**
 * @param {import('./session.js').Session} session @param {import('./live-source.js').Source} source
 * @param {import('./live-frames.js').Frames} frames of the source; ends when they do
 * @param {object} show
 * @param {() => Promise<void>} show.start starts the network, and says itself what goes wrong with that
 * @param {() => number} show.side longer side of the next frame, in pixels
 * @param {(pixels: import('./pixels.js').Pixels) => void} show.painted
 */
export async function paintLive(session, source, frames, {start, side, painted}) {
  const grab = grabber(source);
  const time = timeline();
  let failures = 0;
  while (await frames.next()) {
    if (!session.engine.started) await start();
    try {
      const limits = session.engine.started?.limits;
      const {settings} = session.state;
      const styles = stylesOf(session.state);
      if (styles.length === 0) throw new StylizerError('nothing-chosen');
      if (!limits) throw aborted('the worker went');
      const maxSize = side();
      const content = grab(maxSize);
      const wish = {content, styles, settings: {...settings, maxSize, enlarge: 0, iterations: 1}, limits, needs: session.model};
      const made = await session.jobs.make(wish);
      if (!session.engine.started) throw aborted('the worker went');
      const stream = time(made.original);
      const {pixels} = await session.engine.run({...made.job, stream, small: true});
      failures = 0;
      if (!frames.isOver) painted(outcomeOf(made, pixels, wish, session.state.settings).after);
    } catch (error) {
      // Another network was chosen: one that is here goes on by itself, one to be fetched waits for a press.
      if (isAbort(error) ? !session.engine.hasModel : ++failures >= TRIES) throw error;
      frames.again();
    }
  }
}

/**
 * Copies the frame on show, with even sides, which video files need.
 * @param {import('./live-source.js').Source} source
 */
function grabber({title, video}) {
  const image = document.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (image.getContext('2d', {willReadFrequently: true}));
  let count = 0;
  return (/** @type {number} */ side) => {
    const {width, height} = fit({width: video.videoWidth, height: video.videoHeight}, side);
    image.width = 2 * Math.max(1, Math.round(width / 2));
    image.height = 2 * Math.max(1, Math.round(height / 2));
    context.imageSmoothingQuality = 'high';
    context.drawImage(video, 0, 0, image.width, image.height);
    const key = `frame ${streams} ${++count}`;
    const picture = {key, title, url: '', width: image.width, height: image.height, image};
    return /** @type {import('./image-io.js').Picture} */ (/** @type {unknown} */ (picture));
  };
}

/** Where each frame stands in its video: how much is remembered of those before, and where scenes begin. */
function timeline() {
  const name = `video ${++streams}`;
  let scene = 0;
  let last = 0;
  /** @type {Float64Array | null} */
  let before = null;
  return (/** @type {import('./pixels.js').Pixels} */ pixels) => {
    const now = performance.now();
    const cells = cellsOf(pixels);
    if (before && isCut(before, cells)) scene++;
    const keep = keepFor(now - last);
    [before, last] = [cells, now];
    return {key: `${name} ${scene}`, keep};
  };
}
