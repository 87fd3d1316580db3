/**
 * One try of starting a worker: it is given the network and the backends to try, and has so long for
 * each.
 *
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {{backend: import('./protocol.js').Backend, limits: import('./plan.js').Limits}} Started
 */
import {StylizerError} from './errors.js';
import {PROTOCOL} from './protocol.js';

/** How long a backend may take to start and pass its self-test; Safari can hang (tfjs#8267). */
const START_MS = 25_000;

/** The same where there is no other to fall back on. */
const LAST_START_MS = 120_000;

/** @param {{code: string, detail: string}} message of a worker that failed */
export const failure = ({code, detail}) => new StylizerError(code, {}, {cause: detail});

/**
 * @param {Worker} worker whose messages are heard until it has started
 * @param {{model: import('./protocol.js').ModelFiles, wasmPaths: Record<string, string>}} needs
 * @param {import('./backend-order.js').BackendOrder} order says what to try, and hears what is refused
 * @returns {{started: Promise<Started | null>, stop: (reason: unknown) => void}} null: one backend
 *   took too long, and another worker may try the others
 */
export function startOn(worker, {model, wasmPaths}, order) {
  const backends = order.names;
  /** @type {(reason: unknown) => void} */
  let stop = () => {};
  const started = new Promise((/** @type {(started: Started | null) => void} */ resolve, reject) => {
    let timer = 0;
    const settle = (/** @type {Started | null} */ outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (stop = (reason) => {
      clearTimeout(timer);
      reject(reason);
    });
    worker.onerror = (event) => {
      event.preventDefault();
      fail(new StylizerError('worker-failed', {}, {cause: event.message}));
    };
    worker.onmessage = ({data}) => {
      const message = /** @type {FromWorker & {protocol: number}} */ (data);
      if (message.protocol !== PROTOCOL) return fail(new StylizerError('page-outdated'));
      if (message.type === 'trying') {
        clearTimeout(timer);
        timer = setTimeout(() => {
          order.refuse(message.backend);
          if (order.forced) fail(new StylizerError('no-backend'));
          else settle(null);
        }, message.backend === backends.at(-1) ? LAST_START_MS : START_MS);
      } else if (message.type === 'refused') {
        if (message.lasting || message.backend === 'webgpu') order.refuse(message.backend);
      } else if (message.type === 'failed') fail(failure(message));
      else if (message.type === 'loaded') settle({backend: message.backend, limits: message.limits});
    };
    worker.postMessage({type: 'load', model, backends, wasmPaths, protocol: PROTOCOL});
  });
  return {started, stop};
}
