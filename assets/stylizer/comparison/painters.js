/**
 * Who paints for an entrant: nobody, where a picture is given; a network; or an optimisation, which can
 * be told that it is enough.
 */
import {absolute} from '../gatys/lab-element.js';
import {Packages} from '../packages.js';
import {choiceOf} from './contest.js';
import {covering, middleOf} from './cut.js';
import {paintWith} from './network-painter.js';
import {Optimiser} from './optimiser.js';

/**
 * @typedef {import('./contest.js').Entrant} Entrant
 * @typedef {import('./contest.js').Painted} Painted
 * @typedef {import('./network-painter.js').Pictures} Pictures
 *
 * @typedef {object} Task
 * @property {Pictures} pictures
 * @property {string | null} style name of the sample; null: the reader's own picture
 * @property {number} evaluations of an optimisation, at most
 * @property {AbortSignal} signal
 *
 * @typedef {object} Ears what is heard meanwhile
 * @property {(entrant: Entrant) => void} paints
 * @property {(entrant: Entrant, share: number) => void} fetching how much of its network has come
 * @property {(entrant: Entrant, step: import('../gatys/protocol.js').Step) => void} step of an optimisation
 */

const packages = new Packages();

export class Painters {
  /** @param {import('../gatys/laboratory.js').Laboratory} laboratory @param {string} workerUrl of networks */
  constructor(laboratory, workerUrl) {
    this.laboratory = laboratory;
    this.workerUrl = workerUrl;
    this.optimiser = new Optimiser(laboratory);
  }

  /** @param {Entrant} entrant @param {Task} task @param {Ears} ears @returns {Promise<Painted | null>} null: nobody can */
  async paint(entrant, {pictures, style, evaluations, signal}, ears) {
    signal.throwIfAborted();
    if (entrant.kind === 'given') return {pixels: await given(entrant, pictures), first: null, later: null, backend: null};
    if (entrant.kind === 'optimisation') {
      ears.paints(entrant);
      return this.optimiser.paint(pictures, {evaluations, signal}, (step) => ears.step(entrant, step));
    }
    const {model} = choiceOf(entrant, style);
    if (!model) return null;
    ears.paints(entrant);
    const {wasmPaths, backend} = this.laboratory.options;
    return paintWith({...model, attention: entrant.attention}, absolute(model.url), pictures, {
      workerUrl: this.workerUrl,
      wasmPaths,
      backend,
      packages,
      signal,
      progress: (loaded, total) => (loaded < total ? ears.fetching(entrant, loaded / total) : ears.paints(entrant)),
    });
  }

  /** The picture so far of an optimisation is enough. */
  stop() {
    this.optimiser.stop();
  }
}

/** @param {Entrant} entrant @param {Pictures} pictures */
async function given({id}, {content, style, styleAt}) {
  return id === 'content' ? content : middleOf(await styleAt(covering(style, content)), content);
}
