/** Every sentence of the laboratories. What a failure says is in the stylizer's own messages. */

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const cents = new Intl.NumberFormat('en', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const two = new Intl.NumberFormat('en', {minimumSignificantDigits: 2, maximumSignificantDigits: 2});
const small = new Intl.NumberFormat('en', {maximumSignificantDigits: 2});
const tenth = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});

const list = new Intl.ListFormat('en');

/** @param {number} value */
export const figure = (value) => small.format(value);

export const WORDS = {
  lab: 'Style transfer by optimisation',
  textureLab: 'Texture synthesis by optimisation',
  picture: 'The picture as it is now',
  start: 'Start',
  again: 'Start anew',
  pause: 'Pause',
  resume: 'Go on',
  stop: 'Stop',
  save: 'Save the picture',
  fileName: 'pastiche-gatys',
  settings: 'Settings',
  style: 'Weight of the style',
  smooth: 'Weight of smoothness',
  none: 'none',
  styleLayers: 'Layers whose Gram matrices are the style',
  contentLayer: 'Layer that is the content',
  pooling: 'Pooling',
  poolings: {average: 'average', max: 'maximum'},
  from: 'Begin with',
  starts: {noise: 'noise', content: 'the content'},
  optimiser: 'Optimiser',
  optimisers: {lbfgs: 'L-BFGS', adam: 'Adam'},
  size: 'Longer side',
  pixels: (/** @type {number} */ count) => `${count}\u00a0px`,
  losses: {content: 'content', style: 'style', smooth: 'roughness'},
  curves: 'Losses, each times its weight, after so many evaluations; logarithmic',
  evaluations: 'evaluations',
  power: (/** @type {number} */ value) => `× ${small.format(10 ** value)}`,
  invitation: (/** @type {string} */ megabytes) =>
    `Start fetches a perceptual network (${megabytes}, once) and then changes the pixels, step by step, in this page.`,
  fetching: (/** @type {number} */ share) => `Fetching the network: ${whole.format(100 * share)}\u00a0%`,
  starting: 'Starting the network …',
  pausedAt: (/** @type {number} */ count) => `Paused after ${whole.format(count)} evaluations.`,
  stoppedAt: (/** @type {number} */ count) => `Stopped after ${whole.format(count)} evaluations.`,
  doneAt: (/** @type {number} */ count) => `Done after ${whole.format(count)} evaluations.`,
  runningAt: (/** @type {number} */ count, /** @type {number} */ rate) =>
    `${whole.format(count)} evaluations, ${small.format(rate)} a second`,
  /** What one curve has done, for those who cannot see it. */
  fallen: (/** @type {string} */ loss, /** @type {number} */ first, /** @type {number} */ last) => {
    if (!(last > 0 && first > 0)) return `${loss} ${small.format(last)}`;
    const times = first / last;
    if (times >= 1.05) return `${loss} ${small.format(last)}, ${small.format(times)} times smaller than at first`;
    return times <= 0.95
      ? `${loss} ${small.format(last)}, ${small.format(1 / times)} times larger than at first`
      : `${loss} ${small.format(last)}, as at first`;
  },
  all: (/** @type {string[]} */ parts) => `Losses: ${parts.join('; ')}.`,

  gram: 'A Gram matrix to touch',
  show: 'Compute the matrix',
  gramInvitation: (/** @type {string} */ megabytes) =>
    `The button fetches a perceptual network (${megabytes}, once), shows it the picture, and lets you touch the matrix.`,
  inPicture: 'In the picture',
  layer: 'Layer',
  matrix: (/** @type {number} */ channels) =>
    `Gram matrix, ${channels} by ${channels}. Point at an entry; arrow keys move to the next.`,
  one: (/** @type {number} */ channel) => `Channel ${channel}`,
  together: 'Both together',
  entry: (
    /** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ value, /** @type {number} */ likeness,
  ) =>
    a === b
      ? `Channel ${a} with itself: ${small.format(value)}, how strong it is on the whole.`
      : `Channels ${a} and ${b}: ${small.format(value)}; ${nearness(likeness)} (cosine ${small.format(likeness)}).`,

  families: {
    lab: 'One photograph, one painting, every method',
    go: 'Compare',
    cancel: 'Cancel',
    enough: 'That is enough of the search',
    length: 'Evaluations of the search',
    table: 'Times, bytes and losses of each method',
    none: 'not measured',
    waits: 'Waits for its turn.',
    enlarge: (/** @type {string} */ title) => `${title}: show the picture large`,
    large: 'The pictures, large',
    previous: 'Previous picture',
    next: 'Next picture',
    close: 'Close',
    seconds: (/** @type {number} */ value) => two.format(value),
    million: (/** @type {number} */ bytes) => (bytes < 10e6 ? cents : whole).format(bytes / 1e6),
    loss: (/** @type {number} */ value) => cents.format(value),
    evaluated: (/** @type {number} */ count) => `${whole.format(count)} evaluations`,
    invitation: (/** @type {string} */ megabytes) =>
      `Compare fetches the networks (${megabytes} in all, once) and lets them paint in this page, one after the other.`,
    fetching: (/** @type {string} */ title, /** @type {number} */ share) =>
      `${title}: fetching the network, ${whole.format(100 * share)}\u00a0%`,
    paints: (/** @type {string} */ title) => `${title}: paints …`,
    searching: (/** @type {number} */ count, /** @type {number} */ all) =>
      `The search is at ${whole.format(count)} of ${whole.format(all)} evaluations.`,
    absent: (/** @type {string} */ name) =>
      `This copy of the site was built without it: it is fetched, not shipped (python3 build.py model fetch ${name}).`,
    otherStyle: (/** @type {string[]} */ styles) =>
      `Each of these networks knows one painting only. Here are ${list.format(styles)}: choose one of them to see it.`,
    cancelled: 'Cancelled. What was finished stays.',
    done: 'Done. The table has the numbers.',
    unjudged: 'The losses could not all be computed.',
  },

  /** Of `<sizes-lab>`. */
  sizes: {
    lab: 'Networks of several sizes',
    size: 'Size',
    channels: (/** @type {number} */ count, /** @type {boolean} */ isTeacher) =>
      `${count} ${count === 1 ? 'channel' : 'channels'}${isTeacher ? ' (the teacher)' : ''}`,
    bits: 'Bits of a weight',
    paint: 'Paint',
    teacher: 'The teacher’s picture',
    difference: 'The difference, three times as strong',
    invitation: (/** @type {string} */ megabytes) =>
      `Paint fetches the teacher (${megabytes}, once), and each smaller network when it is first wanted.`,
    /** @param {{numbers: number, outcome: import('../sizes/sizes-lab.js').Outcome | null}} known */
    facts: ({numbers, outcome}) => [
      ['Numbers', whole.format(numbers)],
      ['Bytes', outcome ? whole.format(outcome.bytes) : '–'],
      ['Milliseconds', outcome ? small.format(outcome.ms) : '–'],
      ['Likeness (PSNR)', outcome ? alike(outcome.psnr) : '–'],
    ],
    painted: (/** @type {number} */ channels, /** @type {import('../sizes/sizes-lab.js').Outcome} */ {bits, bytes, psnr}) =>
      `Channels: ${channels}; bits: ${bits}; kilobytes: ${small.format(bytes / 1000)}. Likeness to the teacher’s picture: ${alike(psnr)}.`,
  },
};

/** @param {number} psnr */
const alike = (psnr) => (psnr === Infinity ? 'identical' : `${tenth.format(psnr)} dB`);

/** @param {number} likeness cosine of two channels, in [0, 1] */
function nearness(likeness) {
  if (likeness > 0.8) return 'nearly always found together';
  if (likeness > 0.5) return 'often found together';
  return likeness > 0.2 ? 'sometimes found together' : 'hardly ever found together';
}
