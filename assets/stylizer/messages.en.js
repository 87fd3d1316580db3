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
  live: 'Camera or video',
  dropHint: 'or drop or paste one here',
  contentTray: 'Sample pictures',
  styleTray: 'Sample styles',
  strength: 'Strength',
  keepDetail: 'Keep detail',
  iterations: 'Iterations',
  attention: 'Attention',
  styleSize: 'Style size',
  keepColours: 'Keep colours',
  matchColours: 'Recolour',
  mixStyles: 'Mix with another style',
  oneStyle: 'This network knows one style: to mix, choose another network',
  mixture: 'Styles in the mixture',
  addStyle: 'Add another style',
  addStyleFile: 'Add a style file',
  regions: 'Paint where each style goes',
  board: 'Your picture, to paint on. Arrow keys move the brush, with Shift further; Space paints.',
  paintWith: 'Paint with',
  together: 'All together',
  brush: 'Brush size',
  fillHalf: 'Fill a half',
  halves: {left: 'Left half', right: 'Right half', upper: 'Upper half', lower: 'Lower half'},
  clearRegions: 'Clear',
  done: 'Done',
  maxSize: 'Max resolution',
  model: 'Network',
  backend: 'Computed with',
  automatic: 'Automatic',
  stylize: 'Stylize',
  cancel: 'Cancel',
  retry: 'Try again',
  result: 'The result',
  undo: {text: 'Undo', keys: 'Control+Z Meta+Z'},
  redo: {text: 'Redo', keys: 'Control+Shift+Z Meta+Shift+Z Control+Y'},
  more: 'More',
  saveAs: 'Save as',
  copy: 'Copy the picture',
  many: 'Paint many photographs…',
  copyLink: 'Copy a link to these settings',
  share: 'Share…',
  compare: 'Compare before and after',
  before: 'Before',
  after: 'After',
  example: 'An example, made earlier',
  settings: 'Settings',
  look: 'Where does it look?',
  point: 'Point at a place of your picture. Arrow keys move the point, with Shift further.',
  pointHere: 'Point at a place of your picture',
  levels: 'What it looks for',
  fine: 'Fine',
  coarse: 'Coarse',
  both: 'Both',
  less: 'less',
  much: 'more',
  progress: 'Progress',
  fileName: 'pastiche',
};

/** Camera and video. */
export const LIVE = {
  label: 'Camera or video, painted live',
  invitation: 'See what a camera sees, or a video, painted as it plays. Nothing of it leaves your device.',
  camera: 'Use the camera',
  file: 'Choose a video',
  start: 'Paint live',
  stop: 'Stop painting',
  takePhotograph: 'Take the photograph',
  takeFrame: 'Paint this frame',
  otherCamera: 'Other camera',
  size: 'Resolution',
  record: 'Record',
  save: 'Stop and save',
  close: 'Close camera and video',
  photograph: 'Photograph',
  video: 'Video',
  opening: 'Opening …',
  recording: 'Recording what is painted, without sound.',
  recorded: (/** @type {string} */ name) => `Saved as ${name}.`,
  notRecorded: 'The browser could not write the recording. Try a lower resolution.',
  everywhere: 'Where you painted each style belongs to that one picture: live, they are mixed everywhere.',
  hidden: 'Stopped, because this page was out of sight.',
  lost: 'The camera was taken away: it was unplugged, or another app uses it. Use it again when it is back.',
  rate: (/** @type {number} */ perSecond) => `${number.format(perSecond)} frames per second`,
};

/** The queue of many photographs. */
export const QUEUE = {
  label: 'Many photographs in one style',
  title: (/** @type {number} */ count) => `${count} ${plural(count)} in one style`,
  waits: 'The style and the settings are those above.',
  everywhere: 'Where you painted each style belongs to that one picture: here they are mixed everywhere.',
  start: (/** @type {number} */ count) => `Paint ${count} ${plural(count)}`,
  goOn: (/** @type {number} */ count) => `Paint the other ${count}`,
  zip: 'Save all as a zip',
  close: 'Close the list of photographs',
  said: (/** @type {Facts} */ {all, done}) => `${done} of ${all} painted.`,
  failed: (/** @type {string[]} */ names) => `Not painted: ${names.join(', ')}.`,
  phases: {waiting: 'waits', running: 'is painted', done: 'done', failed: 'failed', cancelled: 'not painted yet'},
};

/** @param {number} count */
const plural = (count) => (count === 1 ? 'photograph' : 'photographs');

/** Sentences that depend on something. */
export const SENTENCES = {
  downloadSize: (/** @type {number} */ bytes) => `downloads ${megabytes(bytes)} once`,
  downloadAnd: (/** @type {number} */ bytes) => `Download ${megabytes(bytes)} and stylize`,
  model: (/** @type {string} */ title, /** @type {number} */ bytes) => `${title}, ${megabytes(bytes)}`,
  downloading: (/** @type {number} */ loaded, /** @type {number} */ total) =>
    `Fetching the network, ${megabytes(loaded)} of ${megabytes(total)}`,
  save: (/** @type {string} */ format) => `Save ${format}`,
  fetching: () => 'Fetching the network',
  warming: () => 'Waking the network up',
  running: () => 'Painting',
  sizeCost: (/** @type {Facts} */ {width, height, times, bytes}) =>
    `${width} × ${height} pixels take about ${whole.format(Number(times))} times as long as 1024, and up to ` +
    `${megabytes(bytes)} of memory.`,
  pixels: (/** @type {number} */ size) => `${size} px`,
  enlarge: (/** @type {Facts} */ {width, height, size}) =>
    `Enlarge to ${size} px (your picture has ${width} × ${height})`,
  compareValue: (/** @type {number} */ share) =>
    `${percent(share)} of the original, ${percent(1 - share)} of the result`,
  done: (/** @type {Facts} */ {width, height, ms}) =>
    `Done: ${width} × ${height} pixels in ${number.format(Number(ms) / 1000)} s. ` +
    'Nothing left your device.',
  weightOf: (/** @type {string} */ style) => `Share of ${style}`,
  remove: (/** @type {string} */ style) => `Remove ${style}`,
  addSample: (/** @type {string} */ style) => `Add ${style}`,
  added: (/** @type {string} */ style) => `${style} is in the mixture.`,
  most: (/** @type {number} */ styles) => `${styles} styles at once are the most.`,
  removed: (/** @type {string} */ style) => `${style} is out of the mixture.`,
  dabbed: (/** @type {Facts} */ {style, x, y}) =>
    `${style} at ${percent(Number(x))} from the left and ${percent(Number(y))} from the top.`,
  filled: (/** @type {Facts} */ {style, where}) => `${where}: ${style}.`,
  undone: () => 'Undone.',
  cleared: () => 'All styles go everywhere again.',
  heatOf: (/** @type {string} */ style) => `${style}, with the places lit that are looked at`,
  looks: (/** @type {Facts} */ {style, row, column, share, total}) => {
    const [most, all] = [percent(Number(share)), percent(Number(total))];
    const place = REGIONS[Number(row)][Number(column)];
    if (Number(total) < LITTLE) return `${style}: hardly, ${all}.`;
    const isOne = Number(total) > 0.995;
    const what = isOne ? `${style}: it looks` : `${style}, ${all} of the look:`;
    if (Number(share) < Number(total) * EVEN) return `${what} all over, a little more at the ${place}.`;
    return `${what} most at the ${place}, ${most}.`;
  },
  looking: () => 'Looking …',
  firstIteration: () => 'This is the first iteration.',
  promise: () => 'Your pictures stay on this device.',
  resultAlt: (/** @type {string} */ content, /** @type {string} */ style) =>
    `${content}, in the style of ${style}`,
  previewAlt: (/** @type {string} */ content, /** @type {string} */ style) =>
    `${content}, in the style of ${style}: a first small version`,
};

/** Ninths of a picture, from the top, each from the left. */
const REGIONS = [
  ['upper left', 'top', 'upper right'],
  ['left', 'middle', 'right'],
  ['lower left', 'bottom', 'lower right'],
];

/** A ninth that gets less than this is hardly more than the others. */
const EVEN = 0.18;

/** A style that gets less than this of the look among several gets hardly any. */
const LITTLE = 0.05;

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
  'look-unreachable': () =>
    'What shows where it looks could not be fetched: the connection failed. Check that you are online ' +
    'and press the button again.',
  'picture-none': () => 'That file is not a picture. Choose a JPEG, PNG or WebP file.',
  'picture-broken': () =>
    'That picture could not be opened: the file seems damaged. Save it again as JPEG or PNG.',
  'picture-cut': ({title}) =>
    `“${title}” could not be opened: its file ends too early, as after a download or a copy that broke off. ` +
    'Download or copy it again.',
  'picture-format': ({format}) =>
    `This browser cannot open ${format} pictures. Save it as JPEG or PNG and choose that.`,
  'sample-unreachable': ({title}) =>
    `“${title}” could not be fetched: the connection failed. Check that you are online and choose ` +
    'it again, or choose a file of your own.',
  'part-unreachable': () =>
    'That part of the page could not be fetched: the connection failed. Check that you are online ' +
    'and try again.',
  'picture-svg': () => 'SVG drawings have no pixels to paint with. Save it as PNG and choose that.',
  'picture-pdf': () => 'That is a PDF document. Save the page you want as PNG or JPEG.',
  'camera-refused': () =>
    'The browser did not let this page use the camera. Allow it in the settings of the site, and press the button again.',
  'camera-none': () => 'No camera was found. Connect one, or choose a video.',
  'camera-busy': () => 'The camera could not be started: another app may be using it. Close that and try again.',
  'camera-unsupported': () =>
    'This browser gives pages no camera here. Open the page with https, or choose a video.',
  'video-broken': () =>
    'This browser cannot play that video: its format is unknown, or the file is damaged. Save it as MP4 (H.264) or WebM and choose that.',
  'picture-video': () => 'That is a video. Save one frame of it as a picture and choose that.',
};

/** What was done differently from what was asked. @type {Record<string, (facts: Facts) => string>} */
export const NOTICES = {
  'actions-unreachable': () =>
    'Saving, sharing and undoing could not be fetched: the connection failed. They come with the next picture.',
  huge: ({megapixels, size}) =>
    `That is a large picture (${number.format(Number(megapixels))} megapixels); it is painted ` +
    `with its longer side at ${size} pixels.`,
  lowered: ({from, to}) =>
    `${from} pixels need more memory than this device gives a page; painted at ${to} instead.`,
  restarted: () => 'The graphics card was reset meanwhile; painting began afresh by itself.',
  'style-lowered': ({scale}) =>
    'Patterns of that size need more memory than this device gives a page; the style size used is ' +
    `${percent(Number(scale))}.`,
  'webgpu-refused': ({backend}) =>
    `WebGPU does not work here, or gave wrong results in its test; ${backend === 'wasm' ? 'WebAssembly' : 'WebGL'} is used instead.`,
  'not-kept': () =>
    'There was no room to keep the network on this device: it works now and will be fetched again next time.',
  'picture-cut': ({title}) =>
    `The file of “${title}” ends too early: a part of the picture may be missing. Download or copy it again to ` +
    'have all of it.',
  copied: () => 'The picture is on the clipboard.',
  'link-copied': () =>
    'A link to these settings is on the clipboard. Pictures of your own, and where you painted each style, are not in it.',
  'not-copied': () =>
    'The browser did not let this page use the clipboard. Allow it in the settings of the site, or save the picture.',
  'not-shared': () => 'The picture could not be shared. Save it and share the file.',
  'not-saved': () =>
    'The picture could not be saved: the device ran out of memory. Choose a lower max resolution and try again.',
  slow: () => 'This is taking long. Keep waiting, or cancel and choose a lower max resolution.',
};
