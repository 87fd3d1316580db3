/**
 * Camera and video at work, without their looks: opens a source, paints it live, takes photographs
 * and records. Tells its listener what has changed.
 */
import {isAbort, messageOf} from './errors.js';
import {fileName} from './file-name.js';
import {Frames} from './live-frames.js';
import {paintLive} from './live-painter.js';
import {Recording, recordingKind} from './live-recording.js';
import {hasSeveralCameras, openCamera, openVideo} from './live-source.js';
import {FrameRate} from './live-time.js';
import {LABELS, LIVE, errorSentence} from './messages.js';
import {stylesOf} from './mixture.js';
import {download} from './outputs.js';
import {isDivided} from './state.js';

/**
 * @typedef {import('./live-source.js').Source} Source
 *
 * @typedef {object} Listener
 * @property {() => void} changed
 * @property {(pixels: import('./pixels.js').Pixels, perSecond: number) => void} painted a frame
 * @property {(sentence: string) => void} said
 */

/** Longer sides to paint at, in pixels. */
export const SIDES = [128, 192, 256, 384, 512];

export class Live {
  /** @param {import('./session.js').Session} session @param {HTMLCanvasElement} canvas that is recorded @param {Listener} on */
  constructor(session, canvas, on) {
    this.session = session;
    this.canvas = canvas;
    this.on = on;
    this.side = 256;
    /** @type {import('./live-source.js').Facing} */
    this.facing = 'user';
    this.hasOtherCamera = false;
    /** @type {Source | null} */
    this.source = null;
    /** @type {Frames | null} of the source, while it is painted */
    this.frames = null;
    /** @type {{recording: Recording, name: string} | null} */
    this.recorded = null;
    /** Whether the network is being started for this, and not for a run. */
    this.isStarting = false;
    this.turn = 0;
    document.addEventListener('visibilitychange', this.#hidden);
  }

  get style() {
    return stylesOf(this.session.state).map(({picture}) => picture.title).join(' + ');
  }

  /** @param {boolean} [other] whether to turn to the other camera */
  useCamera(other = false) {
    if (other) this.facing = this.facing === 'user' ? 'environment' : 'user';
    return this.#open(async () => {
      const source = await openCamera(this.facing, () => {
        if (this.source !== source) return;
        this.endSource();
        this.on.said(LIVE.lost);
      });
      this.hasOtherCamera = await hasSeveralCameras();
      return source;
    });
  }

  /** @param {Blob} file */
  useVideo(file) {
    return this.#open(() => openVideo(file));
  }

  /** The source asked for last wins. @param {() => Promise<Source>} open */
  async #open(open) {
    const turn = ++this.turn;
    this.endSource();
    this.on.said(LIVE.opening);
    try {
      const source = await open();
      if (turn !== this.turn) return source.end();
      this.source = source;
      source.video.addEventListener('ended', () => void this.save());
      this.on.said('');
      this.on.changed();
    } catch (error) {
      if (turn === this.turn) this.#fail(error);
    }
  }

  /** Paints until it is stopped. */
  async paint() {
    const {source, session} = this;
    if (!source || this.frames) return;
    const frames = (this.frames = new Frames(source.video));
    const rate = new FrameRate();
    this.on.said(isDivided(session.state) ? LIVE.everywhere : '');
    this.on.changed();
    source.video.play().catch(() => {});
    try {
      await paintLive(session, source, frames, {
        start: () => this.#start(),
        side: () => this.side,
        painted: (pixels) => this.on.painted(pixels, rate.tick(performance.now())),
      });
    } catch (error) {
      if (!isAbort(error) && session.state.phase !== 'error') this.#fail(error);
    } finally {
      if (this.frames === frames) this.pause();
    }
  }

  async #start() {
    this.isStarting = true;
    try {
      await this.session.load();
    } finally {
      this.isStarting = false;
    }
  }

  /** Stops painting; the source stays. */
  pause() {
    void this.save();
    this.frames?.end();
    this.frames = null;
    this.on.changed();
  }

  /** Something else is chosen: shows on the next frame, and on the one that stands still. */
  again() {
    this.frames?.again();
  }

  /** The frame on show, as a photograph. @returns {Promise<File | null>} */
  async take() {
    if (!this.source) return null;
    const {title, video} = this.source;
    const canvas = document.createElement('canvas');
    Object.assign(canvas, {width: video.videoWidth, height: video.videoHeight});
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    /** @type {Blob | null} */
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
    if (!blob) this.on.said(errorSentence({code: 'out-of-memory', facts: {}}));
    return blob && new File([blob], `${title}.jpg`, {type: blob.type});
  }

  record() {
    const kind = recordingKind();
    if (!kind || !this.source || !this.frames) return;
    const [type, ending] = kind;
    const name = fileName([this.source.title, this.style], ending, LABELS.fileName);
    this.source.video.loop = false; // a recording ends with the video
    this.recorded = {recording: new Recording(this.canvas, type, () => void this.save()), name};
    this.on.said(LIVE.recording);
    this.on.changed();
  }

  /** Ends the recording, if there is one, and saves its file. */
  async save() {
    const {recorded, source} = this;
    if (!recorded) return;
    this.recorded = null;
    if (source?.kind === 'file') {
      source.video.loop = true;
      if (source.video.ended) source.video.play().catch(() => {});
    }
    this.on.changed();
    const blob = await recorded.recording.stop();
    if (blob.size > 0) download(blob, recorded.name);
    this.on.said(blob.size > 0 ? LIVE.recorded(recorded.name) : LIVE.notRecorded);
  }

  /** Gives camera or file back. */
  endSource() {
    this.pause();
    this.source?.end();
    this.source = null;
    this.on.changed();
  }

  end() {
    this.turn++;
    this.endSource();
    document.removeEventListener('visibilitychange', this.#hidden);
  }

  /** A page that is not seen uses neither the camera nor the processor. */
  #hidden = () => {
    if (document.visibilityState !== 'hidden' || !this.source) return;
    this.turn++;
    if (this.source.kind === 'camera') this.endSource();
    else {
      this.pause();
      this.source.video.pause();
    }
    this.on.said(LIVE.hidden);
  };

  /** @param {unknown} error */
  #fail(error) {
    this.on.said(errorSentence(messageOf(error)));
    this.on.changed();
  }
}
