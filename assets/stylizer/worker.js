/**
 * The worker: turns messages into calls of the studio and answers them. No decisions of its own.
 */
import {prepare} from './backend-start.js';
import {isLost, limitsOf, onLost, openStudio} from './backend.js';
import {StylizerError} from './errors.js';
import {PROTOCOL} from './protocol.js';

/**
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 */

/** @type {Awaited<ReturnType<typeof openStudio>> | undefined} */
let open;

/** Counts what is compiled ahead: something newer ends what is older. */
let warming = 0;

/** @param {FromWorker} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage({...message, protocol: PROTOCOL}, {transfer});

/** A worker may be given its model while it still prepares. */
let preparing = Promise.resolve();

/** The self-test that a first picture did not wait for; others do. */
let proving = Promise.resolve();

/** What fails here fails again, and is told, when it is needed. @param {Extract<ToWorker, {type: 'prepare'}>} message */
async function ready({backend, wasmPaths}) {
  const prepared = await prepare(backend, wasmPaths).then(() => true, () => false);
  tell({type: prepared ? 'prepared' : 'unprepared'});
}

/** @param {Extract<ToWorker, {type: 'load'}>} message */
async function load(message) {
  await preparing;
  const start = performance.now();
  open = await openStudio(message, tell);
  const {backend} = open;
  onLost(backend, () => tell({type: 'failed', code: 'context-lost', detail: 'webglcontextlost'}));
  tell({type: 'loaded', backend, limits: limitsOf(backend), ms: performance.now() - start});
}

/** @param {Extract<ToWorker, {type: 'run'}>} message */
async function run({job}) {
  if (!open) throw new StylizerError('worker-failed');
  endWarming();
  await proving;
  const start = performance.now();
  const pixels = await open.studio.stylize(job, (done) => tell({type: 'progress', done}));
  if (isLost(open.backend)) throw new StylizerError('context-lost');
  const {kept} = open.studio;
  tell({type: 'result', pixels, kept, ms: performance.now() - start}, [pixels.data.buffer]);
  if (!job.small) proving = prove();
}

async function prove() {
  const proof = open?.prove;
  if (!open || !proof) return;
  open.prove = null;
  await proof().catch((error) => tell({type: 'failed', code: 'no-backend', detail: String(error)}));
}

/** Compiles ahead of runs of these sizes, unless one comes first. @param {Extract<ToWorker, {type: 'warm'}>} message */
async function warm({sizes}) {
  const turn = ++warming;
  let shaders = 0;
  for (const size of sizes) {
    if (turn !== warming) return;
    shaders += (await open?.shaders?.prepare(size).catch(() => 0)) ?? 0;
  }
  tell({type: 'warmed', shaders});
}

/** A run needs its shaders now. */
function endWarming() {
  warming++;
  open?.shaders?.finish();
}

/** A question that fails ends nothing else. @param {Extract<ToWorker, {type: 'look'}>} message */
async function look(message) {
  try {
    if (!open) throw new StylizerError('worker-failed');
    endWarming();
    await proving;
    const looks = await open.studio.look(message.look);
    const {kept} = open.studio;
    tell({type: 'looked', looks, code: '', kept}, looks.flat().map(({buffer}) => buffer));
  } catch (error) {
    tell({type: 'looked', looks: null, code: codeOf(error), kept: open?.studio.kept ?? null});
  }
}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof StylizerError) return error.code;
  if (open && isLost(open.backend)) return 'context-lost';
  // What the two backends say when memory runs out: tfjs-backend-webgl and emscripten.
  const memory = /memory|allocat|texture|framebuffer|Invalid typed array length/i;
  return memory.test(String(error)) ? 'out-of-memory' : 'worker-failed';
}

self.onmessage = async ({data}) => {
  const message = /** @type {ToWorker} */ (data);
  try {
    if (message.type === 'prepare') {
      preparing = ready(message);
      await preparing;
    } else if (message.type === 'load') await load(message);
    else if (message.type === 'warm') await warm(message);
    else if (message.type === 'look') await look(message);
    else await run(message);
  } catch (error) {
    tell({type: 'failed', code: codeOf(error), detail: String(error)});
  }
};
