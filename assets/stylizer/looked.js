/**
 * How sharply a style is looked at: from AdaIN, where every place sees all of it, to attention as the
 * network has learned it. Pure.
 *
 * @template {import('./protocol.js').Image} T
 * @param {T} image a style, or the content as its own @param {number} attention in [0, 1]
 * @returns {T & {sharpness?: number}} less sharply, it is another style to the worker. The square,
 *   because attention is still sharp when its logits are halved
 */
export const looked = (image, attention) =>
  attention < 1 ? {...image, key: `${image.key} at ${attention}`, sharpness: attention ** 2} : image;
