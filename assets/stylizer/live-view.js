/**
 * Camera and video on the wall: the source with what can be done with it, and while it is painted
 * live the painted frames, with the source in a corner. Comes in a chunk of its own.
 */
import liveCss from './live.css';
import {choice} from './controls.js';
import {h, setChildren} from './dom.js';
import {icon} from './icon.js';
import {toCanvas} from './image-io.js';
import {Live, SIDES} from './live.js';
import {recordingKind} from './live-recording.js';
import {LIVE, SENTENCES} from './messages.js';
import {differences} from './state.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(liveCss);

/** The frames per second are written anew this often. */
const RATE_MS = 500;

export class LiveView {
  /**
   * @param {import('./session.js').Session} session @param {import('./view.js').View} stage
   * @param {{taken: (photograph: File) => void, closed: () => void}} on
   */
  constructor(session, stage, on) {
    this.session = session;
    this.stage = stage;
    this.closed = on.closed;
    this.before = session.state;
    this.written = -Infinity;
    this.canvas = h('canvas', {class: 'live-canvas', role: 'img'});
    this.screen = h('div', {class: 'live-screen'});
    this.rate = h('p', {class: 'live-rate'});
    this.said = h('p', {class: 'live-said', role: 'status'});
    this.live = new Live(session, this.canvas, {
      changed: () => this.#show(),
      painted: (pixels, perSecond) => this.#draw(pixels, perSecond),
      said: (sentence) => (this.said.textContent = sentence),
    });

    const {live} = this;
    this.camera = button('live-camera', LIVE.camera, () => this.#opened(live.useCamera()));
    this.file = button('live-file', LIVE.file, () => this.#pickFile());
    this.go = button('live-go', '', () => {
      void live.paint();
      this.stop.focus({preventScroll: true});
    });
    this.stop = button('live-stop', LIVE.stop, () => {
      live.pause();
      this.go.focus({preventScroll: true});
    });
    this.take = button('live-take', '', () => void live.take().then((photograph) => photograph && on.taken(photograph)));
    this.other = button('live-other', LIVE.otherCamera, () => this.#opened(live.useCamera(true)));
    this.record = button('live-record', '', () => (live.recorded ? void live.save() : live.record()));
    this.size = choice('live-size', LIVE.size, (side) => {
      live.side = Number(side);
      live.again();
    });
    this.size.offer(SIDES.map((side) => [String(side), SENTENCES.pixels(side)]));
    const close = button('live-close', '', on.closed);
    close.setAttribute('aria-label', LIVE.close);
    close.title = LIVE.close;
    close.append(icon('close'));
    this.root = h(
      'section',
      {class: 'live', 'aria-label': LIVE.label},
      this.screen,
      h('div', {class: 'live-bar'},
        this.camera, this.file, this.go, this.stop, this.record, this.take, this.other, this.size.root, this.rate, close),
      this.said,
    );
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && on.closed());
    this.#begin();
  }

  #begin() {
    const root = /** @type {ShadowRoot} */ (this.stage.root.getRootNode());
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    this.session.isLive = true;
    this.stage.picture.after(this.root);
    this.stage.root.classList.add('is-live');
    this.#show();
    this.root.scrollIntoView({block: 'nearest'});
  }

  /** @param {Blob} [video] to begin with */
  async begin(video) {
    if (video) await this.#opened(this.live.useVideo(video));
    else this.camera.focus({preventScroll: true});
  }

  /** Whether the network is being started for this, and not for a run. */
  get isStarting() {
    return this.live.isStarting;
  }

  /** Frames follow what is chosen. @param {import('./state.js').Event} event */
  changed({type}) {
    if (['picture', 'styles', 'setting', 'model'].includes(type)) this.live.again();
    if (['picture', 'styles', 'model', 'model-kept', 'loaded'].includes(type)) this.#show();
  }

  /** Gives everything back. @returns {boolean} whether the focus was in here */
  end() {
    const hadFocus = this.root.matches(':focus-within');
    this.live.end();
    this.root.remove();
    this.stage.root.classList.remove('is-live');
    this.session.isLive = false;
    if (differences(this.before, this.session.state).length > 0) this.session.follow();
    return hadFocus;
  }

  /** The focus goes on to what can be done next. @param {Promise<void>} opening */
  async #opened(opening) {
    await opening;
    (this.go.hidden ? this.camera : this.go).focus({preventScroll: true});
  }

  #pickFile() {
    const input = h('input', {type: 'file', accept: 'video/*'});
    input.addEventListener('change', () => {
      const [video] = input.files ?? [];
      if (video) void this.#opened(this.live.useVideo(video));
    });
    input.click();
  }

  /** @param {import('./pixels.js').Pixels} pixels @param {number} perSecond */
  #draw(pixels, perSecond) {
    const {canvas, live} = this;
    const {width, height} = pixels;
    if (canvas.width !== width || canvas.height !== height) {
      if (live.recorded) return; // asked for before the recording began, which keeps its size
      Object.assign(canvas, {width, height});
    }
    canvas.getContext('2d')?.drawImage(toCanvas(pixels), 0, 0);
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
    if (canvas.hidden) this.#show(true);
    const now = performance.now();
    if (perSecond === 0 || now - this.written < RATE_MS) return;
    this.written = now;
    this.rate.textContent = LIVE.rate(perSecond);
  }

  /** Shows what there is and what can be done with it. @param {boolean} [hasFrame] whether one is painted */
  #show(hasFrame = !this.canvas.hidden) {
    const {live, session, canvas} = this;
    const {source} = live;
    const [isOpen, isPainting, isRecording] = [source !== null, live.frames !== null, live.recorded !== null];
    canvas.hidden = !isPainting || !hasFrame;
    if (!isPainting) this.rate.textContent = '';
    this.root.dataset.live = !isOpen ? 'closed' : !isPainting ? 'open' : 'painting';
    this.screen.classList.toggle('has-frame', !canvas.hidden);
    if (source) {
      const {video, kind, title} = source;
      if (video.parentNode !== this.screen) this.screen.replaceChildren(canvas, video);
      this.screen.style.setProperty('--w', String(video.videoWidth));
      this.screen.style.setProperty('--h', String(video.videoHeight));
      canvas.classList.toggle('mirrored', video.classList.contains('mirrored'));
      canvas.setAttribute('aria-label', SENTENCES.resultAlt(title, live.style));
      video.controls = kind === 'file' && !isPainting;
      video.setAttribute('aria-label', title);
      this.take.textContent = kind === 'camera' ? LIVE.takePhotograph : LIVE.takeFrame;
    } else if (!this.screen.matches(':has(.invitation)')) {
      this.screen.replaceChildren(h('p', {class: 'invitation'}, LIVE.invitation));
    }
    const {bytes} = session.model;
    const size = session.state.modelReady ? [] : [h('small', {}, SENTENCES.downloadSize(bytes))];
    setChildren(this.go, h('span', {}, LIVE.start), ...size);
    this.record.textContent = isRecording ? LIVE.save : LIVE.record;
    this.record.classList.toggle('is-on', isRecording);
    this.size.show(String(live.side));
    this.camera.hidden = this.file.hidden = isOpen;
    this.go.hidden = this.take.hidden = !isOpen || isPainting;
    this.stop.hidden = !isPainting;
    this.record.hidden = !isPainting || !recordingKind();
    this.size.root.hidden = !isOpen || isRecording;
    this.other.hidden = !live.hasOtherCamera || source?.kind !== 'camera' || isPainting;
  }
}

/** @param {string} className @param {string} text @param {() => void} click */
function button(className, text, click) {
  const element = h('button', {type: 'button', class: className}, text);
  element.addEventListener('click', click);
  return element;
}
