/** For tests of package.js: a server and a browser's cache. */
import {createHash} from 'node:crypto';

export const SHARD = new Uint8Array(10_000).map((_, i) => i % 251);
export const GRAPH = new TextEncoder().encode('{"modelTopology":{}}');

/** @param {Uint8Array} bytes */
const record = (bytes) => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

let folders = 0;
let clock = 0;

/**
 * A server and a browser's cache, both in memory.
 * @param {string[]} [shards] names of files beside the graph, all with the same bytes
 */
export function world(shards = ['a.bin']) {
  const folder = `https://example.org/models/lite-${++folders}/`;
  const weights = Object.fromEntries(shards.map((name) => [name, record(SHARD)]));
  const card = {files: {'model.json': record(GRAPH), ...weights}};
  /** @type {Record<string, Uint8Array | number | (() => BodyInit)>} a file, the status of its answer, or its body */
  const served = {
    'card.json': new TextEncoder().encode(JSON.stringify(card)),
    'model.json': GRAPH,
    ...Object.fromEntries(shards.map((name) => [name, SHARD])),
  };
  /** @type {Map<string, Response>} */
  const stored = new Map();
  /** @type {string[]} */
  const requests = [];
  const cache = {
    match: async (/** @type {string} */ url) => stored.get(url)?.clone(),
    put: async (/** @type {string} */ url, /** @type {Response} */ response) => {
      stored.set(url, response);
    },
    delete: async (/** @type {any} */ request) => stored.delete(request.url ?? request),
    keys: async () => [...stored.keys()].map((url) => ({url})),
  };
  const platform = /** @type {any} */ ({
    fetch: async (/** @type {string} */ url, /** @type {RequestInit} */ {cache: mode}) => {
      const name = url.slice(folder.length);
      requests.push(`${name} ${mode}`);
      const answer = served[name];
      if (answer === undefined) throw new TypeError('Failed to fetch');
      if (typeof answer === 'number') return new Response('', {status: answer});
      return new Response(/** @type {any} */ (typeof answer === 'function' ? answer() : answer));
    },
    caches: {open: async () => cache},
    subtle: globalThis.crypto.subtle,
    now: () => (clock += 1000), // of a slow network
  });
  return {folder, served, stored, requests, cache, platform};
}
