/**
 * Where frames come from: a camera, or a video file, played in a video element. Nothing leaves the
 * page; a camera is given back when the source ends.
 */
import {StylizerError} from './errors.js';
import {h} from './dom.js';
import {LIVE} from './messages.js';

/** @typedef {'user' | 'environment'} Facing */

/** What getUserMedia says and means (W3C Media Capture and Streams, 10.2). @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: 'camera-refused',
  SecurityError: 'camera-refused',
  NotFoundError: 'camera-none',
  OverconstrainedError: 'camera-none',
  NotReadableError: 'camera-busy',
  AbortError: 'camera-busy',
};

export class Source {
  /** @param {'camera' | 'file'} kind @param {string} title @param {HTMLVideoElement} video @param {() => void} giveBack */
  constructor(kind, title, video, giveBack) {
    this.kind = kind;
    this.title = title;
    this.video = video;
    this.giveBack = giveBack;
  }

  end() {
    this.video.pause();
    this.giveBack();
    this.video.removeAttribute('src');
    this.video.srcObject = null;
  }
}

/**
 * @param {Facing} facing of a phone's cameras @param {() => void} lost called when the camera is taken away
 * @returns {Promise<Source>}
 */
export async function openCamera(facing, lost) {
  const {mediaDevices} = navigator; // absent on pages that came without https
  if (!mediaDevices) throw new StylizerError('camera-unsupported');
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await mediaDevices.getUserMedia({video: {facingMode: {ideal: facing}, width: {ideal: 1280}}});
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : '';
    throw new StylizerError(REFUSALS[name] ?? 'camera-unsupported', {}, {cause});
  }
  const tracks = stream.getVideoTracks();
  tracks[0]?.addEventListener('ended', lost);
  const video = element();
  video.srcObject = stream;
  const source = new Source('camera', LIVE.photograph, video, () => tracks.forEach((track) => track.stop()));
  const seen = tracks[0]?.getSettings().facingMode ?? facing;
  video.classList.toggle('mirrored', seen === 'user'); // as everyone knows themselves
  return playing(source, 'camera-busy');
}

/** Whether there is another camera to turn to. */
export async function hasSeveralCameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter(({kind}) => kind === 'videoinput').length > 1;
}

/** @param {Blob} file @returns {Promise<Source>} */
export async function openVideo(file) {
  const url = URL.createObjectURL(file);
  const video = element();
  video.src = url;
  video.loop = true;
  const title = (file instanceof File && file.name.replace(/\.\w+$/, '')) || LIVE.video;
  return playing(new Source('file', title, video, () => URL.revokeObjectURL(url)), 'video-broken');
}

/** The source once it plays; given back if it does not. @param {Source} source @param {string} code */
async function playing(source, code) {
  try {
    await source.video.play();
    if (source.video.videoWidth === 0) throw new TypeError('no picture in it');
    return source;
  } catch (cause) {
    source.end();
    throw new StylizerError(code, {}, {cause});
  }
}

function element() {
  const video = h('video', {class: 'live-source', playsinline: '', tabindex: '0'});
  video.muted = true;
  return video;
}
