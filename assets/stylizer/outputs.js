/**
 * The result on its way out of the page: to a file, to the clipboard, to another app. Says what
 * this browser can do, so that nothing else is offered.
 */
import {fileName} from './file-name.js';
import {toBlob} from './image-io.js';
import {LABELS} from './messages.js';

/** @typedef {'image/png' | 'image/jpeg' | 'image/webp'} Format */

/** MIME type -> name and ending of files. @type {Record<Format, [name: string, ending: string]>} */
export const FORMATS = {
  'image/png': ['PNG', 'png'],
  'image/jpeg': ['JPEG', 'jpg'],
  'image/webp': ['WebP', 'webp'],
};

/** @param {Format} type @param {string[]} titles what went into the picture */
export function nameFor(type, titles) {
  return fileName(titles, FORMATS[type][1], LABELS.fileName);
}

/** The formats this browser writes; Safari writes no WebP. @returns {Promise<Format[]>} */
export async function formats() {
  const dot = {data: new Uint8ClampedArray(4), width: 1, height: 1};
  const blob = await toBlob(dot, 'image/webp');
  const types = /** @type {Format[]} */ (Object.keys(FORMATS));
  return types.filter((type) => type !== 'image/webp' || blob.type === type);
}

/** Pictures on the clipboard need a secure page, and a browser that has them. */
export const canCopy = () => Boolean(navigator.clipboard?.write) && 'ClipboardItem' in globalThis;

/** Whether the browser hands files to other apps, which few desktops do. */
export function canShare() {
  const file = new File([new Uint8Array(1)], nameFor('image/png', []), {type: 'image/png'});
  return navigator.canShare?.({files: [file]}) ?? false;
}

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Every browser that copies pictures copies PNG. @param {Promise<Blob>} png awaited by the browser: the press must not be over */
export async function copyPicture(png) {
  await navigator.clipboard.write([new ClipboardItem({'image/png': png})]);
}
