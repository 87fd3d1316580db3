/**
 * The button that asks where the network looks, and takes the answer's view onto the wall in place
 * of before and after. What shows the answer is fetched after the first result.
 */
import {h} from './dom.js';
import {StylizerError} from './errors.js';
import {icon} from './icon.js';
import {LABELS, errorSentence} from './messages.js';

/** @typedef {import('./attention-view.js').AttentionView} AttentionView */

export class AttentionSwitch {
  /**
   * @param {import('./session.js').Session} session
   * @param {import('./view.js').View} view
   */
  constructor(session, {picture, caption, actions}) {
    this.session = session;
    this.picture = picture;
    /** @type {AttentionView | null} */
    this.view = null;
    this.button = h('button', {type: 'button', class: 'look', 'aria-pressed': 'false', title: LABELS.look});
    this.button.append(icon('look'), h('span', {}, LABELS.look));
    this.button.hidden = true;
    this.button.addEventListener('click', () => void this.toggle());
    this.said = h('p', {class: 'look-said', role: 'status'});
    caption.after(this.said);
    actions.prepend(this.button);
  }

  get isOpen() {
    return this.button.ariaPressed === 'true';
  }

  /** Shows what belongs to a state. @param {import('./state.js').State} state */
  show({content, result}) {
    const {outcome} = this.session;
    const {model} = this.session;
    const fits = model.looks && outcome !== null && result !== null && outcome.wish.content === content &&
      outcome.wish.needs === model;
    this.button.hidden = !fits;
    if (!fits) return this.close();
    if (this.isOpen && this.view && this.view.outcome !== outcome) this.view.show(outcome);
  }

  /** Fetches the view, so that the button answers at once and without a network too. */
  async prepare() {
    const {AttentionView, styleSheet} = await import('./attention-view.js');
    this.view ??= new AttentionView(this.session);
    const root = /** @type {ShadowRoot} */ (this.button.getRootNode());
    if (!root.adoptedStyleSheets.includes(styleSheet())) root.adoptedStyleSheets.push(styleSheet());
    return this.view;
  }

  async toggle() {
    if (this.isOpen) return this.close();
    try {
      const view = await this.prepare();
      const {outcome} = this.session;
      if (!outcome) return;
      this.said.textContent = '';
      this.button.ariaPressed = 'true';
      this.picture.hidden = true;
      this.picture.after(view.root);
      view.show(outcome);
    } catch (cause) {
      this.said.textContent = errorSentence(new StylizerError('look-unreachable', {}, {cause}));
    }
  }

  close() {
    if (!this.isOpen) return;
    this.button.ariaPressed = 'false';
    this.picture.hidden = false;
    this.view?.root.remove();
  }
}
