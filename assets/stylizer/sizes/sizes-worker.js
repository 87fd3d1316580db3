/**
 * The worker of `<sizes-lab>`: paints a picture with one of several networks, and says how long that
 * takes once everything is at hand.
 *
 * @typedef {import('./protocol.js').ToSizes} ToSizes
 * @typedef {import('./protocol.js').FromSizes} FromSizes
 */
import {Unfit, firstFit} from '../backend-start.js';
import {StylizerError} from '../errors.js';
import {feedForward} from '../families/feed-forward.js';
import {wasmLimits} from '../plan.js';
import {PROTOCOL} from '../protocol.js';
import {selfTest} from '../self-test.js';
import {BITS} from './coarse.js';
import {Painter} from './painter.js';

/** @param {FromSizes} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage({...message, protocol: PROTOCOL}, {transfer});

/** How often a picture is painted to be timed, after a first time that compiles and packs kernels. */
const TIMED = 2;

let isWasm = false;

/** @param {Extract<ToSizes, {type: 'load'}>} message the network is that of the self-test */
async function load({model, ...wish}) {
  const start = performance.now();
  const {backend} = await firstFit(wish, (name) => prove(model, name === 'wasm'), tell);
  isWasm = backend === 'wasm';
  tell({type: 'loaded', backend, limits: wasmLimits(navigator), ms: performance.now() - start});
}

/** @param {import('../protocol.js').ModelFiles} files @param {boolean} onWasm */
async function prove({card, files}, onWasm) {
  const painter = new Painter({card, files}, BITS.most, onWasm);
  const wrong = await selfTest(feedForward(painter.model, card), card, files[card.golden.file]);
  painter.dispose();
  if (wrong) throw new Unfit(wrong);
  return {};
}

/** @param {Extract<ToSizes, {type: 'paint'}>} message */
async function paint({files, bits, picture}) {
  const painter = new Painter(files, bits, isWasm);
  const pixels = await painter.paint(picture);
  const times = [];
  for (let i = 0; i < TIMED; i++) {
    const start = performance.now();
    await painter.paint(picture);
    times.push(performance.now() - start);
  }
  const ms = Math.min(...times);
  painter.dispose();
  tell({type: 'painted', pixels, ms, bytes: painter.bytes}, [pixels.data.buffer]);
}

self.onmessage = async ({data}) => {
  const message = /** @type {ToSizes} */ (data);
  try {
    if (message.type === 'load') await load(message);
    else if (message.type === 'paint') await paint(message);
  } catch (error) {
    const code = error instanceof StylizerError ? error.code : 'worker-failed';
    tell({type: 'failed', code, detail: String(error)});
  }
};
