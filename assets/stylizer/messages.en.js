/**
 * Every sentence a visitor can read. A failure says what happened and what to do about it.
 *
 * @typedef {Record<string, string | number>} Facts
 */

const number = new Intl.NumberFormat('en', {maximumFractionDigits: 1});
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

/** @param {string | number} bytes */
export const megabytes = (bytes) =>
  `${(Number(bytes) < 10e6 ? number : whole).format(Number(bytes) / 1e6)}\u00a0MB`;

/** @param {number} share in [0, 1] */
export const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

/** Labels of controls and headings. */
export const LABELS = {
  content: 'Your picture',
  style: 'In the style of',
  ownStyle: 'Your style',
  choose: 'Choose a file',
  chooseContent: 'Choose a picture file',
  chooseStyle: 'Choose a style file',
  camera: 'Camera',
  takePhoto: 'Take a photograph',
  invitation: 'Choose a picture, drop one here, or paste one.',
  dropHint: 'or drop or paste one here',
  contentTray: 'Sample pictures',
  styleTray: 'Sample styles',
  strength: 'Strength',
  keepDetail: 'Keep detail',
  iterations: 'Iterations',
  maxSize: 'Max resolution',
  model: 'Network',
  stylize: 'Stylize',
  cancel: 'Cancel',
  retry: 'Try again',
  png: 'Save PNG',
  jpeg: 'Save JPEG',
  download: 'Save the result',
  compare: 'Compare before and after',
  before: 'Before',
  after: 'After',
  example: 'An example, made earlier',
  settings: 'Settings',
  progress: 'Progress',
  fileName: 'pastiche',
};

/** Sentences that depend on something. */
export const SENTENCES = {
  downloadSize: (/** @type {number} */ bytes) => `downloads ${megabytes(bytes)} once`,
  downloadAnd: (/** @type {number} */ bytes) => `Download ${megabytes(bytes)} and stylize`,
  model: (/** @type {string} */ title, /** @type {number} */ bytes) => `${title}, ${megabytes(bytes)}`,
  downloading: (/** @type {number} */ loaded, /** @type {number} */ total) =>
    `Fetching the network, ${megabytes(loaded)} of ${megabytes(total)}`,
  fetching: () => 'Fetching the network',
  warming: () => 'Waking the network up',
  running: () => 'Painting',
  pixels: (/** @type {number} */ size) => `${size} px`,
  compareValue: (/** @type {number} */ share) =>
    `${percent(share)} of the original, ${percent(1 - share)} of the result`,
  done: (/** @type {Facts} */ {width, height, ms}) =>
    `Done: ${width} × ${height} pixels in ${number.format(Number(ms) / 1000)} s. ` +
    'Nothing left your device.',
  promise: () => 'Your pictures stay on this device.',
  resultAlt: (/** @type {string} */ content, /** @type {string} */ style) =>
    `${content}, in the style of ${style}`,
};

/** What went wrong, by code. @type {Record<string, (facts: Facts) => string>} */
export const ERRORS = {
  'model-not-found': ({status}) =>
    `The network could not be fetched (the server answered ${status}). Try again in a moment.`,
  'model-damaged': ({file}) =>
    `Part of the network arrived damaged (${file}) and was thrown away. Try again to fetch it anew.`,
  'model-unknown': ({family}) =>
    `This page does not know networks of the kind “${family}”. Reload the page and try again.`,
  network: () =>
    'The network could not be fetched: the connection failed. Check that you are online and try again.',
  'no-backend': () =>
    'This browser offers neither WebGL nor WebAssembly in a way that gives right results, and ' +
    'without them one picture would take many minutes. The article and its examples still work; ' +
    'another browser may do.',
  'out-of-memory': () =>
    'The device ran out of memory. Choose a lower max resolution and try again.',
  'context-lost': () =>
    'The graphics card was reset while painting. Try again; it will start afresh.',
  'worker-failed': () => 'The painter stopped unexpectedly. Try again; it will start afresh.',
  'page-outdated': () => 'This page has been updated since you opened it. Reload it and try again.',
  'nothing-chosen': () => 'Choose a picture and a style first.',
  'picture-none': () => 'That file is not a picture. Choose a JPEG, PNG or WebP file.',
  'picture-broken': () =>
    'That picture could not be opened: the file seems damaged. Save it again as JPEG or PNG.',
  'picture-format': ({format}) =>
    `This browser cannot open ${format} pictures. Save it as JPEG or PNG and choose that.`,
  'sample-unreachable': ({title}) =>
    `“${title}” could not be fetched: the connection failed. Check that you are online and choose ` +
    'it again, or choose a file of your own.',
  'picture-svg': () => 'SVG drawings have no pixels to paint with. Save it as PNG and choose that.',
  'picture-pdf': () => 'That is a PDF document. Save the page you want as PNG or JPEG.',
  'picture-video': () => 'That is a video. Save one frame of it as a picture and choose that.',
};

/** What was done differently from what was asked. @type {Record<string, (facts: Facts) => string>} */
export const NOTICES = {
  huge: ({megapixels, size}) =>
    `That is a large picture (${number.format(Number(megapixels))} megapixels); it is painted ` +
    `with its longer side at ${size} pixels.`,
  lowered: ({from, to}) =>
    `${from} pixels need more memory than this device gives a page; painted at ${to} instead.`,
  'not-kept': () =>
    'There was no room to keep the network on this device: it works now and will be fetched again next time.',
  slow: () => 'This is taking long. Keep waiting, or cancel and choose a lower max resolution.',
};

/** @param {{code: string, facts: Facts}} message */
export const errorSentence = ({code, facts}) => (ERRORS[code] ?? ERRORS['worker-failed'])(facts);

/** @param {{code: string, facts: Facts}} message */
export const noticeSentence = ({code, facts}) => NOTICES[code](facts);
