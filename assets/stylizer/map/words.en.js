/** Every sentence of a map of styles. What a failure says is in the stylizer's own messages. */

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

export const MAP_WORDS = {
  lab: 'A map of styles',
  pad: 'Map of styles. Arrow keys move over it, with Shift in longer steps.',
  keys: 'Drag over the map, or move with the arrow keys. On a small picture you are at that style itself; choosing it below takes you there.',
  result: 'The picture in the style of this place',
  start: 'Open the map',
  save: 'Save the picture',
  fileName: 'pastiche-map',
  strength: 'Strength',
  size: 'Longer side',
  pixels: (/** @type {number} */ count) => `${count}\u00a0px`,
  invitation: (/** @type {string} */ megabytes) =>
    `The button fetches a network (${megabytes}, once), shows it all styles below, and paints at once wherever you go on the map.`,
  placing: (/** @type {number} */ done, /** @type {number} */ all) => `Looking at the styles: ${done} of ${all}`,
  share: (/** @type {number} */ share) =>
    `The map shows ${whole.format(100 * share)}\u00a0% of what tells these styles apart.`,
  edge: 'This is the edge: beyond it is no style.',
  at: (/** @type {string} */ title) => `At ${title}, exactly.`,
  near: (/** @type {string} */ first, /** @type {string} */ second) => `Nearest: ${first}, then ${second}.`,
  nearTo: (/** @type {string} */ title) => `Near ${title}`,
  painted: (/** @type {number} */ ms) => `Painted in ${whole.format(ms)}\u00a0ms.`,
};
