/**
 * The convex hull of points of a plane, and places in it. Pure.
 *
 * @typedef {[x: number, y: number]} Place
 */

/**
 * Andrew's monotone chain (Information Processing Letters 9, 1979).
 * @param {Place[]} points one or more @returns {Place[]} corners, anticlockwise
 */
export function hullOf(points) {
  const sorted = [...points]
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .filter((point, i, all) => i === 0 || distance(point, all[i - 1]) > 0);
  const chains = [sorted, [...sorted].reverse()].map((row) => {
    /** @type {Place[]} */
    const chain = [];
    for (const point of row) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  });
  const corners = chains.flat();
  return corners.length > 0 ? corners : [sorted[0]];
}

/** The place itself in the hull, and from outside the nearest to it. @param {Place[]} hull @param {Place} place @returns {Place} */
export function nearestIn(hull, place) {
  const edges = edgesOf(hull);
  if (hull.length > 2 && edges.every(([a, b]) => turn(a, b, place) >= 0)) return place;
  const feet = edges.map(([a, b]) => foot(a, b, place));
  return feet.reduce((best, one) => (distance(one, place) < distance(best, place) ? one : best));
}

/**
 * Where a level line enters the hull, and where it leaves it.
 * @param {Place[]} hull @param {number} y between its lowest and its highest corner @returns {[from: number, to: number]}
 */
export function spanAt(hull, y) {
  const crossed = edgesOf(hull)
    .filter(([a, b]) => Math.min(a[1], b[1]) <= y && y <= Math.max(a[1], b[1]))
    .flatMap(([a, b]) => (a[1] === b[1] ? [a[0], b[0]] : [a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])]));
  return [Math.min(...crossed), Math.max(...crossed)];
}

/** @param {Place[]} hull @returns {[Place, Place][]} */
const edgesOf = (hull) => hull.map((corner, i) => [corner, hull[(i + 1) % hull.length]]);

/** Above 0 where c is to the left of the way from a to b. @param {Place} a @param {Place} b @param {Place} c */
const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** The place of an edge that is nearest. @param {Place} a @param {Place} b @param {Place} place @returns {Place} */
function foot(a, b, place) {
  const [along, up] = [b[0] - a[0], b[1] - a[1]];
  const square = along ** 2 + up ** 2;
  const share = square > 0 ? ((place[0] - a[0]) * along + (place[1] - a[1]) * up) / square : 0;
  const part = Math.min(1, Math.max(0, share));
  return [a[0] + part * along, a[1] + part * up];
}

/** @param {Place} a @param {Place} b */
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
