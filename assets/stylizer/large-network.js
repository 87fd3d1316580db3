/** Bytes from which on a network is large. */
const LARGE = 2 ** 24;

/**
 * Whether a network weighs so much that a page does not hold it twice, and that a first picture does
 * not wait for more than it needs.
 * @param {{bytes: number}} card
 */
export const isLarge = ({bytes}) => bytes >= LARGE;
