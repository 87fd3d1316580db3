/**
 * The button under the content that opens camera and video, and takes their view onto the wall in
 * place of before and after. What it opens is fetched when it is first pressed.
 */
import {h} from './dom.js';
import {StylizerError} from './errors.js';
import {LABELS} from './messages.js';

export class LiveSwitch {
  /**
   * @param {import('./session.js').Session} session @param {import('./view.js').View} view
   * @param {import('./chooser.js').Chooser} chooser @param {() => void} opening closes what else is on the wall
   */
  constructor(session, view, chooser, opening) {
    this.opening = opening;
    this.session = session;
    this.stage = view;
    this.chooser = chooser;
    /** @type {import('./live-view.js').LiveView | null} while it is open */
    this.view = null;
    this.button = h('button', {type: 'button', class: 'live-open', 'aria-expanded': 'false'}, LABELS.live);
    this.button.addEventListener('click', () => void (this.view ? this.close() : this.open()));
    view.wells.content.root.append(this.button);
  }

  /** Opens it, with a video when one was dropped or chosen. @param {Blob} [video] */
  async open(video) {
    try {
      const {LiveView} = await import('./live-view.js');
      if (!this.view) {
        const {session, stage, chooser} = this;
        this.opening();
        this.view = new LiveView(session, stage, {
          taken: (photograph) => {
            this.close();
            void chooser.file('content', photograph);
          },
          closed: () => this.close(),
        });
        this.button.ariaExpanded = 'true';
      }
    } catch (cause) {
      return this.session.fail(new StylizerError('part-unreachable', {}, {cause}));
    }
    await this.view.begin(video);
  }

  /** Gives way to a run or a picture of the stylizer itself. @param {import('./state.js').Event} event */
  changed(event) {
    if (!this.view) return;
    const isOther = event.type === 'picture' ? event.role === 'content' : event.type === 'restore';
    const isRun = event.type === 'start' && !this.view.isStarting;
    if (isOther || isRun) this.close();
    else this.view.changed(event);
  }

  close() {
    const {view} = this;
    if (!view) return;
    this.view = null;
    this.button.ariaExpanded = 'false';
    if (view.end()) this.button.focus({preventScroll: true});
  }
}
