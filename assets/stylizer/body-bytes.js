/**
 * The bytes of a body in one buffer that is made beforehand: where the browser can, they are written
 * into it directly, and no piece is left to the garbage collector.
 *
 * @param {ReadableStream<Uint8Array>} body @param {number} length that it should have
 * @param {(bytes: number) => void} more told what has come
 * @returns {Promise<ArrayBuffer>} shorter where less came, and empty where more did
 */
export async function bytesOf(body, length, more) {
  const next = filling(body, new ArrayBuffer(length));
  let end = 0;
  for (;;) {
    const {buffer, bytes, isLonger} = await next(end);
    if (isLonger) return new ArrayBuffer(0);
    if (bytes === 0) return end === length ? buffer : buffer.slice(0, end);
    end += bytes;
    more(bytes);
  }
}

/**
 * @typedef {{buffer: ArrayBuffer, bytes: number, isLonger?: boolean}} Filled so many bytes more; none:
 *   that was all
 *
 * @param {ReadableStream<Uint8Array>} body @param {ArrayBuffer} buffer
 * @returns {(end: number) => Promise<Filled>} writes what comes next, from `end` on
 */
function filling(body, buffer) {
  const reader = direct(body);
  if (!reader) return copying(body, new Uint8Array(buffer));
  return async (end) => {
    const isFull = end === buffer.byteLength;
    const {done, value} = await reader.read(isFull ? new Uint8Array(1) : new Uint8Array(buffer, end));
    if (isFull) {
      if (!done) await reader.cancel();
      return {buffer, bytes: 0, isLonger: !done};
    }
    buffer = /** @type {ArrayBuffer} */ (value?.buffer ?? buffer); // what was read into was given away
    return {buffer, bytes: done ? 0 : value.byteLength};
  };
}

/** @param {ReadableStream<Uint8Array>} body @returns {ReadableStreamBYOBReader | null} */
function direct(body) {
  try {
    return body.getReader({mode: 'byob'});
  } catch {
    return null; // this body, or this browser, hands out pieces of its own
  }
}

/** @param {ReadableStream<Uint8Array>} body @param {Uint8Array<ArrayBuffer>} whole @returns {(end: number) => Promise<Filled>} */
function copying(body, whole) {
  const reader = body.getReader();
  return async (end) => {
    const {done, value} = await reader.read();
    if (done) return {buffer: whole.buffer, bytes: 0};
    if (end + value.byteLength > whole.length) {
      await reader.cancel();
      return {buffer: whole.buffer, bytes: 0, isLonger: true};
    }
    whole.set(value, end);
    return {buffer: whole.buffer, bytes: value.byteLength};
  };
}
