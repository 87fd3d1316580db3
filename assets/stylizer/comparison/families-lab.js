/**
 * `<families-lab>`: one content and one style, painted by every method that the site has, with time,
 * bytes and losses. All run here, one after the other, when the reader asks for it.
 */
import css from './comparison.css';
import {choice} from '../controls.js';
import {h} from '../dom.js';
import {isAbort, messageOf} from '../errors.js';
import {LabElement, absolute} from '../gatys/lab-element.js';
import {SIZES, resultSize, styleSize} from '../gatys/settings.js';
import {WORDS} from '../gatys/words.js';
import {SENTENCES, errorSentence, megabytes} from '../messages.js';
import {bytesOf, choiceOf, contest} from './contest.js';
import {Painters} from './painters.js';
import {Results} from './results.js';

/**
 * @typedef {import('./contest.js').Entrant} Entrant
 * @typedef {import('./network-painter.js').Pictures} Pictures
 *
 * @typedef {object} Own what this laboratory's JSON has beside the others'
 * @property {string} painter the stylizer's worker
 * @property {Entrant[]} entrants
 * @property {Record<string, import('./results.js').Made>} made by entrant
 * @property {Record<string, string>} heads of the table's columns
 * @property {string[]} meaning what they say, in sentences
 * @property {number} size
 * @property {number} evaluations
 */

/** Longer sides, in pixels: all of a laboratory of Gatys' method, and some that only networks paint soon. */
const SIDES = [...SIZES, 384, 512];

/** How long an optimisation may be. */
const LENGTHS = [25, 50, 100, 200, 400];

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

export default class FamiliesLab extends LabElement {
  view() {
    const {entrants, heads, meaning, size, evaluations} = this.own;
    this.settings = {size, evaluations};
    this.results = new Results(entrants, heads);
    /** @type {AbortController | null} of what is under way */
    this.controller = null;
    const said = WORDS.families;
    this.buttons = {
      go: h('button', {type: 'button', class: 'go'}, said.go),
      enough: h('button', {type: 'button'}, said.enough),
    };
    this.buttons.go.addEventListener('click', () => (this.controller ? this.cancel() : void this.run()));
    this.buttons.enough.addEventListener('click', () => this.painters?.stop());
    this.buttons.enough.hidden = true;
    const changed = (/** @type {Promise<unknown>} */ reading) => void reading.then(() => this.#reset(), () => {});
    const contents = this.well('content', changed);
    this.styles = this.well('style', changed);
    for (const entrant of entrants) {
      const entry = this.results.of(entrant);
      entry.bytes = this.#bytes(entrant);
      const made = this.own.made[entrant.id];
      if (made) entry.showMade(made);
      else this.#note(entrant);
    }
    return h(
      'div',
      {class: 'frame lab families', role: 'group', 'aria-label': said.lab},
      this.results.tiles,
      h(
        'div',
        {class: 'panel'},
        this.status ?? '',
        h('div', {class: 'actions'}, ...Object.values(this.buttons)),
        h('div', {class: 'choices'}, this.#choice('size', SIDES, WORDS.pixels), this.#choice('evaluations', LENGTHS, String)),
      ),
      h('div', {class: 'wells'}, contents.root, this.styles.root),
      h('div', {class: 'numbers', role: 'group', 'aria-label': said.table, tabindex: '0'}, this.results.table),
      h('div', {class: 'meaning'}, ...meaning.map((sentence) => h('p', {}, sentence))),
      this.results.large.root,
    );
  }

  get own() {
    return /** @type {import('../gatys/lab-element.js').Config & Own} */ (this.config);
  }

  get sheets() {
    return [...super.sheets, sheet];
  }

  /** @param {'size' | 'evaluations'} name @param {number[]} values @param {(value: number) => string} text */
  #choice(name, values, text) {
    const settings = /** @type {Record<typeof name, number>} */ (this.settings);
    const one = choice(name, name === 'size' ? WORDS.size : WORDS.families.length, (chosen) => {
      settings[name] = Number(chosen);
      this.#reset();
    });
    const offered = [...new Set([...values, settings[name]])].sort((a, b) => a - b);
    one.offer(offered.map((value) => [String(value), text(value)]));
    one.show(String(settings[name]));
    return one.root;
  }

  /** Name of the sample that is the style; null: the reader's own picture. @returns {string | null} */
  get #style() {
    return this.styles?.title.textContent ? this.styles.sample : this.own.chosen.style;
  }

  /** What is fetched for one of them. @param {Entrant} entrant */
  #bytes(entrant) {
    if (entrant.kind === 'optimisation') return this.own.model.bytes;
    return choiceOf(entrant, this.#style).model?.bytes ?? 0;
  }

  /** That it waits, or why it will not paint. @param {Entrant} entrant */
  #note(entrant) {
    const {why} = choiceOf(entrant, this.#style);
    const entry = this.results?.of(entrant);
    const said = WORDS.families;
    if (why === 'absent') entry?.note(said.absent(entrant.id));
    else if (why) entry?.note(said.otherStyle(entrant.models.map(({style}) => this.#titleOf(style ?? ''))));
    else entry?.wait();
  }

  /** @param {string} name of a sample */
  #titleOf(name) {
    return this.own.styles.find((one) => one.name === name)?.title ?? name;
  }

  /** What the button fetches and does. */
  invitation() {
    const {entrants, model} = this.own;
    return `${WORDS.families.invitation(megabytes(bytesOf(entrants, this.#style, model.bytes)))} ${SENTENCES.promise()}`;
  }

  /** Other pictures, or another size: nothing of what is shown is true of them. */
  #reset() {
    this.cancel();
    for (const entrant of this.own.entrants) {
      const entry = this.results?.of(entrant);
      if (entry) entry.bytes = this.#bytes(entrant);
      this.#note(entrant);
    }
    this.dataset.state = 'idle';
    this.say(this.invitation());
  }

  cancel() {
    if (!this.controller) return;
    this.controller.abort();
    this.laboratory?.cancel();
    this.#end('done', WORDS.families.cancelled);
  }

  disconnectedCallback() {
    queueMicrotask(() => void (this.isConnected || this.controller?.abort()));
    super.disconnectedCallback();
  }

  /** @param {string} state @param {string} sentence */
  #end(state, sentence) {
    const {go, enough} = this.buttons ?? {};
    this.controller = null;
    this.dataset.state = state;
    if (go) go.textContent = WORDS.families.go;
    if (enough) enough.hidden = true;
    this.say(sentence);
  }

  /** All of them, on what is chosen now. */
  async run() {
    const {results, laboratory, buttons} = this;
    if (!results || !laboratory || !buttons) return;
    const controller = (this.controller = new AbortController());
    const {signal} = controller;
    const said = WORDS.families;
    /** @type {unknown} */
    let doubt = null;
    buttons.go.textContent = said.cancel;
    for (const entrant of this.own.entrants) this.#note(entrant);
    try {
      await this.ready().catch((error) => (doubt = error)); // those who paint do not need who judges
      signal.throwIfAborted();
      this.dataset.state = 'running';
      const pictures = await this.#pictures();
      const {content} = pictures;
      results.expect(content);
      const style = await pictures.styleAt(styleSize(pictures.style, content));
      signal.throwIfAborted();
      const painters = (this.painters = new Painters(laboratory, absolute(this.own.painter)));
      const task = {pictures, style: this.#style, evaluations: this.settings?.evaluations ?? 0, signal};
      const ears = this.#ears(signal);
      await contest(this.own.entrants, {
        paint: (entrant) => painters.paint(entrant, task, ears),
        judge: (picture) => laboratory.judge({picture, content, style}),
        show: (entrant, row) => {
          if (signal.aborted) return;
          buttons.enough.hidden = true;
          results.of(entrant).show(row);
          this.dispatchEvent(new CustomEvent('lab-row', {detail: {id: entrant.id, ...row}}));
        },
        failed: (entrant, error) => results.of(entrant).note(errorSentence(messageOf(error))),
        unjudged: (error) => (doubt = error),
      });
      signal.throwIfAborted();
      this.#end('done', said.done + (doubt ? ` ${said.unjudged} ${errorSentence(messageOf(doubt))}` : ''));
    } catch (error) {
      if (isAbort(error) && (signal.aborted || this.controller !== controller)) return;
      this.#end('error', errorSentence(messageOf(error)));
    }
  }

  /** What is chosen, at the size that is chosen. @returns {Promise<Pictures>} */
  async #pictures() {
    const {content, style} = this.pictures ?? {};
    const [one, other] = [await content, await style];
    if (!one || !other) throw new Error('a laboratory begins with two pictures');
    const size = resultSize(one, this.settings?.size ?? this.own.size);
    return {
      content: await this.pixels(one, size),
      style: {width: other.width, height: other.height},
      styleAt: (at) => this.pixels(other, at),
    };
  }

  /** What is said and shown while they paint. @param {AbortSignal} signal @returns {import('./painters.js').Ears} */
  #ears(signal) {
    const said = WORDS.families;
    const say = (/** @type {string} */ sentence) => signal.aborted || this.say(sentence);
    return {
      paints: ({title}) => say(said.paints(title)),
      fetching: ({title}, share) => say(said.fetching(title, share)),
      step: (entrant, {pixels, evaluations}) => {
        if (signal.aborted || !this.buttons) return;
        this.buttons.enough.hidden = false;
        this.results?.of(entrant).picture(pixels);
        say(said.searching(evaluations, this.settings?.evaluations ?? evaluations));
      },
    };
  }
}
