/**
 * The panel of the queue: which photographs, how far each is, and the zip at the end. Comes in a
 * chunk of its own when it is first asked for.
 */
import {downloadZip} from 'client-zip';
import queueCss from './queue.css';
import {h} from './dom.js';
import {distinct, fileName} from './file-name.js';
import {icon} from './icon.js';
import {LABELS, QUEUE, errorSentence, noticeSentence} from './messages.js';
import {stylesOf} from './mixture.js';
import {download, nameFor} from './outputs.js';
import {painter} from './queue-painter.js';
import {itemsOf, runQueue, tally} from './queue.js';
import {isDivided} from './state.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(queueCss);

export class QueueView {
  /**
   * @param {import('./session.js').Session} session @param {ShadowRoot} root
   * @param {() => import('./outputs.js').Format} format of the files
   */
  constructor(session, root, format) {
    this.session = session;
    this.format = format;
    /** @type {import('./queue.js').Item[]} */
    this.items = [];
    /** @type {AbortController | null} of the run under way */
    this.controller = null;
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);

    this.title = h('p', {class: 'queue-title'});
    this.said = h('p', {class: 'queue-said', role: 'status'});
    this.list = h('ol', {class: 'queue-list'});
    this.start = button('queue-start', '', () => void this.run());
    this.stop = button('queue-stop', LABELS.cancel, () => {
      this.cancel();
      this.start.focus({preventScroll: true});
    });
    this.zip = button('queue-zip', QUEUE.zip, () => void this.#zip());
    const close = button('queue-close', '', () => this.close());
    close.setAttribute('aria-label', QUEUE.close);
    close.append(icon('close'));
    this.root = h(
      'section',
      {class: 'queue', 'aria-label': QUEUE.label},
      h('div', {class: 'queue-head'}, this.title, close),
      this.list,
      h('div', {class: 'queue-foot'}, this.start, this.stop, this.zip, this.said),
    );
    /** @type {Map<import('./queue.js').Item, () => void>} shows one photograph as it is now */
    this.rows = new Map();
  }

  /** Adds photographs; they wait for the button. @param {Iterable<File>} files */
  add(files) {
    for (const item of itemsOf(files)) {
      this.items.push(item);
      const {row, show} = rowOf(item);
      this.rows.set(item, show);
      this.list.append(row);
    }
    this.#show();
    this.root.scrollIntoView({block: 'nearest'});
  }

  /** Paints what is left, and resolves when that is done or cancelled. */
  async run() {
    if (this.controller) return;
    const {signal} = (this.controller = new AbortController());
    this.type = this.format();
    this.style = stylesOf(this.session.state).map(({picture}) => picture.title).join(' + ');
    this.#show();
    this.stop.focus({preventScroll: true});
    await runQueue(this.items, painter(this.session, this.type), {
      signal,
      changed: (item) => {
        this.rows.get(item)?.();
        this.#show();
      },
    });
    this.controller = null;
    const isHere = this.root.matches(':focus-within');
    this.#show();
    if (isHere) (this.zip.hidden ? this.start : this.zip).focus({preventScroll: true});
  }

  /** Ends what runs; what is painted stays. */
  cancel() {
    this.controller?.abort();
  }

  close() {
    this.cancel();
    this.items = [];
    this.rows.clear();
    this.list.replaceChildren();
    this.root.remove();
  }

  async #zip() {
    const painted = this.items.filter(({blob}) => blob);
    const names = distinct(painted.map(({title}) => nameFor(this.type ?? 'image/png', [title, this.style ?? ''])));
    const files = painted.map(({blob}, i) => ({name: names[i], input: /** @type {Blob} */ (blob), lastModified: new Date()}));
    try {
      const blob = await downloadZip(files).blob();
      download(blob, fileName([LABELS.fileName, this.style ?? ''], 'zip', LABELS.fileName));
    } catch {
      this.session.notice('not-saved');
    }
  }

  #waits() {
    return isDivided(this.session.state) ? `${QUEUE.waits} ${QUEUE.everywhere}` : QUEUE.waits;
  }

  #show() {
    const isRunning = this.controller !== null;
    const counts = tally(this.items);
    this.title.textContent = QUEUE.title(counts.all);
    this.start.textContent = counts.done > 0 ? QUEUE.goOn(counts.left) : QUEUE.start(counts.left);
    this.start.hidden = isRunning || counts.left === 0;
    this.stop.hidden = !isRunning;
    this.zip.hidden = isRunning || counts.done === 0;
    const failed = this.items.filter(({phase}) => phase === 'failed').map(({file}) => file.name);
    const said = isRunning || counts.done + counts.failed > 0 ? QUEUE.said({...counts}) : this.#waits();
    this.said.textContent = failed.length > 0 ? `${said} ${QUEUE.failed(failed)}` : said;
  }
}

/** @param {import('./queue.js').Item} item */
function rowOf(item) {
  const bar = h('progress', {max: '1', value: '0', 'aria-label': item.file.name});
  const said = h('span', {class: 'queue-state'});
  const row = h('li', {}, h('span', {class: 'queue-name', dir: 'auto', title: item.file.name}, item.file.name), bar, said);
  function show() {
    row.dataset.phase = item.phase;
    bar.value = item.done;
    bar.hidden = item.phase !== 'running';
    const isCut = item.isCut === true && item.phase === 'done';
    row.classList.toggle('cut', isCut);
    const words = item.error ? errorSentence(item.error) : QUEUE.phases[item.phase];
    said.textContent = isCut ? noticeSentence({code: 'picture-cut', facts: {title: item.title}}) : words;
  }
  show();
  return {row, show};
}

/** @param {string} className @param {string} text @param {() => void} click */
function button(className, text, click) {
  const element = h('button', {type: 'button', class: className}, text);
  element.addEventListener('click', click);
  return element;
}
