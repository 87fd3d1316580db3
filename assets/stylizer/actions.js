/**
 * What can be done with a result: undo, redo and save at hand, the rest in a menu. Shows only what
 * this browser can do; gestures go to the handlers it is given.
 */
import {h} from './dom.js';
import {icon} from './icon.js';
import {Menu} from './menu.js';
import {LABELS, SENTENCES} from './messages.js';
import {FORMATS} from './outputs.js';

/**
 * @typedef {import('./outputs.js').Format} Format
 *
 * @typedef {object} Gestures
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} save
 * @property {(format: Format) => void} format
 * @property {() => void} copy
 * @property {() => void} share
 * @property {() => void} link
 * @property {() => void} many
 */

export class Actions {
  /** @param {HTMLElement} root to be filled @param {Gestures} on */
  constructor(root, on) {
    this.root = root;
    this.undo = iconButton('undo', LABELS.undo, on.undo);
    this.redo = iconButton('redo', LABELS.redo, on.redo);
    this.saveWord = h('span', {});
    this.save = h('button', {type: 'button', class: 'save'}, icon('save'), this.saveWord);
    this.save.addEventListener('click', on.save);
    this.menu = new Menu(LABELS.more);
    const item = (/** @type {string} */ text, /** @type {() => void} */ act) => {
      const button = h('button', {type: 'button', class: 'item'}, text);
      button.addEventListener('click', () => {
        this.menu.close();
        act();
      });
      button.hidden = true;
      return button;
    };
    this.formats = h('div', {class: 'formats', role: 'radiogroup', 'aria-label': LABELS.saveAs});
    this.copy = item(LABELS.copy, on.copy);
    this.share = item(LABELS.share, on.share);
    this.link = item(LABELS.copyLink, on.link);
    const many = item(LABELS.many, on.many);
    many.hidden = false;
    this.menu.panel.append(
      h('p', {class: 'legend', 'aria-hidden': 'true'}, LABELS.saveAs),
      this.formats,
      this.copy,
      this.share,
      this.link,
      many,
    );
    this.chosen = on.format;
    root.append(this.undo, this.redo, this.save, this.menu.root);
  }

  /** What this browser can do. @param {{formats: Format[], copy: boolean, share: boolean}} can */
  offer({formats, copy, share}) {
    const radios = formats.map((format) => {
      const radio = h('input', {type: 'radio', name: 'format', value: format, class: 'away'});
      radio.addEventListener('change', () => this.chosen(format));
      return h('label', {class: 'format'}, radio, h('span', {class: 'button'}, FORMATS[format][0]));
    });
    this.formats.replaceChildren(...radios);
    this.copy.hidden = !copy;
    this.share.hidden = !share;
    this.link.hidden = !copy;
  }

  /** @param {{any: boolean, format: Format, undo: boolean, redo: boolean}} state whether there is a result, and what can be done */
  show({any, format, undo, redo}) {
    this.root.hidden = !any;
    this.saveWord.textContent = SENTENCES.save(FORMATS[format][0]);
    for (const radio of this.formats.querySelectorAll('input')) radio.checked = radio.value === format;
    this.undo.hidden = this.redo.hidden = !undo && !redo;
    this.undo.ariaDisabled = String(!undo); // not disabled, which would take the focus away
    this.redo.ariaDisabled = String(!redo);
  }
}

/** @param {'undo' | 'redo'} name @param {{text: string, keys: string}} label @param {() => void} act */
function iconButton(name, {text, keys}, act) {
  const button = h('button', {type: 'button', class: name, 'aria-label': text, title: text, 'aria-keyshortcuts': keys}, icon(name));
  button.addEventListener('click', () => button.ariaDisabled !== 'true' && act());
  return button;
}
