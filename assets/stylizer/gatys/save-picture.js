/** Hands a picture to the reader as a file. */
import {h} from '../dom.js';
import {toBlob} from '../image-io.js';

/** How long the browser may take to write it, in milliseconds. */
const WRITING = 60_000;

/** @param {import('../pixels.js').Pixels} pixels @param {string} name of the file, without an ending */
export async function savePicture(pixels, name) {
  const link = h('a', {href: URL.createObjectURL(await toBlob(pixels)), download: `${name}.png`});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), WRITING);
}
