/** A session without its engine and its decoding, for tests of what it asks for and what it tells. */
import {aborted} from '../../assets/stylizer/errors.js';
import {Session} from '../../assets/stylizer/session.js';

/** @param {number} [side] */
export const pixels = (side = 1) => ({data: new Uint8ClampedArray(4 * side * side), width: side, height: side});

/** @param {string} title @param {number} [width] @param {number} [height] */
export const picture = (title, width = 2000, height = 1000) =>
  /** @type {any} */ ({key: title, title, url: '', width, height});

/** Lets everything that can happen happen. */
export const settle = () => new Promise((resolve) => setTimeout(resolve));

/**
 * With a boat and waves chosen. Runs wait until they are told their end; what each gives back is as
 * large as its job says.
 * @param {object} [options]
 * @param {string[]} [options.names] of the networks
 * @param {object} [options.needs] of the networks
 * @param {Partial<import('../../assets/stylizer/state.js').Settings>} [options.settings]
 * @param {(title: string) => any} [options.chosen] makes the pictures
 * @param {object} [options.engine] in the place of what the engine here has
 * @param {(wish: any) => object} [options.made] in the place of what is made of a wish here
 */
export function fakeSession({names = ['lite'], needs = {}, settings, chosen = picture, engine: own, made} = {}) {
  /** @type {string[]} */
  const log = [];
  const session = new Session(
    /** @type {any} */ (names.map((name) => ({name, url: `https://example.org/${name}-1/`, ...needs}))),
    /** @type {any} */ ({backend: () => null}),
    settings ?? {},
    (state, _, {type}) => log.push(`${type}: ${state.phase}${state.preview ? ', preview' : ''}`),
  );
  /** @type {{job: any, resolve: () => void, reject: (reason: unknown) => void}[]} */
  const runs = [];
  const engine = {
    started: /** @type {any} */ ({backend: 'wasm', limits: {}}),
    hasModel: true,
    download: (/** @type {any} */ _) => Promise.resolve({kept: Promise.resolve(true)}),
    start: async (/** @type {any} */ _) => (engine.started = {backend: 'wasm', limits: {}}),
    run: (/** @type {any} */ job) =>
      new Promise((resolve, reject) => {
        const result = {pixels: pixels(job.side), ms: 1, backend: 'wasm'};
        runs.push({job, resolve: () => resolve(result), reject});
      }),
    cancel: () => runs.forEach(({reject}) => reject(aborted())),
    dispose: () => void (engine.started = null),
    ...own,
  };
  const make = async (/** @type {any} */ wish) => {
    const plan = {result: {width: 1, height: 1}, loweredFrom: null, styleScale: 1};
    return {job: {}, plan, original: pixels(), alpha: null, palette: [{pixels: pixels(), weight: 1}], ...made?.(wish)};
  };
  Object.assign(session, {engine, jobs: {make}});
  session.choose('content', chosen('boat'));
  session.choose('style', chosen('waves'));
  log.length = 0;
  return {session, engine, runs, log};
}
