/**
 * The map of a space of styles: from a place on it to a style vector, and back. Pure.
 *
 * The map is the plane of the two directions in which the styles given differ most. It goes from -1 to 1
 * both ways, each way stretched so that the outermost styles are near its edge. A style lies at its foot
 * point, and what the plane leaves out of it counts the more the nearer a place is to it: at the style's own
 * place there is all of it (Shepard 1968, with the weights of Franke and Little that end at a distance).
 * The map ends where the styles do, at their convex hull: what lies beyond is like none of them.
 *
 * @typedef {import('./hull.js').Place} Place to the right and upwards, in [-1, 1]
 */
import {distance, hullOf, nearestIn} from './hull.js';
import {dot, principal} from './principal.js';

/** Where the outermost styles are. */
const OUTERMOST = 0.84;

/** How far what the plane leaves out of a style is felt. At half of it, it counts half. */
const FELT = 0.4;

/** Nearer than that to a style, a hand means the style itself. */
export const SNAP = 0.035;

export class StyleSpace {
  /** @param {ArrayLike<number>[]} vectors of the styles that make the map, two or more */
  constructor(vectors) {
    this.plane = principal(vectors);
    const most = [0, 1].map((k) => Math.max(...this.plane.places.map((place) => Math.abs(place[k]))));
    /** Of the plane's own units, one of the map's. */
    this.units = most.map((far) => (far > 0 ? far / OUTERMOST : 1));
    /** @type {{place: Place, vector: ArrayLike<number>, rest: Float64Array}[]} */
    this.marks = [];
    /** @type {Place[]} */
    this.hull = [];
    for (const vector of vectors) this.add(vector);
  }

  /** The share of the styles' spread that the map shows, in [0, 1]. */
  get share() {
    return this.plane.share;
  }

  /** A style, put where it belongs; one far out is put at the edge. @param {ArrayLike<number>} vector */
  add(vector) {
    const {mean, axes} = this.plane;
    const centred = mean.map((value, i) => vector[i] - value);
    const [x, y] = axes.map((axis, k) => dot(centred, axis) / this.units[k]);
    const place = inside([x, y]);
    const flat = this.#flat(place);
    this.marks.push({place, vector, rest: flat.map((value, i) => vector[i] - value)});
    this.hull = hullOf(this.marks.map((mark) => mark.place));
    return this.marks.length - 1;
  }

  /** The point of the plane. @param {Place} place */
  #flat(place) {
    const {mean, axes} = this.plane;
    const [a, b] = place.map((share, k) => share * this.units[k]);
    return mean.map((value, i) => value + a * axes[0][i] + b * axes[1][i]);
  }

  /** The style at a place: a style's very own at its. @param {Place} place @returns {Float32Array} */
  vectorAt(place) {
    const far = this.marks.map((mark) => distance(mark.place, place));
    const exact = far.indexOf(0);
    if (exact >= 0) return Float32Array.from(this.marks[exact].vector);
    const weights = far.map((d) => (d < FELT ? ((FELT - d) / (FELT * d)) ** 2 : 0));
    const all = weights.reduce((sum, weight) => sum + weight, 1 / FELT ** 2);
    const vector = Float32Array.from(this.#flat(place));
    for (const [i, weight] of weights.entries()) {
      if (weight > 0) this.marks[i].rest.forEach((value, j) => (vector[j] += (weight / all) * value));
    }
    return vector;
  }

  /** The styles by their distance, the nearest first. @param {Place} place */
  nearest(place) {
    const far = this.marks.map((mark, index) => ({index, distance: distance(mark.place, place)}));
    return far.sort((a, b) => a.distance - b.distance);
  }

  /** Where a hand at a place means to be: among the styles, and on one where it is hardly beside it. @param {Place} place */
  meant(place) {
    const among = nearestIn(this.hull, place);
    const [first] = this.nearest(among);
    return first.distance <= SNAP ? this.marks[first.index].place : among;
  }
}

/** From one vector to another. @param {ArrayLike<number>} from @param {ArrayLike<number>} to @param {number} share in [0, 1] */
export const between = (from, to, share) => Float32Array.from(to, (value, i) => from[i] + share * (value - from[i]));

/** @param {Place} place @returns {Place} */
const inside = ([x, y]) => [Math.min(1, Math.max(-1, x)), Math.min(1, Math.max(-1, y))];
