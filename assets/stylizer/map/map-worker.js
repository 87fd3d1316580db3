/** The worker of a map of styles: turns messages into calls of a painter and answers them. */
import {limitsOf, openStudio} from '../backend.js';
import {StylizerError} from '../errors.js';
import {PROTOCOL} from '../protocol.js';
import {VectorPainter} from './vector-painter.js';

/**
 * @typedef {import('./protocol.js').FromMap} FromMap
 * @typedef {import('./protocol.js').ToMap} ToMap
 */

/** @param {FromMap} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage({...message, protocol: PROTOCOL}, {transfer});

/** @type {VectorPainter | undefined} */
let painter;

/** @param {Extract<ToMap, {type: 'load'}>} message */
async function load(message) {
  const start = performance.now();
  const {studio, backend, prove} = await openStudio(message, tell);
  await prove?.();
  painter = new VectorPainter(studio, message.model.card);
  tell({type: 'loaded', backend, limits: limitsOf(backend), ms: performance.now() - start});
}

self.onmessage = async ({data}) => {
  const message = /** @type {ToMap} */ (data);
  try {
    if (message.type === 'load') return await load(message);
    if (!painter) throw new StylizerError('worker-failed');
    if (message.type === 'encode') {
      const vector = await painter.encode(message.pixels);
      tell({type: 'encoded', vector}, [vector.buffer]);
    } else {
      const {content, crop, vector} = message.paint;
      const start = performance.now();
      const pixels = await painter.paint(content, crop, vector);
      tell({type: 'painted', pixels, ms: performance.now() - start}, [pixels.data.buffer]);
    }
  } catch (error) {
    const code = error instanceof StylizerError ? error.code : 'worker-failed';
    tell({type: 'failed', code, detail: String(error)});
  }
};
