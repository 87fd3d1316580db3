import {StylizerError} from './errors.js';

/**
 * A part of the worker that is fetched when it is first used; asked for again after a failure.
 * @template T @param {() => Promise<T>} fetched an `import()` @returns {Promise<T>}
 */
export async function lazily(fetched) {
  try {
    return await fetched();
  } catch (cause) {
    throw new StylizerError('part-unreachable', {}, {cause});
  }
}
