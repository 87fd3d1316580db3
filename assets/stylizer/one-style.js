/**
 * Networks that know one style: to choose one is to choose its style too, and to choose another style
 * is to leave it.
 */

export class OneStyle {
  /**
   * @param {import('./session.js').Session} session @param {import('./chooser.js').Chooser} chooser
   * @param {import('./picture-well.js').Sample[]} styles the samples
   */
  constructor(session, chooser, styles) {
    this.session = session;
    this.chooser = chooser;
    this.styles = styles;
  }

  /** Another network, with its style where it has one. @param {string} name */
  use(name) {
    const {session} = this;
    const only = session.models.find((model) => model.name === name)?.style;
    const sample = this.styles.find((style) => style.name === only);
    session.use(name);
    if (sample && !this.#isOnly(only)) void this.chooser.sample('style', sample);
  }

  /** @param {import('./state.js').Event} event */
  changed(event) {
    const {session} = this;
    const isStyle = event.type === 'styles' || (event.type === 'picture' && event.role === 'style');
    const only = session.model.style;
    if (!isStyle || !only || this.#isOnly(only)) return;
    const any = session.models.find(({style}) => !style);
    if (any) session.use(any.name);
  }

  /** Whether that sample is the style, and nothing beside it. @param {string | null | undefined} name */
  #isOnly(name) {
    const {style, others} = this.session.state;
    return style !== null && others.length === 0 && this.chooser.sampleName(style) === name;
  }
}
