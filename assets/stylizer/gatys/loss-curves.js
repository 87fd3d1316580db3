/**
 * The losses of an optimisation as curves over its evaluations, on a logarithmic scale: lines that
 * differ in colour and in dashes, named at their ends.
 */
import {h} from '../dom.js';
import {WORDS, figure} from './words.js';

/** @typedef {import('./objective.js').Losses} Losses */

const SVG = 'http://www.w3.org/2000/svg';

/** Units of the drawing: its size, and the room for the names of things. */
const SIZE = {width: 480, height: 240};
const ROOM = {left: 56, right: 104, top: 12, bottom: 32};

/** Names at line ends are at least so far apart. */
const LINE = 20;

/** The fewest powers of ten on show, and the most below the largest value. */
const POWERS = {least: 2, most: 6};

const NAMES = /** @type {(keyof Losses)[]} */ (['content', 'style', 'smooth']);

export class LossCurves {
  constructor() {
    /** @type {{evaluations: number, losses: Losses}[]} */
    this.points = [];
    this.drawing = svg('svg', {viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, class: 'curves', role: 'img'});
    this.drawing.setAttribute('aria-label', WORDS.curves);
    this.root = h('div', {class: 'chart'});
    this.root.append(this.drawing, h('p', {class: 'hint', 'aria-hidden': 'true'}, WORDS.curves));
    this.clear();
  }

  clear() {
    this.points = [];
    this.#draw();
  }

  /** @param {number} evaluations @param {Losses} losses each times its weight */
  add(evaluations, losses) {
    this.points.push({evaluations, losses});
    this.#draw();
  }

  /** In words. */
  get summary() {
    const [first, last] = [this.points[0], this.points.at(-1)];
    if (!last) return '';
    const shown = NAMES.filter((name) => last.losses[name] > 0);
    return WORDS.all(shown.map((name) => WORDS.fallen(WORDS.losses[name], first.losses[name], last.losses[name])));
  }

  #draw() {
    const {points} = this;
    const values = points.flatMap(({losses}) => NAMES.map((name) => losses[name])).filter((value) => value > 0);
    const top = Math.ceil(Math.log10(values.length ? Math.max(...values) : 10));
    const low = Math.floor(Math.log10(values.length ? Math.min(...values) : 0.1));
    const bottom = Math.max(Math.min(low, top - POWERS.least), top - POWERS.most);
    const most = Math.max(10, points.at(-1)?.evaluations ?? 0);
    const x = (/** @type {number} */ evaluations) =>
      ROOM.left + (evaluations / most) * (SIZE.width - ROOM.left - ROOM.right);
    const y = (/** @type {number} */ value) => {
      const share = (Math.max(bottom, Math.log10(value)) - bottom) / (top - bottom);
      return SIZE.height - ROOM.bottom - share * (SIZE.height - ROOM.top - ROOM.bottom);
    };
    const lines = [];
    for (let power = bottom; power <= top; power++) {
      const at = y(10 ** power);
      lines.push(svg('line', {x1: ROOM.left, x2: SIZE.width - ROOM.right, y1: at, y2: at, class: 'grid'}));
      lines.push(text(ROOM.left - 6, at + 4, figure(10 ** power), 'end'));
    }
    lines.push(text(ROOM.left, SIZE.height - 8, '0', 'middle'));
    lines.push(text(x(most), SIZE.height - 8, `${most} ${WORDS.evaluations}`, 'middle'));
    const ends = [];
    for (const name of NAMES) {
      const seen = points.filter(({losses}) => losses[name] > 0);
      if (!seen.length) continue;
      const path = seen.map(({evaluations, losses}) => `${x(evaluations).toFixed(1)},${y(losses[name]).toFixed(1)}`);
      lines.push(svg('polyline', {points: path.join(' '), class: `curve ${name}`}));
      const last = seen[seen.length - 1];
      ends.push({name, x: x(last.evaluations), y: y(last.losses[name])});
    }
    ends.sort((a, b) => a.y - b.y);
    for (const [i, end] of ends.entries()) {
      if (i > 0) end.y = Math.max(end.y, ends[i - 1].y + LINE);
      lines.push(text(end.x + 8, end.y + 4, WORDS.losses[end.name], 'start', `name ${end.name}`));
    }
    this.drawing.replaceChildren(...lines);
  }
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** @param {number} x @param {number} y @param {string} words @param {string} anchor @param {string} [classes] */
function text(x, y, words, anchor, classes = '') {
  const element = svg('text', {x, y, 'text-anchor': anchor, class: classes});
  element.textContent = words;
  return element;
}
