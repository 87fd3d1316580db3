/**
 * Stylizers of a page that take turns at one worker: which of them has one to lend, and the taking over.
 *
 * @typedef {import('./engine.js').Engine} Engine
 */

/** What a worker holds that has seen nothing yet. @type {import('./protocol.js').Kept} */
export const NOTHING = {codes: [], contents: []};

/**
 * An engine with the same network whose worker has started and has nothing to do.
 * @param {Engine} borrower @returns {Engine | undefined}
 */
export function lenderFor({options: {modelUrl, workerUrl}, workers, order}) {
  return [...workers.engines].find(
    ({started, running, waiting, looks, options}) =>
      started && !running && !waiting && !looks.asked && !options.isBusy?.() &&
      options.modelUrl === modelUrl && options.workerUrl === workerUrl && order.suits(started.backend),
  );
}

/**
 * Takes a worker with all that it keeps: pictures have one key on the whole page.
 * @param {Engine} lender that has one
 */
export function taken(lender) {
  const {worker, started, kept} = lender;
  lender.worker = lender.started = null;
  lender.kept = NOTHING;
  lender.workers.engines.delete(lender);
  return {worker: /** @type {Worker} */ (worker), started, kept};
}
