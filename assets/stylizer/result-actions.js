/**
 * What a visitor does with a result: saves, copies or shares it, links to its settings, goes back
 * to the one before. A failure is a sentence, and the result stays.
 */
import actionsCss from './actions.css';
import {Actions} from './actions.js';
import {h} from './dom.js';
import {isAbort} from './errors.js';
import {canCopy, canShare, copyPicture, download, FORMATS, formats, nameFor} from './outputs.js';
import {listen} from './shortcuts.js';
import {toBlob} from './image-io.js';

/**
 * @typedef {import('./outputs.js').Format} Format
 * @typedef {import('./session.js').Session} Session
 */

const sheet = new CSSStyleSheet();
sheet.replaceSync(actionsCss);

const REMEMBERED = 'pastiche-format';

export class ResultActions {
  /** @param {HTMLElement} host @param {Session} session @param {HTMLElement} row where it is shown */
  constructor(host, session, row) {
    this.host = host;
    this.session = session;
    this.row = row;
    this.format = remembered();
    /** @type {Actions | null} */
    this.actions = null;
    this.stop = () => {};
    /** @type {import('./queue-view.js').QueueView | null} */
    this.queue = null;
  }

  /** @type {import('./actions.js').Gestures} */
  gestures = {
    undo: () => this.session.undo(),
    redo: () => this.session.redo(),
    save: () => this.#try('not-saved', async () => download(await this.#blob(), this.#name())),
    copy: () =>
      this.#try('not-copied', async () => {
        await copyPicture(this.#blob('image/png'));
        this.session.notice('copied');
      }),
    share: () =>
      this.#try('not-shared', async () => {
        const file = new File([await this.#blob()], this.#name(), {type: this.format});
        await navigator.share({files: [file]});
      }),
    link: () =>
      this.#try('not-copied', async () => {
        await navigator.clipboard.writeText(location.href);
        this.session.notice('link-copied');
      }),
    many: () => {
      const input = h('input', {type: 'file', multiple: '', accept: 'image/*'});
      input.addEventListener('change', () => void this.enqueue(input.files ?? []));
      input.click();
    },
    format: (format) => {
      this.format = format;
      remember(format);
      this.show();
    },
  };

  begin() {
    const root = /** @type {ShadowRoot} */ (this.host.shadowRoot);
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    const actions = (this.actions = new Actions(this.row, this.gestures));
    this.show();
    this.stop = listen(this.host, {
      undo: () => this.#step(this.session.canUndo, this.gestures.undo),
      redo: () => this.#step(this.session.history.canRedo, this.gestures.redo),
    });
    void formats().then((offered) => {
      if (!offered.includes(this.format)) this.format = offered[0];
      actions.offer({formats: offered, copy: canCopy(), share: canShare()});
      this.show();
    });
  }

  /** Shows what can be done now. */
  show() {
    const {canUndo, history, outcome} = this.session;
    this.actions?.show({any: outcome !== null, format: this.format, undo: canUndo, redo: history.canRedo});
  }

  /** Puts photographs into the queue, whose scripts are fetched at the first. @param {Iterable<File>} files */
  async enqueue(files) {
    const chosen = [...files]; // a list of files is emptied once its input is
    const root = this.host.shadowRoot;
    if (chosen.length === 0 || !root) return;
    try {
      const {QueueView} = await import('./queue-view.js');
      this.queue ??= new QueueView(this.session, root, () => this.format);
    } catch {
      return this.session.notice('part-unreachable');
    }
    root.querySelector('.frame')?.append(this.queue.root);
    this.queue.add(chosen);
  }

  end() {
    this.stop();
    this.queue?.close();
    this.queue = null;
  }

  /** @param {boolean} can @param {() => void} act */
  #step(can, act) {
    if (can) act();
    return can;
  }

  /** @param {Format} [format] */
  #blob(format = this.format) {
    const {outcome} = this.session;
    if (!outcome) throw new TypeError('no result');
    return toBlob(outcome.after, format);
  }

  #name() {
    const {content = '', style = ''} = this.session.outcome ?? {};
    return nameFor(this.format, [content, style]);
  }

  /** @param {string} code of the sentence, should it fail @param {() => Promise<void>} act */
  async #try(code, act) {
    try {
      await act();
    } catch (error) {
      if (!isAbort(error)) this.session.notice(code); // closing the system's own sheet is no failure
    }
  }
}

/** The format chosen last, on any visit. @returns {Format} */
function remembered() {
  try {
    const format = localStorage.getItem(REMEMBERED) ?? '';
    if (Object.hasOwn(FORMATS, format)) return /** @type {Format} */ (format);
  } catch {
    // No storage for this page: it begins with PNG each time.
  }
  return 'image/png';
}

/** @param {Format} format */
function remember(format) {
  try {
    localStorage.setItem(REMEMBERED, format);
  } catch {
    // As above.
  }
}
