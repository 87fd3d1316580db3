/**
 * One network paints a picture twice, in a worker of its own that nothing has warmed and that is gone
 * before another network comes: so that their times can be compared, and one is in memory at a time.
 */
import {Engine} from '../engine.js';
import {StylizerError} from '../errors.js';
import {mirrored} from '../pixels.js';
import {plainJob} from '../plain-job.js';
import {plan} from '../plan.js';
import {SpareWorker} from '../spare-worker.js';

/**
 * @typedef {import('../pixels.js').Pixels} Pixels
 * @typedef {import('../plan.js').Size} Size
 *
 * @typedef {object} Pictures what all paint
 * @property {Pixels} content both sides multiples of 16
 * @property {Size} style as large as it is
 * @property {(size: Size) => Promise<Pixels>} styleAt its opaque pixels at a size
 *
 * @typedef {object} Place where it runs
 * @property {string} workerUrl of the stylizer's worker
 * @property {Record<string, string>} wasmPaths
 * @property {() => import('../protocol.js').Backend | null} backend the only one to try, or null
 * @property {import('../packages.js').Packages} packages
 * @property {AbortSignal} signal
 * @property {import('../package.js').Progress} progress of the download
 */

/** One worker, made ready before anything is timed, and no other: none is kept beside it, none is lent. */
class OneWorker extends SpareWorker {
  /** @type {Promise<boolean> | undefined} whether it is ready */
  kept;

  /** @param {import('../spare-worker.js').Wish} wish */
  keep(wish) {
    return (this.kept ??= super.keep(wish));
  }

  has() {
    return true;
  }

  dispose() {
    this.spare?.worker.terminate();
  }
}

/**
 * @param {import('./contest.js').Model & {attention?: number}} model @param {string} modelUrl absolute
 * @param {Pictures} pictures @param {Place} place
 * @returns {Promise<import('./contest.js').Painted>}
 */
export async function paintWith(model, modelUrl, {content, style, styleAt}, {signal, progress, ...place}) {
  signal.throwIfAborted();
  const {workerUrl: url, wasmPaths} = place;
  const workers = new OneWorker();
  const engine = new Engine({...place, modelUrl, workers});
  const stop = () => engine.dispose();
  signal.addEventListener('abort', stop);
  try {
    await engine.download({signal, progress});
    const [backend] = engine.order.names;
    if (backend) await workers.keep({url, backend, wasmPaths});
    signal.throwIfAborted();
    const start = performance.now();
    const {limits} = await engine.start({signal});
    const maxSize = Math.max(content.width, content.height);
    const planned = plan({content, styles: [style], maxSize, limits, needs: model});
    if (planned.loweredFrom) throw new StylizerError('out-of-memory');
    const job = await plainJob(planned, {attention: model.attention}, async (side, size, input) => ({
      key: `${side} ${size.width}x${size.height}`,
      pixels: mirrored(side === 'content' ? content : await styleAt(size), input),
    }));
    await engine.run(job);
    const first = (performance.now() - start) / 1000;
    const again = await engine.run({...job, content: anew(job.content), styles: job.styles.map(anew)});
    return {pixels: again.pixels, first, later: again.ms / 1000, backend: again.backend};
  } finally {
    signal.removeEventListener('abort', stop);
    engine.dispose();
    workers.dispose();
  }
}

/** The same picture as one that the worker has not seen. @template {import('../protocol.js').Image} Kind @param {Kind} image */
const anew = (image) => ({...image, key: `${image.key} again`});
