/**
 * The worker of a laboratory: turns messages into an optimisation, or into what a layer sees or how good
 * a picture is, and answers them.
 */
import {firstFit} from '../backend-start.js';
import {StylizerError, aborted, isAbort} from '../errors.js';
import {wasmLimits} from '../plan.js';
import {PROTOCOL} from '../protocol.js';
import {release} from '../release.js';
import {Descent} from './descent.js';
import {lossesOf} from './judging.js';
import {openPerceptual} from './open.js';
import {seenBy} from './seen.js';

/**
 * @typedef {import('./protocol.js').FromLaboratory} FromLaboratory
 * @typedef {import('./protocol.js').ToLaboratory} ToLaboratory
 */

/** @param {FromLaboratory} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage({...message, protocol: PROTOCOL}, {transfer});

/** @type {import('./perceptual.js').Perceptual | undefined} */
let net;

/** @type {Descent | undefined} the one under way */
let descent;

/** What the one under way waits for, and what ends the waiting. */
let paused = Promise.resolve();
let resume = () => {};

function pause() {
  resume();
  paused = new Promise((resolve) => void (resume = resolve));
}

/** @param {Extract<ToLaboratory, {type: 'load'}>} message */
async function load({model, ...wish}) {
  const start = performance.now();
  const {backend} = await firstFit(wish, async (name) => ((net = await openPerceptual(name, model)), {}), tell);
  release(...Object.values(model.files)); // the backend has them, and the page
  tell({type: 'loaded', backend, limits: wasmLimits(navigator), ms: performance.now() - start});
}

/** @param {Extract<ToLaboratory, {type: 'begin'}>} message */
async function begin({turn, job}) {
  if (!net) throw new StylizerError('worker-failed');
  end();
  const own = (descent = new Descent(net, job));
  try {
    for await (const step of own.steps(() => passed(own))) tell({type: 'step', turn, step}, [step.pixels.data.buffer]);
    tell({type: 'end', turn, evaluations: own.evaluations});
  } finally {
    if (descent === own) end();
  }
}

/** Lets messages in, which say whether to go on. @param {Descent} own */
async function passed(own) {
  await new Promise((resolve) => setTimeout(resolve));
  await paused;
  if (descent !== own) throw aborted();
}

function end() {
  descent?.dispose();
  descent = undefined;
  resume();
}

/** @param {Extract<ToLaboratory, {type: 'look'}>} message */
async function look(message) {
  if (!net) throw new StylizerError('worker-failed');
  const maps = await seenBy(net, message.look);
  tell({type: 'seen', maps}, [maps.data.buffer]);
}

/** @param {Extract<ToLaboratory, {type: 'judge'}>} message */
async function judge({judged}) {
  if (!net) throw new StylizerError('worker-failed');
  tell({type: 'judged', losses: await lossesOf(net, judged)});
}

self.onmessage = async ({data}) => {
  const message = /** @type {ToLaboratory} */ (data);
  try {
    if (message.type === 'load') await load(message);
    else if (message.type === 'begin') await begin(message);
    else if (message.type === 'look') await look(message);
    else if (message.type === 'judge') await judge(message);
    else if (message.type === 'aim') descent?.aim(message.aims);
    else if (message.type === 'pause') pause();
    else if (message.type === 'resume') resume();
    else end();
  } catch (error) {
    if (isAbort(error)) return;
    const code = error instanceof StylizerError ? error.code : 'worker-failed';
    tell({type: 'failed', code, detail: String(error)});
  }
};
