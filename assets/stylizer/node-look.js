/**
 * Where places of a content look, for figures that Python draws while the site is built
 * (pastiche/site/attention.py): the page's own maps and words, of a single style.
 *
 * @typedef {import('./plan.js').Size} Size
 */
import {combined, peak, region, sampled, spread, strongest} from './attention-map.js';
import {heatOf} from './heat-colours.js';
import {SENTENCES} from './messages.en.js';
import {cropped} from './token-grid.js';

/** Longer side of the heat, in pixels, before Python enlarges it. */
const LONGEST = 256;

/**
 * @param {import('./studio.js').Studio} studio
 * @param {Omit<import('./protocol.js').Look, 'place'>} question
 * @param {{shown: Size, input: Size}} style its size without and with padding
 * @param {[x: number, y: number][]} points places of the content, as shares
 * @param {string} title of the style
 */
export async function looksOf(studio, question, style, points, title) {
  const {shown} = style;
  const scale = LONGEST / Math.max(shown.width, shown.height);
  const size = {
    width: Math.max(1, Math.round(shown.width * scale)),
    height: Math.max(1, Math.round(shown.height * scale)),
  };
  const made = [];
  for (const [x, y] of points) {
    const [levels] = await studio.look({...question, place: {x, y}});
    const map = combined(levels.map((weights) => cropped(weights, style)), shown);
    const soft = spread(map);
    const heat = heatOf(sampled(soft, size, shown), peak(soft, shown));
    made.push({
      ...size,
      heat, // RGBA
      patches: strongest(map, shown),
      said: SENTENCES.looks({...region(map, shown), total: 1, style: title}),
    });
  }
  return made;
}
