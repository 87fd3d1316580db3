/**
 * The settings in the page's address: taken from there at the start and whenever a link asks for
 * others, and written there when the visitor changes something. A page with several stylizers has
 * the settings of the one used last.
 */
import {asked, written} from './fragment.js';
import {stylesOf} from './mixture.js';
import {LADDER} from './plan.js';

/**
 * @typedef {import('./picture-well.js').Role} Role
 * @typedef {import('./session.js').Session} Session
 */

/** Browsers refuse to have the address written at every step of a slider. */
const PAUSE_MS = 300;

const ROLES = /** @type {const} */ (['content', 'style']);

export class Linked {
  /**
   * @param {HTMLElement} host @param {Session} session
   * @param {import('./chooser.js').Chooser} chooser
   * @param {Record<'contents' | 'styles', import('./picture-well.js').Sample[]>} trays
   */
  constructor(host, session, chooser, {contents, styles}) {
    this.id = host.id || nameOf(host);
    this.host = host;
    this.session = session;
    this.chooser = chooser;
    this.trays = {content: contents, style: styles};
    const {settings, model} = session.state;
    const {content, style} = chooser.first;
    this.usual = {settings, model, content: content?.name ?? null, style: style?.name ?? null};
    this.timer = 0;
  }

  /** Puts what the address asks for in place, before the first pictures are read. */
  begin() {
    addEventListener('hashchange', this.#followed);
    const wish = asked(location.hash, this.id);
    if (!wish) return;
    for (const role of ROLES) {
      const sample = this.#sample(role, wish[role]);
      if (!sample || sample === this.chooser.first[role]) continue;
      this.chooser.first[role] = sample;
      this.chooser.isBeginning = false; // the page's example shows something else
    }
    if (wish.mix) {
      this.chooser.isBeginning = false;
      queueMicrotask(() => this.#mix(wish)); // once the first style is being read
    }
    this.#set(wish);
    this.host.scrollIntoView();
  }

  end() {
    removeEventListener('hashchange', this.#followed);
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** @param {import('./state.js').Event} event after which the address may be another */
  changed({type}) {
    if (!['setting', 'model', 'picture', 'styles', 'restore'].includes(type)) return;
    if (type === 'picture' && this.chooser.isBeginning) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.#write(), PAUSE_MS);
  }

  async #write() {
    const {timer} = this;
    await this.chooser.settled(); // a mixture is read one by one
    if (timer !== this.timer) return;
    const {state} = this.session;
    const name = (/** @type {Role} */ role) => {
      const picture = state[role];
      return picture && this.chooser.sampleName(picture);
    };
    const {settings, model} = state;
    const wish = {settings, model, content: name('content'), style: name('style'), mix: this.#mixture()};
    const hash = written(this.id, wish, this.usual);
    if (hash === location.hash || (!hash && !asked(location.hash, this.id))) return;
    history.replaceState(history.state, '', hash || location.pathname + location.search);
  }

  /** Styles beside the first, where all are samples: a mixture without one of them would be another. */
  #mixture() {
    const [first, ...others] = stylesOf(this.session.state);
    const names = others.map(({picture}) => this.chooser.sampleName(picture));
    if (!first || !this.chooser.sampleName(first.picture)) return [];
    return names.every((name) => name !== null) ? others.map(({weight}, i) => ({name: String(names[i]), weight})) : [];
  }

  /** @param {NonNullable<ReturnType<typeof asked>>} wish */
  #mix({style, mix}) {
    if (!style && !mix) return;
    const wanted = (mix ?? []).flatMap(({name, weight}) => {
      const sample = this.#sample('style', name);
      return sample && name !== (style ?? this.usual.style) ? [{sample, weight}] : [];
    });
    if (wanted.length > 0 || this.session.state.others.length > 0) void this.chooser.mix(wanted);
  }

  #followed = () => {
    const wish = asked(location.hash, this.id);
    if (!wish) return;
    for (const role of ROLES) {
      const sample = this.#sample(role, wish[role]);
      if (sample) void this.chooser.sample(role, sample);
    }
    this.#mix(wish);
    this.#set(wish);
    this.host.scrollIntoView();
  };

  /** @param {NonNullable<ReturnType<typeof asked>>} wish */
  #set({settings: {maxSize, ...settings}, model}) {
    if (model) this.session.use(model);
    for (const [name, value] of Object.entries(settings)) {
      this.session.set(/** @type {keyof typeof settings} */ (name), value);
    }
    if (maxSize && LADDER.includes(maxSize)) this.session.set('maxSize', maxSize);
  }

  /** @param {Role} role @param {string | undefined} name */
  #sample(role, name) {
    return this.trays[role].find((sample) => sample.name === name);
  }
}

/** `stylizer`, `stylizer-2`, … in the order of the page. @param {HTMLElement} host */
function nameOf(host) {
  const at = [...document.querySelectorAll(host.localName)].indexOf(host);
  return at > 0 ? `stylizer-${at + 1}` : 'stylizer';
}
