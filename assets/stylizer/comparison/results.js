/**
 * What a comparison has come to: the pictures side by side, and a table of their numbers. Every
 * entrant has a row; those that have painted have a picture, which opens large.
 */
import {h} from '../dom.js';
import {WORDS} from '../gatys/words.js';
import {toCanvas} from '../image-io.js';
import {LargeView} from './large-view.js';

/**
 * @typedef {import('./contest.js').Entrant} Entrant
 * @typedef {import('./contest.js').Row} Row
 * @typedef {{url: string, width: number, height: number, losses: import('./contest.js').Losses}} Made a
 *   picture that came with the page
 */

/** @type {Record<import('../protocol.js').Backend, string>} */
const BACKENDS = {webgl: 'WebGL', wasm: 'WebAssembly', webgpu: 'WebGPU'};

const COLUMNS = ['method', 'first', 'later', 'bytes', 'content', 'style'];

export class Results {
  /** @param {Entrant[]} entrants @param {Record<string, string>} heads of the table's columns */
  constructor(entrants, heads) {
    this.large = new LargeView();
    this.entries = new Map(entrants.map((entrant) => [entrant.id, new Entry(entrant, this.large)]));
    const entries = [...this.entries.values()];
    this.tiles = h('ul', {class: 'tiles'}, ...entries.map(({tile}) => tile));
    const columns = COLUMNS.map((name) => h('th', {scope: 'col'}, heads[name]));
    this.table = h(
      'table',
      {},
      h('caption', {class: 'away'}, WORDS.families.table),
      h('thead', {}, h('tr', {}, ...columns)),
      h('tbody', {}, ...entries.map(({row}) => row)),
    );
  }

  /** What pictures that are to come leave room for. @param {import('../plan.js').Size} size */
  expect({width, height}) {
    this.tiles.style.setProperty('--shape', String(width / height));
  }

  /** @param {Entrant} entrant */
  of({id}) {
    return /** @type {Entry} */ (this.entries.get(id));
  }
}

/** What is shown of one entrant. */
class Entry {
  /** @param {Entrant} entrant @param {LargeView} large */
  constructor(entrant, large) {
    const {title} = entrant;
    this.entrant = entrant;
    this.large = large;
    /** What is fetched for this entrant, in bytes. */
    this.bytes = 0;
    this.button = h('button', {type: 'button', class: 'tile', 'aria-label': WORDS.families.enlarge(title)});
    this.button.addEventListener('click', () => large.open(this.button, title));
    this.tile = h('li', {}, this.button, h('p', {class: 'name', 'aria-hidden': 'true'}, title));
    this.backend = h('small');
    this.row = h('tr', {'data-id': entrant.id}, h('th', {scope: 'row'}, title, this.backend));
    this.wait();
  }

  /** @param {(Node | string)[]} cells */
  #cells(...cells) {
    this.row.replaceChildren(this.row.cells[0], ...cells);
  }

  /** A sentence in place of numbers, and no picture. @param {string} sentence */
  note(sentence) {
    this.tile.hidden = true;
    this.#empty(sentence);
  }

  /** The place of a picture that is to come. */
  wait() {
    this.tile.hidden = false;
    this.#empty(WORDS.families.waits);
  }

  /** @param {string} sentence */
  #empty(sentence) {
    this.button.disabled = true;
    this.button.replaceChildren();
    this.backend.textContent = '';
    this.#cells(h('td', {colspan: String(COLUMNS.length - 1), class: 'note'}, sentence));
  }

  /** @param {Row} row */
  show({pixels, backend, evaluations, ...row}) {
    this.picture(pixels);
    const parts = [backend ? BACKENDS[backend] : '', evaluations ? WORDS.families.evaluated(evaluations) : ''];
    this.backend.textContent = parts.filter(Boolean).join(', ');
    this.#numbers(row);
  }

  /** @param {Made} made */
  showMade({url, width, height, losses}) {
    this.#hang(h('img', {src: url, width: String(width), height: String(height), alt: '', decoding: 'async'}));
    this.#numbers({first: null, later: null, losses});
  }

  /** The picture as it is now. @param {import('../pixels.js').Pixels} pixels */
  picture(pixels) {
    this.#hang(toCanvas(pixels));
  }

  /** @param {HTMLElement} picture */
  #hang(picture) {
    this.button.replaceChildren(picture);
    this.button.disabled = this.tile.hidden = false;
    this.large.renew(this.button);
  }

  /** @param {Pick<Row, 'first' | 'later' | 'losses'>} row */
  #numbers({first, later, losses}) {
    const {seconds, million, loss, none} = WORDS.families;
    const cell = (/** @type {string} */ text) => h('td', {}, text || h('span', {title: none}, '–'));
    this.#cells(
      cell(first === null ? '' : seconds(first)),
      cell(later === null ? '' : seconds(later)),
      cell(this.bytes ? million(this.bytes) : ''),
      cell(losses ? loss(losses.content) : ''),
      cell(losses ? loss(losses.style) : ''),
    );
  }
}
