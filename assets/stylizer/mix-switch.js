/**
 * The button under the style that mixes others in. What it opens is fetched when it is first used,
 * or after the first result.
 */
import {h} from './dom.js';
import {StylizerError} from './errors.js';
import {LABELS} from './messages.js';

export class MixSwitch {
  /**
   * @param {import('./session.js').Session} session @param {import('./view.js').View} view
   * @param {import('./chooser.js').Chooser} chooser
   * @param {import('./picture-well.js').Sample[]} samples
   */
  constructor(session, view, chooser, samples) {
    this.session = session;
    this.chooser = chooser;
    this.samples = samples;
    this.well = view.wells.style;
    /** @type {import('./image-io.js').Picture | null} the one the well shows */
    this.first = null;
    /** @type {import('./style-mix.js').StyleMix | null} */
    this.mix = null;
    /** @type {import('./mask-painter.js').MaskPainter | undefined} */
    this.painter = undefined;
    this.button = h('button', {type: 'button', class: 'mix-open', 'aria-expanded': 'false'}, LABELS.mixStyles);
    this.button.addEventListener('click', () => void this.#toggle());
    this.well.root.append(this.button);
  }

  /** @param {import('./state.js').State} state */
  show({style, others}) {
    const isOnly = Boolean(this.session.model.style);
    this.button.disabled = isOnly;
    this.button.textContent = isOnly ? LABELS.oneStyle : LABELS.mixStyles;
    if (style && style !== this.first) this.well.show(style, this.chooser.sampleName(style));
    this.first = style;
    if (this.mix) this.mix.show(this.session.state);
    else if (others.length > 0) this.prepare().catch(() => {});
  }

  /** Fetches what the button opens, so that it opens at once and without a network too. */
  async prepare() {
    const {StyleMix} = await import('./style-mix.js');
    if (!this.mix) {
      this.mix = new StyleMix(this.samples, {
        add: (source) => void this.chooser.add(source),
        remove: (picture) => this.session.remove(picture),
        weigh: (picture, weight) => this.session.weigh(picture, weight),
        divide: () => void this.#divide(),
        nameOf: (picture) => this.chooser.sampleName(picture),
        left: () => this.button.focus(),
      });
      this.mix.adopt(/** @type {ShadowRoot} */ (this.button.getRootNode()));
      this.button.before(this.mix.list, this.mix.divide);
      this.button.after(this.mix.adding);
    }
    this.mix.show(this.session.state);
    return this.mix;
  }

  /** Opens where it is painted which style goes where. */
  async #divide() {
    try {
      const {MaskPainter} = await import('./mask-painter.js');
      this.painter ??= new MaskPainter(this.session, /** @type {ShadowRoot} */ (this.button.getRootNode()));
      this.painter.open();
    } catch (cause) {
      this.session.fail(new StylizerError('part-unreachable', {}, {cause}));
    }
  }

  async #toggle() {
    try {
      const mix = await this.prepare();
      this.button.ariaExpanded = String(mix.toggle());
    } catch (cause) {
      this.session.fail(new StylizerError('part-unreachable', {}, {cause}));
    }
  }
}
