/**
 * How pictures get in: chosen, dropped or pasted files, and samples. The newest choice wins.
 */
import {isAbort} from './errors.js';
import {readFile, readSample} from './image-io.js';
import {LABELS} from './messages.js';

/**
 * @typedef {import('./picture-well.js').Role} Role
 * @typedef {import('./picture-well.js').Sample} Sample
 * @typedef {import('./image-io.js').Picture} Picture
 */

export class Chooser {
  /**
   * @param {HTMLElement} host @param {import('./session.js').Session} session
   * @param {{contents: Sample[], styles: Sample[], chosen: {content: string, style: string}}} config
   * @param {(role: Role) => void} refused hears when a choice came to nothing
   */
  constructor(host, session, {contents, styles, chosen}, refused) {
    this.host = host;
    this.session = session;
    this.refused = refused;
    this.first = {
      content: contents.find(({name}) => name === chosen.content),
      style: styles.find(({name}) => name === chosen.style),
    };
    /** True until the visitor has chosen something: the example on show is still theirs to see. */
    this.isBeginning = true;
    /** @type {Record<Role, number>} counts choices, so that a slow older one is dropped */
    this.turns = {content: 0, style: 0};
    /** @type {Record<Role, Promise<void> | undefined>} what is being read */
    this.reading = {content: undefined, style: undefined};
    /** @type {Promise<void> | undefined} another style being read */
    this.adding = undefined;
    this.mixes = 0;
    /** @type {WeakMap<Picture, string>} */
    this.names = new WeakMap();
  }

  /** Puts the page's own choice in place and listens for pasted pictures. */
  begin() {
    document.addEventListener('paste', this.#paste);
    for (const role of /** @type {Role[]} */ (['content', 'style'])) {
      const sample = this.first[role];
      if (sample) void this.#read(role, () => readSample(sample.url, sample.title), sample.name, true);
    }
  }

  /** Resolves when what was chosen last has been read. */
  async settled() {
    await Promise.all([this.reading.content, this.reading.style, this.adding]);
  }

  end() {
    document.removeEventListener('paste', this.#paste);
  }

  /** @param {Role} role @param {Blob} file */
  file = (role, file) => {
    const title = titleOf(file, role === 'content' ? LABELS.content : LABELS.ownStyle);
    this.isBeginning = false;
    return this.#read(role, () => readFile(file, title));
  };

  /** @param {Role} role @param {Sample} sample */
  sample = (role, {url, title, name}) => {
    this.isBeginning = false;
    return this.#read(role, () => readSample(url, title), name);
  };

  /** Another style, to be mixed in. @param {Blob | Sample} source */
  add = (source) => {
    this.isBeginning = false;
    return (this.adding = this.#readMore(source));
  };

  /**
   * Samples in a mixture with the style that is chosen, in the place of those that are.
   * @param {{sample: Sample, weight: number}[]} wanted none: the style alone
   */
  mix = (wanted) => (this.adding = this.#mixNow(wanted));

  /** @param {{sample: Sample, weight: number}[]} wanted */
  async #mixNow(wanted) {
    const turn = ++this.mixes;
    try {
      await this.reading.style;
      const others = await Promise.all(wanted.map(async ({sample, weight}) => {
        const known = this.session.state.others.find(({picture}) => this.sampleName(picture) === sample.name);
        const picture = known?.picture ?? (await readSample(sample.url, sample.title));
        this.names.set(picture, sample.name);
        return {picture, weight};
      }));
      const {style} = this.session.state;
      if (turn !== this.mixes || !style) return;
      const weight = others.reduce((rest, other) => rest - other.weight, 1);
      this.session.mix([{picture: style, weight}, ...others]);
    } catch (error) {
      this.session.fail(error);
    }
  }

  /** @param {Blob | Sample} source */
  async #readMore(source) {
    try {
      const isFile = source instanceof Blob;
      const picture = await (isFile ? readFile(source, titleOf(source)) : readSample(source.url, source.title));
      if (!isFile) this.names.set(picture, source.name);
      this.session.add(picture);
    } catch (error) {
      this.session.fail(error);
    }
  }

  /** The sample a picture is, if it is one. @param {Picture} picture */
  sampleName(picture) {
    return this.names.get(picture) ?? null;
  }

  /** @param {Role} role @param {() => Promise<Picture>} read @param {string} [name] @param {boolean} [byPage] */
  #read(role, read, name, byPage) {
    return (this.reading[role] = this.#readNow(role, read, name, byPage));
  }

  /** @param {Role} role @param {() => Promise<Picture>} read @param {string} [name] @param {boolean} [byPage] */
  async #readNow(role, read, name, byPage) {
    const turn = ++this.turns[role];
    try {
      const picture = await read();
      if (turn !== this.turns[role]) return;
      if (name) this.names.set(picture, name);
      this.session.choose(role, picture, byPage);
    } catch (error) {
      if (turn !== this.turns[role] || isAbort(error)) return;
      this.refused(role);
      this.session.fail(error);
    }
  }

  /**
   * A pasted picture goes to the style if the focus is there, else it is the content. With
   * several stylizers on a page the one with the focus gets it, else the first.
   * @param {ClipboardEvent} event
   */
  #paste = (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({type}) => type.startsWith('image/'));
    const focused = document.activeElement;
    const mine = focused?.localName === this.host.localName
      ? focused === this.host
      : document.querySelector(this.host.localName) === this.host;
    if (!file || !mine || focused?.matches('input, textarea, [contenteditable]')) return;
    event.preventDefault();
    const inStyle = this.host.shadowRoot?.activeElement?.closest('.well-style');
    void this.file(inStyle ? 'style' : 'content', file);
  };
}

/** A file's name without its ending. @param {Blob} file @param {string} [nameless] */
function titleOf(file, nameless = LABELS.ownStyle) {
  return (file instanceof File && file.name.replace(/\.\w+$/, '')) || nameless;
}
