/**
 * A job on its way to the worker: copies of the pixels that it has not kept, to be transferred. Pure.
 *
 * @typedef {import('./protocol.js').Job} Job
 */

/**
 * @param {Job} job @param {import('./protocol.js').Kept} kept
 * @returns {{job: Job, transfer: Transferable[]}}
 */
export function parcel({content, styles, own, ...others}, {codes, contents}) {
  /** @type {Transferable[]} */
  const transfer = [];
  const pack = (
    /** @type {import('./protocol.js').Image & {sharpness?: number}} */ {pixels, ...rest},
    /** @type {string[]} */ known,
  ) => {
    if (!pixels || known.includes(rest.key)) return rest;
    const data = pixels.data.slice();
    transfer.push(data.buffer);
    return {...rest, pixels: {...pixels, data}};
  };
  const job = {
    ...others,
    content: pack(content, contents),
    styles: styles.map(({weight, ...style}) => ({...pack(style, codes), weight})),
    own: own && pack(own, codes),
  };
  return {job, transfer};
}
