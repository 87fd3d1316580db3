/**
 * One optimisation of a picture: the objective, the start and the optimiser of a job, as a generator
 * of its steps. What is aimed at may change on the way: the optimiser then begins anew where it is,
 * because what it has learned of the old objective's curvature is of no use for another.
 *
 * @typedef {import('./protocol.js').Job} Job
 * @typedef {import('./protocol.js').Step} Step
 * @typedef {import('./objective.js').Aims} Aims
 */
import {fromFloats, toFloats} from '../pixels.js';
import {adam} from './adam.js';
import {lbfgs} from './lbfgs.js';
import {Objective} from './objective.js';
import {noise} from './start.js';

/** Length of the first step of L-BFGS, for each number of the picture: a little, but to be seen. */
const REACH = 0.02;

/** Thrown through an optimiser, of whose objective nobody wants to know more. */
class AimedAnew extends Error {}

export class Descent {
  /** @param {import('./perceptual.js').Perceptual} net @param {Job} job */
  constructor(net, job) {
    this.net = net;
    this.job = job;
    this.evaluations = 0;
    const {content, style, size} = job;
    this.pictures = {
      content: content && toFloats(content),
      style: toFloats(style),
      size,
      styleSize: {width: style.width, height: style.height},
    };
    this.objective = new Objective(net, job.aims, this.pictures);
    const {start, seed} = job;
    /** @type {ArrayLike<number>} */
    this.x = start === 'content' && this.pictures.content ? this.pictures.content : noise(size, seed);
  }

  /** From the next step on. @param {Aims} aims */
  aim(aims) {
    this.objective.dispose();
    this.objective = new Objective(this.net, aims, this.pictures);
  }

  /**
   * @param {() => Promise<void>} gate awaited before each evaluation: it may wait, or throw to end all
   * @returns {AsyncGenerator<Step>} until there is nothing lower nearby, or enough has been evaluated
   */
  async *steps(gate) {
    const {evaluations} = this.job;
    while (this.evaluations < evaluations) {
      const aimed = this.objective;
      try {
        for await (const step of this.#run(aimed, gate)) {
          yield step;
          if (this.evaluations >= evaluations) return;
        }
        if (this.objective === aimed) return; // nothing near is lower
      } catch (error) {
        if (!(error instanceof AimedAnew)) throw error;
      }
    }
  }

  /** @param {Objective} aimed @param {() => Promise<void>} gate @returns {AsyncGenerator<Step>} */
  async *#run(aimed, gate) {
    const {optimiser, size} = this.job;
    const objective = async (/** @type {Float64Array} */ x) => {
      await gate();
      if (this.objective !== aimed) throw new AimedAnew();
      this.evaluations++;
      return aimed.at(x);
    };
    const reach = REACH * Math.sqrt(this.x.length);
    const run = optimiser === 'adam' ? adam(objective, this.x) : lbfgs(objective, this.x, {reach});
    for await (const {x, value, losses} of run) {
      this.x = x;
      yield {evaluations: this.evaluations, value, losses, pixels: fromFloats(x, size.width, size)};
    }
  }

  /** Gives memory back. */
  dispose() {
    this.objective.dispose();
  }
}
