/**
 * Gets ready while the visitor still chooses: starts a network that is on this device already, and
 * has the shaders compiled for what is chosen. Downloads nothing, shows nothing, and gives way to
 * whatever is asked for.
 */
import {isKept} from './package.js';
import {stylesOf} from './mixture.js';
import {plan} from './plan.js';
import {SIDE, SOON} from './preview.js';
import {BUSY, sizesOf} from './state.js';

/** A slider on its way, or several choices in a row, are one choice. */
const PAUSE_MS = 300;

export class Warming {
  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.session = session;
    this.timer = 0;
  }

  /** The visitor is doing something here. */
  async begin() {
    const {session} = this;
    const {model} = session;
    const isNeeded = !session.engine.started && session.state.phase === 'idle';
    if (!isNeeded || !(session.engine.hasModel || (await isKept(model.url)))) return;
    if (session.model === model) await session.startQuietly();
  }

  /** @param {import('./state.js').Event} event after which another run may be wanted */
  changed({type}) {
    if (!['loaded', 'picture', 'styles', 'setting'].includes(type)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#compile(), PAUSE_MS);
  }

  end() {
    clearTimeout(this.timer);
  }

  #compile() {
    const {engine, model, state} = this.session;
    const {content, settings} = state;
    const styles = stylesOf(state).map(({picture}) => picture);
    if (!engine.started || !content || styles.length === 0 || BUSY.has(state.phase)) return;
    const wish = {content, styles, limits: engine.started.limits, needs: model};
    const sides = settings.maxSize > SOON ? [SIDE, settings.maxSize] : [settings.maxSize];
    const plans = sides.map((maxSize) => plan({...wish, ...sizesOf(settings), maxSize}));
    engine.warm(plans.filter(({pixels}) => pixels === Infinity).map((one) => ({content: one.content, style: one.styles[0].input})));
  }
}
