/**
 * Errors with a code. What a visitor reads for a code is in messages.en.js; nothing else in the
 * stylizer writes a sentence.
 */
export class StylizerError extends Error {
  /**
   * @param {string} code key of a sentence in messages.en.js
   * @param {Record<string, string | number>} [facts] what the sentence mentions
   * @param {{cause?: unknown}} [options]
   */
  constructor(code, facts = {}, options = {}) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.name = 'StylizerError';
    this.code = code;
    this.facts = facts;
  }
}

/** What trying again cannot cure. */
const FINAL = new Set(['no-backend', 'model-unknown', 'page-outdated']);

/** Whether doing the same again may work. @param {string} code */
export function isRecoverable(code) {
  return !FINAL.has(code);
}

/** @param {string} [why] @returns {DOMException} what cancelling rejects with, as fetch does */
export function aborted(why = 'Cancelled') {
  return new DOMException(why, 'AbortError');
}

/** @param {unknown} error */
export function isAbort(error) {
  return error instanceof Error && error.name === 'AbortError';
}

/** What a visitor is told of a failure. @param {unknown} error @returns {import('./state.js').Message} */
export function messageOf(error) {
  return error instanceof StylizerError ? {code: error.code, facts: error.facts} : {code: 'worker-failed', facts: {}};
}
