/** What families have in common that take a picture as a whole and look at nothing. */

/** @typedef {import('./index.js').Family} Family */

/** @satisfies {Partial<Family>} */
export const whole = {
  /** @type {Family['large']} */
  large: async () => {
    throw new Error('out of memory: this network takes a picture as a whole or not at all');
  },
  /** @type {Family['seen']} */
  seen: async () => [],
  /** @type {Family['momentsOf']} */
  momentsOf: () => [],
  /** @type {Family['queries']} */
  queries: () => [],
  /** @type {Family['weights']} */
  weights: () => [],
};
