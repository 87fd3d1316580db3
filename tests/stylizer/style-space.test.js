import assert from 'node:assert/strict';
import {test} from 'node:test';
import {dot, principal} from '../../assets/stylizer/map/principal.js';
import {distance, hullOf, nearestIn, spanAt} from '../../assets/stylizer/map/hull.js';
import {SNAP, StyleSpace, between} from '../../assets/stylizer/map/style-space.js';

/** Numbers in [-1, 1) that look like chance, the same each time. @param {number} seed @returns {() => number} */
function chance(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 1073741823.5 - 1;
}

/** @param {number} count @param {number} length @param {number} seed */
function made(count, length, seed) {
  const next = chance(seed);
  return Array.from({length: count}, () => Float32Array.from({length}, (_, i) => next() * (1 + 3 / (1 + i)) + i / 9));
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
const apart = (a, b) => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

test('axes have length 1 and stand at right angles, and places are told apart most along the first', () => {
  const {axes, places, share} = principal(made(9, 100, 5));
  for (const axis of axes) assert.ok(Math.abs(dot(axis, axis) - 1) < 1e-9);
  assert.ok(Math.abs(dot(...axes)) < 1e-9);
  const spread = [0, 1].map((k) => places.reduce((sum, place) => sum + place[k] ** 2, 0));
  assert.ok(spread[0] > spread[1] && spread[1] > 0);
  assert.ok(share > 0 && share < 1);
});

test('vectors that lie in a plane are all there in it', () => {
  const [mean, u, v] = made(3, 40, 7);
  const next = chance(3);
  const flat = Array.from({length: 6}, () => {
    const [a, b] = [next(), next()];
    return Float64Array.from(mean, (value, i) => value + a * u[i] + b * v[i]);
  });
  const {mean: middle, axes, places, share} = principal(flat);
  assert.ok(Math.abs(share - 1) < 1e-9);
  for (const [j, [a, b]] of places.entries()) {
    assert.ok(apart(middle.map((value, i) => value + a * axes[0][i] + b * axes[1][i]), flat[j]) < 1e-9);
  }
});

test('of two vectors, or of equal ones, there is a map too', () => {
  const [one, other] = made(2, 10, 2);
  const space = new StyleSpace([one, other]);
  assert.deepEqual(space.marks.map(({place}) => Math.abs(Math.round(100 * place[0]))), [84, 84]);
  assert.deepEqual(space.marks.map(({place}) => place[1]), [0, 0]);
  assert.deepEqual([...space.vectorAt(space.marks[1].place)], [...other]);
  const same = new StyleSpace([one, one]);
  assert.ok(apart(same.vectorAt([0.3, -0.5]), one) < 1e-6);
});

const vectors = made(9, 100, 11);

test('far from all styles there is the plane, and on the way to a style ever more of it', () => {
  const space = new StyleSpace(vectors);
  const {mean, axes} = space.plane;
  const corner = /** @type {[number, number]} */ (
    [[1, 1], [1, -1], [-1, 1], [-1, -1]].sort((a, b) => far(b) - far(a))[0]
  );
  /** @param {number[]} place */
  function far(place) {
    return space.nearest(/** @type {[number, number]} */ (place))[0].distance;
  }
  assert.ok(far(corner) > 0.4, 'the vectors of this test leave no corner empty');
  const flat = mean.map((value, i) => value + corner[0] * space.units[0] * axes[0][i] + corner[1] * space.units[1] * axes[1][i]);
  assert.ok(apart(space.vectorAt(corner), flat) < 1e-5);
  const {place} = space.marks[2];
  const steps = [0.3, 0.2, 0.1, 0.03, 0.01, 0].map((step) => {
    const vector = space.vectorAt([place[0] - Math.sign(place[0]) * step, place[1]]);
    return Math.hypot(...vector.map((value, i) => value - vectors[2][i]));
  });
  for (let i = 1; i < steps.length; i++) assert.ok(steps[i] < steps[i - 1]);
  assert.equal(steps[5], 0);
});

test('a hand close to a style means the style; outside the map it means the edge', () => {
  const space = new StyleSpace(vectors);
  const {place} = space.marks[4];
  assert.deepEqual(space.meant([place[0] + SNAP / 2, place[1] - SNAP / 2]), place);
  assert.deepEqual(space.nearest(place)[0], {index: 4, distance: 0});
  const edge = space.meant([3, -2]);
  assert.deepEqual(nearestIn(space.hull, edge).map((side) => side.toFixed(9)), edge.map((side) => side.toFixed(9)));
  assert.ok(distance(edge, [3, -2]) <= Math.min(...space.marks.map((mark) => distance(mark.place, [3, -2]))));
});

test('the hull has every point in it, turns to the left at each corner, and has no more corners than it needs', () => {
  const next = chance(21);
  const points = Array.from({length: 40}, () => /** @type {[number, number]} */ ([next(), next()]));
  const hull = hullOf(points);
  for (const point of points) assert.deepEqual(nearestIn(hull, point), point);
  for (const [i, corner] of hull.entries()) {
    const rest = hull.filter((_, j) => j !== i);
    assert.ok(distance(nearestIn(rest, corner), corner) > 0, 'without a corner it is another');
    assert.ok(points.includes(corner));
  }
});

test('from outside, the nearest place of the hull is nearer than all others of its edge', () => {
  const next = chance(8);
  const hull = hullOf(Array.from({length: 12}, () => /** @type {[number, number]} */ ([next(), next()])));
  const edge = hull.flatMap((a, i) =>
    Array.from({length: 101}, (_, k) => {
      const b = hull[(i + 1) % hull.length];
      return /** @type {[number, number]} */ ([a[0] + (k / 100) * (b[0] - a[0]), a[1] + (k / 100) * (b[1] - a[1])]);
    }));
  for (let i = 0; i < 50; i++) {
    const far = /** @type {[number, number]} */ ([4 * next(), 4 * next()]);
    const near = nearestIn(hull, far);
    if (near === far) continue;
    const best = Math.min(...edge.map((one) => distance(one, far)));
    assert.ok(distance(near, far) <= best + 1e-12 && distance(near, far) > best - 0.02);
  }
});

test('a level line enters and leaves the hull at its edges', () => {
  const hull = hullOf([[-1, 0], [0, -1], [1, 0], [0, 1], [0.1, 0.2]]);
  assert.deepEqual(spanAt(hull, 0.5).map((x) => x.toFixed(9)), ['-0.500000000', '0.500000000']);
  assert.deepEqual(spanAt(hullOf([[0, 0], [1, 0]]), 0), [0, 1]);
  assert.deepEqual(hullOf([[0.5, 0.5], [0.5, 0.5]]).length, 1);
});

test('a style that comes later finds its place, moves no other, and is there in full', () => {
  const space = new StyleSpace(vectors);
  const before = space.marks.map(({place}) => place);
  const own = between(vectors[1], vectors[6], 0.5);
  const index = space.add(own);
  assert.deepEqual(space.marks.slice(0, -1).map(({place}) => place), before);
  const {place} = space.marks[index];
  assert.ok(apart(place, [0, 1].map((k) => (before[1][k] + before[6][k]) / 2)) < 1e-6);
  assert.deepEqual([...space.vectorAt(place)], [...own]);
});
