/**
 * Questions of which only the newest matters: one is on its way, one waits, and a newer one takes
 * the place of that which waits. Pure.
 *
 * @template Question, Answer
 * @typedef {object} Asked
 * @property {Question} question
 * @property {(answer: Answer) => void} resolve
 * @property {(reason: unknown) => void} reject
 */
import {aborted} from './errors.js';

/** @template Question, Answer */
export class Newest {
  constructor() {
    /** @type {Asked<Question, Answer> | null} on its way */
    this.asked = null;
    /** @type {Asked<Question, Answer> | null} */
    this.waiting = null;
  }

  /** @param {Question} question @returns {Promise<Answer>} */
  ask(question) {
    return new Promise((resolve, reject) => {
      this.waiting?.reject(aborted('Superseded'));
      this.waiting = {question, resolve, reject};
    });
  }

  /** The question to send now; null while one is on its way or none waits. */
  next() {
    if (this.asked || !this.waiting) return null;
    this.asked = this.waiting;
    this.waiting = null;
    return this.asked.question;
  }

  /** @param {Answer} answer to the one on its way */
  settle(answer) {
    const {asked} = this;
    this.asked = null;
    asked?.resolve(answer);
  }

  /** @param {unknown} reason why the one on its way has no answer */
  fail(reason) {
    const {asked} = this;
    this.asked = null;
    asked?.reject(reason);
  }

  /** Nobody will answer any more. @param {unknown} reason */
  end(reason) {
    this.fail(reason);
    this.waiting?.reject(reason);
    this.waiting = null;
  }
}
