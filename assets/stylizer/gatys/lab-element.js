/**
 * What the laboratories have in common: the page's data, a laboratory's worker, its sheets, pictures
 * to choose, and sentences for what is under way or has failed.
 */
import css from '../style-transfer.css';
import labCss from './lab.css';
import {h} from '../dom.js';
import {isAbort, messageOf} from '../errors.js';
import {pixelsAt, readFile, readSample} from '../image-io.js';
import {errorSentence, megabytes} from '../messages.js';
import {PictureWell} from '../picture-well.js';
import {flatten} from '../pixels.js';
import {Laboratory} from './laboratory.js';
import {WORDS, speak} from './words.js';

/**
 * @typedef {import('../image-io.js').Picture} Picture
 * @typedef {import('../picture-well.js').Role} Role
 * @typedef {import('../picture-well.js').Sample} Sample
 *
 * @typedef {object} Config what the page says, in the JSON block; all URLs relative to the page
 * @property {{url: string, title: string, bytes: number}} model
 * @property {string} worker
 * @property {Record<string, string>} wasm
 * @property {Sample[]} [contents]
 * @property {Sample[]} styles
 * @property {{content: string, style: string}} chosen names of the samples to begin with
 */

const sheets = [css, labCss].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});

/** @param {string} url relative to the page */
export const absolute = (url) => new URL(url, document.baseURI).href;

/**
 * @attribute backend webgl or wasm: the only backend to try (tests use it)
 * @attribute data-state (written by the element)
 * @attribute data-backend the backend in use (written by the element)
 */
export class LabElement extends HTMLElement {
  async connectedCallback() {
    const json = this.querySelector('script[type="application/json"]')?.textContent;
    if (this.laboratory || !json) return;
    /** @type {Config & Record<string, any>} */
    this.config = JSON.parse(json);
    const {model, worker, wasm} = this.config;
    this.laboratory = new Laboratory({
      modelUrl: absolute(model.url),
      workerUrl: absolute(worker),
      wasmPaths: Object.fromEntries(Object.entries(wasm).map(([name, url]) => [name, absolute(url)])),
      backend: () => /** @type {import('../protocol.js').Backend | null} */ (this.getAttribute('backend')),
    });
    /** @type {Partial<Record<Role, Promise<Picture>>>} */
    this.pictures = {};
    this.status = h('p', {class: 'status', role: 'status'});
    await speak(this.localName);
    const root = this.shadowRoot ?? this.attachShadow({mode: 'open'});
    root.adoptedStyleSheets = this.sheets;
    root.replaceChildren(this.view());
    this.say(this.invitation(megabytes(model.bytes)));
    this.dataset.state = 'idle';
  }

  disconnectedCallback() {
    // Moving the element in the page disconnects it for a moment.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.laboratory?.dispose();
      this.laboratory = undefined;
    });
  }

  /** Style sheets of the shadow root, the later over the earlier. */
  get sheets() {
    return sheets;
  }

  /** What is in the shadow root; each laboratory has its own. @returns {HTMLElement} */
  view() {
    return h('div', {class: 'frame'}, this.status ?? '');
  }

  /** What pressing the button does. @param {string} size of the network */
  invitation(size) {
    return WORDS.invitation(size);
  }

  /**
   * Where one of the pictures is chosen; the chosen one of the samples is read at once.
   * @param {Role} role @param {(picture: Promise<Picture>) => void} changed
   */
  well(role, changed) {
    const {contents = [], styles, chosen} = /** @type {Config} */ (this.config);
    const samples = role === 'content' ? contents : styles;
    const take = (/** @type {Promise<Picture>} */ reading, /** @type {string | null} */ sample) => {
      const before = this.pictures?.[role];
      if (this.pictures) this.pictures[role] = reading;
      reading.then(
        (picture) => well.show(picture, sample),
        (error) => {
          if (this.pictures && before) this.pictures[role] = before;
          this.failed(error);
        },
      );
      return reading;
    };
    const well = new PictureWell(role, samples, {
      file: (file) => changed(take(readFile(file, 'name' in file ? String(file.name).replace(/\.\w+$/, '') : ''), null)),
      sample: ({url, title, name}) => changed(take(readSample(url, title), name)),
    });
    const first = samples.find(({name}) => name === chosen[role]) ?? samples[0];
    void take(readSample(first.url, first.title), first.name).catch(() => {});
    return well;
  }

  /** A chosen picture's opaque pixels at a size. @param {Picture} picture @param {import('../plan.js').Size} size */
  async pixels(picture, size) {
    return flatten(await pixelsAt(picture, size)).flat;
  }

  /** The worker, ready. Says how far the start is. */
  async ready() {
    const laboratory = /** @type {Laboratory} */ (this.laboratory);
    if (!laboratory.starting) this.dataset.state = 'starting';
    this.dataset.backend = await laboratory.start((loaded, total) =>
      this.say(loaded < total ? WORDS.fetching(loaded / total) : WORDS.starting));
    return laboratory;
  }

  /** @param {string} sentence */
  say(sentence) {
    if (this.status && this.status.textContent !== sentence) this.status.textContent = sentence;
  }

  /** Says what went wrong, unless it was wanted. @param {unknown} error */
  failed(error) {
    if (isAbort(error)) return;
    this.dataset.state = 'error';
    this.say(errorSentence(messageOf(error)));
  }
}
