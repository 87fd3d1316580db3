/**
 * A comparison of methods on one content and one style: who paints, in which order, and how good the
 * pictures are. Without DOM; what paints and what judges are handed in.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 * @typedef {import('../protocol.js').Backend} Backend
 * @typedef {{content: number, style: number}} Losses
 *
 * @typedef {object} Model a network that the page offers (pastiche/site/packages.py)
 * @property {string} name
 * @property {string} title
 * @property {string} url of its package's folder
 * @property {number} bytes
 * @property {string} [style] the only sample that it knows
 * @property {number} sizeMultiple
 * @property {import('../plan.js').Cost} cost
 *
 * @typedef {object} Entrant a row of the comparison, as the page lists them
 * @property {string} id
 * @property {string} title
 * @property {'given' | 'network' | 'optimisation'} kind given: nobody paints, it is there to compare with
 * @property {Model[]} models of which one paints; none where this site was built without
 * @property {number} [attention] of a network, in [0, 1]
 *
 * @typedef {object} Painted
 * @property {Pixels} pixels
 * @property {number | null} first seconds from a network that is at hand to a first picture
 * @property {number | null} later seconds of a later one
 * @property {Backend | null} backend
 * @property {number} [evaluations] of an optimisation
 *
 * @typedef {Painted & {losses: Losses | null}} Row what is shown in the end; of the style's loss, its
 *   share of that of the content as it is
 */
import {isAbort} from '../errors.js';

/** Below this the content has the style's Gram matrices already, and shares of their distance mean nothing. */
const LEAST = 1e-9;

/**
 * The network that paints for an entrant, or why none does.
 * @param {Entrant} entrant @param {string | null} style name of the sample; null: the reader's own picture
 * @returns {{model: Model | null, why: '' | 'absent' | 'other-style'}}
 */
export function choiceOf({kind, models}, style) {
  if (kind !== 'network') return {model: null, why: ''};
  const model = models.find((one) => !one.style || one.style === style) ?? null;
  if (model) return {model, why: ''};
  return {model, why: models.length ? 'other-style' : 'absent'};
}

/**
 * Bytes to be fetched before all can paint, each package once.
 * @param {Entrant[]} entrants @param {string | null} style @param {number} judge bytes of the perceptual network
 */
export function bytesOf(entrants, style, judge) {
  const models = entrants.flatMap((entrant) => choiceOf(entrant, style).model ?? []);
  const packages = new Map(models.map(({url, bytes}) => [url, bytes]));
  return [...packages.values()].reduce((sum, bytes) => sum + bytes, judge);
}

/**
 * Has all paint, one after the other, and judges each picture before the next begins. What fails is
 * told and does not stop the others.
 * @param {Entrant[]} entrants in their order, the content as it is first
 * @param {object} hands
 * @param {(entrant: Entrant) => Promise<Painted | null>} hands.paint null: it does not take part
 * @param {(picture: Pixels) => Promise<Losses>} hands.judge as the objective has them (gatys/losses.js)
 * @param {(entrant: Entrant, row: Row) => void} hands.show
 * @param {(entrant: Entrant, error: unknown) => void} hands.failed
 * @param {(error: unknown) => void} hands.unjudged the picture is shown, its losses are not known
 * @throws what `paint` or `judge` are aborted with
 */
export async function contest(entrants, {paint, judge, show, failed, unjudged}) {
  /** @type {number | null} */
  let base = null;
  for (const entrant of entrants) {
    try {
      const painted = await paint(entrant);
      if (!painted) continue;
      const losses = await judge(painted.pixels).catch((error) => {
        if (isAbort(error)) throw error;
        unjudged(error);
        return null;
      });
      if (losses) base ??= losses.style;
      show(entrant, {...painted, losses: losses && {content: losses.content, style: shareOf(losses.style, base ?? 0)}});
    } catch (error) {
      if (isAbort(error)) throw error;
      failed(entrant, error);
    }
  }
}

/** @param {number} loss @param {number} base that of the content as it is */
export const shareOf = (loss, base) => loss / Math.max(base, LEAST);
