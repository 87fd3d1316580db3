/**
 * Several styles at once: which there are and how much each counts. Pure.
 *
 * A stylizer has one style, and may have others beside it. What each counts is a share of the
 * whole: all shares add up to 1, so that of the first is what the others leave of it.
 *
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {{picture: Picture, weight: number}} Weighted `weight`: its share, in [0, 1]
 */

/** Most styles at once. */
export const MOST = 4;

/** @param {{style: Picture | null, others: Weighted[]}} state @returns {Weighted[]} the first one first */
export function stylesOf({style, others}) {
  if (!style) return [];
  const weight = others.reduce((rest, other) => rest - other.weight, 1);
  return [{picture: style, weight: Math.max(0, weight)}, ...others];
}

/** With one more, which gets an equal part. @param {Weighted[]} styles @param {Picture} picture */
export function joined(styles, picture) {
  const weight = 1 / (styles.length + 1);
  return [...shared(styles, 1 - weight), {picture, weight}];
}

/** Without one, whose share goes to the others. @param {Weighted[]} styles @param {Picture} picture */
export function parted(styles, picture) {
  return shared(styles.filter((one) => one.picture !== picture), 1);
}

/**
 * With another share for one of them; the others make room for it, or take it up, in proportion.
 * @param {Weighted[]} styles @param {Picture} picture @param {number} weight in [0, 1]
 */
export function reweighted(styles, picture, weight) {
  const rest = shared(styles.filter((one) => one.picture !== picture), 1 - weight);
  return styles.map((one) => (one.picture === picture ? {picture, weight} : /** @type {Weighted} */ (rest.shift())));
}

/** Whether two mixtures have the same styles, whatever their weights. @param {Weighted[]} some @param {Weighted[]} more */
export function areSame(some, more) {
  return some.length === more.length && some.every(({picture}, i) => picture === more[i].picture);
}

/**
 * The same styles, their shares scaled to a sum; equal where there were none to scale.
 * @param {Weighted[]} styles @param {number} sum @returns {Weighted[]}
 */
function shared(styles, sum) {
  const old = styles.reduce((total, {weight}) => total + weight, 0);
  return styles.map(({picture, weight}) => ({
    picture,
    weight: old > 0 ? (weight / old) * sum : sum / styles.length,
  }));
}
