/**
 * Where one picture is chosen: the picture itself, a file button, a tray of samples; files can be
 * dropped on it. Tells its listener about files and samples; decodes nothing.
 *
 * @typedef {object} Sample
 * @property {string} name
 * @property {string} title
 * @property {string} url
 * @property {string} thumb
 */
import {h} from './dom.js';
import {LABELS} from './messages.js';

/** @typedef {'content' | 'style'} Role */

const wordsOf = (/** @type {Role} */ role) =>
  role === 'content'
    ? {legend: LABELS.content, choose: LABELS.chooseContent, tray: LABELS.contentTray}
    : {legend: LABELS.style, choose: LABELS.chooseStyle, tray: LABELS.styleTray};

export class PictureWell {
  /**
   * @param {Role} role @param {Sample[]} samples
   * @param {{file: (file: Blob, all?: File[]) => void, sample: (sample: Sample) => void}} on `all`:
   *   the file among those chosen with it
   */
  constructor(role, samples, on) {
    const words = wordsOf(role);
    /** @type {string | null} name of the sample on show */
    this.sample = null;
    this.mount = h('div', {class: 'mount'});
    this.title = h('p', {class: 'title'});
    this.radios = samples.map((sample) => {
      const radio = h('input', {type: 'radio', name: role, value: sample.name, class: 'away'});
      radio.addEventListener('change', () => on.sample(sample));
      return radio;
    });
    const thumbs = samples.map(({title, thumb}, i) =>
      h(
        'label',
        {class: 'thumb', title},
        this.radios[i],
        h('img', {src: thumb, alt: title, loading: 'lazy', decoding: 'async', width: '72', height: '72'}),
      ),
    );
    this.root = h(
      'div',
      {class: `well well-${role}`, role: 'group', 'aria-label': words.legend},
      h('p', {class: 'legend', 'aria-hidden': 'true'}, words.legend),
      h(
        'div',
        {class: 'chosen'},
        this.mount,
        h(
          'div',
          {class: 'words'},
          this.title,
          h(
            'div',
            {class: 'picks'},
            filePick('file', LABELS.choose, words.choose, on.file, role === 'content'),
            ...(role === 'content' ? [cameraPick(on.file)] : []),
          ),
          h('p', {class: 'hint'}, LABELS.dropHint),
        ),
      ),
      h('div', {class: 'tray', role: 'radiogroup', 'aria-label': words.tray}, ...thumbs),
    );
    acceptDrops(this.root, on.file);
  }

  /** @param {{url: string, title: string}} picture @param {string | null} sample its name */
  show({url, title}, sample) {
    this.mount.replaceChildren(h('img', {src: url, alt: title}));
    this.title.textContent = this.title.title = title; // the tooltip has all of a long one
    this.sample = sample;
    this.restore();
  }

  /** Marks the sample that is shown: after one that could not be fetched, say. */
  restore() {
    for (const radio of this.radios) radio.checked = radio.value === this.sample;
  }
}

/**
 * A file input that looks like a button.
 * @param {string} name @param {string} text @param {string} spoken its name for screen readers
 * @param {(file: Blob, all: File[]) => void} chosen @param {boolean} [several] whether more than one can be
 */
export function filePick(name, text, spoken, chosen, several = false) {
  const input = h('input', {type: 'file', name, accept: 'image/*', class: 'away', 'aria-label': spoken});
  input.multiple = several;
  // Browsers open a file input with Space, and only some of them, sometimes, with Enter.
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    input.click();
  });
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) chosen(files[0], files);
    input.value = ''; // the same file again is a choice too
  });
  return h('label', {class: `pick pick-${name}`}, input, h('span', {class: 'button'}, text));
}

/** Opens the camera of a phone; the sheet hides it where there is no touch. */
function cameraPick(/** @type {(file: Blob) => void} */ taken) {
  const pick = filePick('camera', LABELS.camera, LABELS.takePhoto, taken);
  pick.querySelector('input')?.setAttribute('capture', 'environment');
  return pick;
}

/**
 * Lets files be dropped on an element; `data-drop` is set while one hovers. An element inside that
 * takes drops too goes first.
 * @param {HTMLElement} target @param {(file: Blob, all: File[]) => void} file
 */
export function acceptDrops(target, file) {
  target.addEventListener('dragover', (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    target.dataset.drop = '';
  });
  target.addEventListener('dragleave', ({relatedTarget}) => {
    if (!target.contains(/** @type {Node | null} */ (relatedTarget))) delete target.dataset.drop;
  });
  target.addEventListener('drop', (event) => {
    delete target.dataset.drop;
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (event.defaultPrevented || dropped.length === 0) return;
    event.preventDefault();
    file(dropped[0], dropped);
  });
}
