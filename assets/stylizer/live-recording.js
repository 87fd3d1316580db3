/** Records a canvas into a video file, in memory. */

/** Best first: what other apps open, then what browsers write. @type {[type: string, ending: string][]} */
const KINDS = [
  ['video/mp4;codecs=avc1.42E01F', 'mp4'],
  ['video/mp4', 'mp4'],
  ['video/webm;codecs=vp9', 'webm'],
  ['video/webm;codecs=vp8', 'webm'],
  ['video/webm', 'webm'],
];

const BITS_PER_SECOND = 5_000_000;

/** The page gets a piece of the recording this often. */
const PIECE_MS = 1000;

/** Most bytes of a recording: it lies in memory until it is saved. */
const MOST_BYTES = 400e6;

/** The kind of file this browser writes; undefined where it writes none. */
export function recordingKind() {
  if (!('MediaRecorder' in globalThis) || !HTMLCanvasElement.prototype.captureStream) return undefined;
  return KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
}

export class Recording {
  /**
   * @param {HTMLCanvasElement} canvas of one size from here on @param {string} type
   * @param {() => void} full called when no more should be recorded, or nothing more can be
   */
  constructor(canvas, type, full) {
    this.recorder = new MediaRecorder(canvas.captureStream(), {mimeType: type, videoBitsPerSecond: BITS_PER_SECOND});
    /** @type {Blob[]} */
    this.pieces = [];
    let bytes = 0;
    /** @type {Promise<Blob>} */
    this.done = new Promise((resolve) => {
      this.recorder.addEventListener('stop', () => resolve(new Blob(this.pieces, {type: type.split(';')[0]})));
    });
    this.recorder.addEventListener('dataavailable', ({data}) => {
      this.pieces.push(data);
      bytes += data.size;
      if (bytes > MOST_BYTES) full();
    });
    this.recorder.addEventListener('error', full);
    this.recorder.start(PIECE_MS);
  }

  /** @returns {Promise<Blob>} the file; empty where the browser could not write it after all */
  stop() {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    for (const track of this.recorder.stream.getTracks()) track.stop();
    return this.done;
  }
}
