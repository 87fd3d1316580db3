/**
 * Many photographs in one style, one after the other. A photograph that fails is left out, with the
 * reason, and the others go on. No DOM.
 *
 * @typedef {object} Item
 * @property {File} file
 * @property {string} title
 * @property {'waiting' | 'running' | 'done' | 'failed' | 'cancelled'} phase
 * @property {number} done share of it, in [0, 1]
 * @property {boolean} [isCut] whether its file ends early
 * @property {import('./state.js').Message | null} error
 * @property {Blob | null} blob the result, as a file
 *
 * @typedef {(item: Item, signal: AbortSignal, progress: (done: number) => void) => Promise<Blob>} Paint
 */
import {isAbort, messageOf} from './errors.js';

/** @param {Iterable<File>} files @returns {Item[]} */
export function itemsOf(files) {
  return Array.from(files, (file) => {
    const title = file.name.replace(/\.\w+$/, '') || file.name;
    return {file, title, phase: 'waiting', done: 0, error: null, blob: null};
  });
}

/**
 * Paints what waits or was cancelled, in order, and resolves when nothing is left to do.
 * @param {Item[]} items changed in place @param {Paint} paint
 * @param {{signal: AbortSignal, changed?: (item: Item) => void}} options
 */
export async function runQueue(items, paint, {signal, changed = () => {}}) {
  for (const item of items) {
    if (item.phase === 'cancelled') Object.assign(item, {phase: 'waiting', done: 0});
  }
  let isOver = false;
  for (const item of items) {
    if (item.phase !== 'waiting') continue;
    const change = (/** @type {Partial<Item>} */ to) => changed(Object.assign(item, to));
    if (isOver || signal.aborted) {
      change({phase: 'cancelled'});
      continue;
    }
    change({phase: 'running'});
    const progress = (/** @type {number} */ done) => item.phase === 'running' && change({done});
    try {
      const blob = await paint(item, signal, progress);
      change({phase: 'done', done: 1, blob});
    } catch (error) {
      isOver = isAbort(error);
      if (isOver) change({phase: 'cancelled', done: 0});
      else change({phase: 'failed', error: messageOf(error)});
    }
  }
}

/** @param {Item[]} items */
export function tally(items) {
  const count = (/** @type {Item['phase']} */ phase) => items.filter((one) => one.phase === phase).length;
  return {all: items.length, done: count('done'), failed: count('failed'), left: count('waiting') + count('cancelled')};
}
