/**
 * `<style-transfer>`: paints a picture in the style of another, in the reader's own browser.
 *
 * Inside stands a finished example, which is all there is without JavaScript, and a JSON block
 * with the page's data (templates/stylizer.html writes both).
 *
 * @attribute backend webgl or wasm: the only backend to try (tests use it); webgpu: to be tried first
 * @attribute address `off`: the page's address is neither read nor written for settings
 * @attribute attention a control that goes from AdaIN to attention
 * @attribute max-size longer side of the result to begin with, in pixels
 * @attribute data-state idle downloading warming ready running done error (written by the element)
 * @attribute data-backend the backend in use (written by the element)
 * @fires st-statechange {from, to}
 * @fires st-progress {phase, loaded, total}
 * @fires st-preview {width, height} a first small version is on show
 * @fires st-result {width, height, ms, backend}
 * @fires st-error {code, recoverable}
 * @fires st-cancel
 */
import stageCss from './stage.css';
import css from './style-transfer.css';
import {toBlob} from './image-io.js';
import {AttentionSwitch} from './attention-switch.js';
import {offerBackends, pickedBackend} from './backend-choice.js';
import {Chooser} from './chooser.js';
import {isRecoverable} from './errors.js';
import {LABELS, SENTENCES, languagesOf, speak} from './messages.js';
import {Linked} from './linked.js';
import {LiveSwitch} from './live-switch.js';
import {MixSwitch} from './mix-switch.js';
import {OneStyle} from './one-style.js';
import {Session} from './session.js';
import {BUSY} from './state.js';
import {View} from './view.js';
import {Warming} from './warming.js';

const sheets = [stageCss, css].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});

/**
 * @typedef {object} Config what the page says, in the JSON block; all URLs relative to the page
 * @property {import('./session.js').Model[]} models that it offers, the one to begin with first
 * @property {string} worker
 * @property {Record<string, string>} wasm
 * @property {import('./picture-well.js').Sample[]} contents
 * @property {import('./picture-well.js').Sample[]} styles
 * @property {{content: string, style: string}} chosen names of the samples to begin with
 */

export class StyleTransfer extends HTMLElement {
  connectedCallback() {
    const config = this.#config();
    if (this.session || !config) return;
    this.session = new Session(
      config.models.map((model) => ({...model, url: absolute(model.url)})),
      {
        workerUrl: absolute(config.worker),
        wasmPaths: Object.fromEntries(
          Object.entries(config.wasm).map(([name, url]) => [name, absolute(url)]),
        ),
        backend: () =>
          /** @type {import('./protocol.js').Backend | null} */ (this.getAttribute('backend')) ?? pickedBackend(),
      },
      {maxSize: Number(this.getAttribute('max-size') ?? 512)},
      (...change) => this.#changed(...change),
    );
    const chooser = (this.chooser = new Chooser(this, this.session, config, (role) =>
      this.view?.wells[role].restore(),
    ));
    this.only = new OneStyle(this.session, chooser, config.styles);
    this.view = new View(
      config,
      {
        file: (role, file, all = []) => {
          if (role === 'content' && file.type.startsWith('video/')) return void this.live?.open(file);
          if (role === 'content' && all.length > 1) void this.#equip().then((results) => results?.enqueue(all));
          void chooser.file(role, file);
        },
        sample: chooser.sample,
        set: (name, value) => this.session?.set(name, value),
        use: (model) => this.only?.use(model),
        stylize: () => void this.stylize().catch(() => {}),
        cancel: () => this.cancel(),
      },
      this.hasAttribute('attention'),
    );
    const root = this.shadowRoot ?? this.attachShadow({mode: 'open'});
    root.adoptedStyleSheets = sheets;
    root.replaceChildren(this.view.root);
    this.showsExample = this.#showExample();
    this.view.show(this.session.state);
    this.dataset.state = this.session.state.phase;
    this.looking = new AttentionSwitch(this.session, this.view);
    this.mixing = new MixSwitch(this.session, this.view, chooser, config.styles);
    this.live = new LiveSwitch(this.session, this.view, chooser, () => this.looking?.close());
    if (this.getAttribute('address') !== 'off') {
      this.link = new Linked(this, this.session, chooser, config);
      this.link.begin();
    }
    offerBackends(this.session, this.view.model.root);
    const warming = (this.warming = new Warming(this.session));
    for (const sign of ['pointerdown', 'focusin']) {
      this.addEventListener(sign, () => void warming.begin(), {once: true});
    }
    chooser.begin();
  }

  disconnectedCallback() {
    // Moving the element in the page disconnects it for a moment.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.chooser?.end();
      this.live?.close();
      this.warming?.end();
      this.results?.end();
      this.results = undefined;
      this.link?.end();
      this.session?.dispose();
      this.session = undefined;
    });
  }

  /** Fetches and starts the network ahead of the first run. */
  async load() {
    await this.session?.load();
  }

  /** @param {{signal?: AbortSignal}} [options] resolves when the result is shown */
  async stylize(options) {
    await this.chooser?.settled();
    await this.session?.stylize(options);
  }

  /** Ends what is under way. */
  cancel() {
    this.session?.cancel();
  }

  /** The result as a file. @param {string} [type] @param {number} [quality] */
  async toBlob(type, quality) {
    const outcome = this.session?.outcome;
    return outcome ? toBlob(outcome.after, type, quality) : null;
  }

  /** Null on a page without a network: the example is all there is. @returns {Config | null} */
  #config() {
    const own = JSON.parse(this.querySelector('script[type="application/json"]')?.textContent ?? 'null');
    return StyleTransfer.usual ? {...StyleTransfer.usual, ...own} : own;
  }

  /** What an element has that its JSON block does not say (templates/stylizer-element.js). @type {Config | null} */
  static usual = null;

  /** The page's own example, before anything is chosen; false when it has none. */
  #showExample() {
    const find = (/** @type {string} */ role) =>
      /** @type {HTMLImageElement | null} */ (this.querySelector(`img[data-role="${role}"]`));
    const [before, after] = [find('content'), find('result')];
    if (!before || !after) return false;
    const size = {width: Number(after.getAttribute('width')), height: Number(after.getAttribute('height'))};
    const copy = (/** @type {HTMLImageElement} */ image) =>
      /** @type {HTMLImageElement} */ (image.cloneNode());
    this.view?.showPair(copy(before), copy(after), size, LABELS.example);
    return true;
  }

  /**
   * @param {import('./state.js').State} state @param {import('./state.js').State} before
   * @param {import('./state.js').Event} event
   */
  #changed(state, before, event) {
    const {view, session} = this;
    if (!view || !session) return;
    view.show(state);
    this.#showPictures(state, event, before);
    if (event.type === 'start') void this.#equip();
    this.results?.show();
    this.link?.changed(event);
    this.only?.changed(event);
    this.live?.changed(event);
    this.warming?.changed(event);
    this.looking?.show(state);
    this.mixing?.show(state);
    if (event.type === 'result') { // without a network too
      this.looking?.prepare().catch(() => {});
      this.mixing?.prepare().catch(() => {});
    }
    if (state.phase !== before.phase) {
      this.dataset.state = state.phase;
      this.#emit('st-statechange', {from: before.phase, to: state.phase});
    }
    this.ariaBusy = String(BUSY.has(state.phase));
    if (state.backend) this.dataset.backend = state.backend;
    if (state.progress) this.#emit('st-progress', {phase: state.phase, ...state.progress});
    if (event.type === 'preview') {
      const {width, height} = event.outcome.after;
      this.#emit('st-preview', {width, height});
    }
    if (event.type === 'result') this.#emit('st-result', {...event.result});
    if (event.type === 'cancel') this.#emit('st-cancel');
    if (event.type === 'fail') {
      const {code} = event.error;
      this.#emit('st-error', {code, recoverable: isRecoverable(code)});
    }
  }

  /**
   * @param {import('./state.js').State} state @param {import('./state.js').Event} event
   * @param {import('./state.js').State} before
   */
  #showPictures({content, result}, event, before) {
    if (event.type === 'picture') {
      this.view?.wells[event.role].show(event.picture, this.chooser?.sampleName(event.picture) ?? null);
      if (!this.chooser?.isBeginning) this.showsExample = false;
      const unpainted = event.role === 'content' || !result;
      if (content && unpainted && !this.showsExample) this.view?.showContent(content);
    }
    if (event.type === 'restore') {
      for (const role of /** @type {const} */ (['content', 'style'])) {
        const picture = event.state[role];
        if (picture) this.view?.wells[role].show(picture, this.chooser?.sampleName(picture) ?? null);
      }
    }
    if (event.type === 'styles' && this.showsExample) {
      this.showsExample = false;
      if (content && !result) this.view?.showContent(content);
    }
    const outcome = this.session?.outcome;
    if (outcome && ['result', 'glimpse', 'restore'].includes(event.type)) {
      this.view?.showOutcome(outcome, SENTENCES.resultAlt(outcome.content, outcome.style));
    }
    if (event.type === 'preview') {
      this.view?.showPreview(event.outcome, SENTENCES.previewAlt(event.outcome.content, event.outcome.style));
    }
    if (before.preview && (event.type === 'cancel' || event.type === 'fail')) this.#showWithoutPreview(content);
  }

  /** What was on show before the preview. @param {import('./state.js').State['content']} content */
  #showWithoutPreview(content) {
    const outcome = this.session?.outcome;
    if (outcome && outcome.wish.content === content) {
      this.view?.showOutcome(outcome, SENTENCES.resultAlt(outcome.content, outcome.style));
    } else if (this.showsExample) this.#showExample();
    else if (content) this.view?.showContent(content);
  }

  /** What can be done with a result: fetched while the first is painted. */
  async #equip() {
    if (this.results) return this.results;
    try {
      const {ResultActions} = await import('./result-actions.js');
      if (!this.session || !this.view || this.results) return this.results;
      this.results = new ResultActions(this, this.session, this.view.actions);
      this.results.begin();
      return this.results;
    } catch {
      this.session?.notice('actions-unreachable');
    }
  }

  /** @param {string} type @param {object} [detail] */
  #emit(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, {detail, bubbles: true, composed: true}));
  }
}

/** @param {string} url */
const absolute = (url) => new URL(url, document.baseURI).href;

const NAME = 'style-transfer';
void speak(languagesOf(document, NAME)).then(() => customElements.define(NAME, StyleTransfer));
