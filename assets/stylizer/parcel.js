/**
 * A job on its way to the worker: copies of the pixels that it has not kept, to be transferred. Pure.
 *
 * @typedef {import('./protocol.js').Job} Job
 */

/**
 * @param {Job} job @param {import('./protocol.js').Kept} kept
 * @returns {{job: Job, transfer: Transferable[]}}
 */
export function parcel({content, styles, own, ...rest}, {codes, contents}) {
  /** @type {Transferable[]} */
  const transfer = [];
  const pack = (
    /** @type {import('./protocol.js').Image} */ {key, pixels},
    /** @type {string[]} */ known,
  ) => {
    if (!pixels || known.includes(key)) return {key};
    const data = pixels.data.slice();
    transfer.push(data.buffer);
    return {key, pixels: {...pixels, data}};
  };
  const job = {
    ...rest,
    content: pack(content, contents),
    styles: styles.map(({weight, ...style}) => ({...pack(style, codes), weight})),
    own: own && pack(own, codes),
  };
  return {job, transfer};
}
