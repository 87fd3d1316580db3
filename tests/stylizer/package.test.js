import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import {isKept, openPackage} from '../../assets/stylizer/package.js';

const SHARD = new Uint8Array(10_000).map((_, i) => i % 251);
const GRAPH = new TextEncoder().encode('{"modelTopology":{}}');

/** @param {Uint8Array} bytes */
const record = (bytes) => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

let folders = 0;

/** A server and a browser's cache, both in memory. */
function world() {
  const folder = `https://example.org/models/lite-${++folders}/`;
  const card = {files: {'model.json': record(GRAPH), 'a.bin': record(SHARD)}};
  /** @type {Record<string, Uint8Array | number>} a file, or the status of its answer */
  const served = {
    'card.json': new TextEncoder().encode(JSON.stringify(card)),
    'model.json': GRAPH,
    'a.bin': SHARD,
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
      return typeof answer === 'number'
        ? new Response('', {status: answer})
        : new Response(/** @type {any} */ (answer));
    },
    caches: {open: async () => cache},
    subtle: globalThis.crypto.subtle,
  });
  return {folder, served, stored, requests, cache, platform};
}

test('the first visit downloads, counting bytes; the second downloads nothing', async () => {
  const {folder, platform, requests} = world();
  /** @type {number[][]} */
  const steps = [];
  const first = await openPackage(folder, {platform, progress: (...step) => steps.push(step)});
  const total = SHARD.length + GRAPH.length;
  assert.deepEqual(steps.at(-1), [total, total]);
  assert.ok(first.downloaded > total);
  assert.deepEqual(new Uint8Array(first.model.files['a.bin']), SHARD);
  assert.equal(await isKept(folder, platform), true);

  requests.length = 0;
  const second = await openPackage(folder, {platform});
  assert.equal(second.downloaded, 0);
  assert.deepEqual(requests, []);
});

test('a damaged shard is refused and removed, and the next try goes past every cache', async () => {
  const {folder, platform, served, requests, stored} = world();
  served['a.bin'] = SHARD.toReversed();
  await assert.rejects(openPackage(folder, {platform}), {code: 'model-damaged'});
  assert.equal(stored.has(`${folder}a.bin`), false);
  served['a.bin'] = SHARD;
  requests.length = 0;
  const {model} = await openPackage(folder, {platform});
  // Whether the graph was kept before the shard's failure ended its download is a race.
  const asked = requests.filter((request) => !request.startsWith('model.json'));
  assert.deepEqual(asked, ['card.json default', 'a.bin reload']);
  assert.equal(model.files['a.bin'].byteLength, SHARD.length);
});

test('a shard cut short is damaged too', async () => {
  const {folder, platform, served} = world();
  served['a.bin'] = SHARD.slice(0, 100);
  await assert.rejects(openPackage(folder, {platform}), {code: 'model-damaged'});
});

test('what was kept is checked again, and replaced when it is damaged', async () => {
  const {folder, platform, stored, requests} = world();
  await openPackage(folder, {platform});
  stored.set(`${folder}a.bin`, new Response('rubbish'));
  requests.length = 0;
  await openPackage(folder, {platform});
  assert.deepEqual(requests, ['a.bin reload']);
});

test('a page that answers instead of the card is refused, and nothing of it is kept', async () => {
  const {folder, platform, served, requests, stored} = world();
  const card = served['card.json'];
  for (const answer of ['<html>Log in first</html>', 'null', '{}']) {
    served['card.json'] = new TextEncoder().encode(answer);
    const damaged = {code: 'model-damaged', facts: {file: 'card.json'}};
    await assert.rejects(openPackage(folder, {platform}), damaged);
    assert.equal(stored.size, 0);
  }
  served['card.json'] = card;
  requests.length = 0;
  await openPackage(folder, {platform});
  assert.equal(requests[0], 'card.json reload');
});

test('a package of which a file is missing does not count as kept', async () => {
  const {folder, platform, served, stored} = world();
  served['a.bin'] = 503;
  await assert.rejects(openPackage(folder, {platform}));
  assert.equal(await isKept(folder, platform), false);
  served['a.bin'] = SHARD;
  await openPackage(folder, {platform});
  assert.equal(await isKept(folder, platform), true);

  stored.set(`${folder}a.bin`, new Response('rubbish'));
  delete served['a.bin'];
  await assert.rejects(openPackage(folder, {platform}), {code: 'network'});
  assert.equal(await isKept(folder, platform), false);
});

test('a missing file names the answer of the server', async () => {
  const {folder, platform, served} = world();
  served['a.bin'] = 404;
  const failed = {code: 'model-not-found', facts: {status: 404}};
  await assert.rejects(openPackage(folder, {platform}), failed);
});

test('a broken connection is told apart from a missing file', async () => {
  const {folder, platform, served} = world();
  delete served['a.bin'];
  await assert.rejects(openPackage(folder, {platform}), {code: 'network'});
});

test('without room, or without a store at all, it works and says that nothing was kept', async () => {
  const {folder, platform, cache} = world();
  cache.put = async () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  assert.equal((await openPackage(folder, {platform})).kept, false);
  const bare = {...platform, caches: undefined};
  assert.equal((await openPackage(folder, {platform: bare})).kept, false);
});

test('an older version of the same model is forgotten', async () => {
  const {folder, platform, stored} = world();
  stored.set('https://example.org/models/lite-old/card.json', new Response('{}'));
  stored.set('https://example.org/models/other-1/card.json', new Response('{}'));
  await openPackage(folder, {platform});
  assert.equal(stored.has('https://example.org/models/lite-old/card.json'), false);
  assert.equal(stored.has('https://example.org/models/other-1/card.json'), true);
});

test('a download can be ended', async () => {
  const {folder, platform} = world();
  const {fetch} = platform;
  platform.fetch = (/** @type {string} */ url, /** @type {RequestInit} */ options) => {
    options.signal?.throwIfAborted();
    return fetch(url, options);
  };
  const signal = AbortSignal.abort();
  await assert.rejects(openPackage(folder, {platform, signal}), {name: 'AbortError'});
});

test('whenever it is ended, it ends: while the store reads or writes too', async () => {
  for (const busy of ['match', 'put']) {
    for (const name of ['card.json', 'a.bin']) {
      const {folder, platform, cache} = world();
      const end = new AbortController();
      const {[busy]: plain} = /** @type {any} */ (cache);
      Object.assign(cache, {
        [busy]: async (/** @type {string} */ url, /** @type {Response} */ response) => {
          if (url.endsWith(name)) end.abort();
          return plain(url, response);
        },
      });
      const opening = openPackage(folder, {platform, signal: end.signal});
      await assert.rejects(opening, {name: 'AbortError'}, `${busy} ${name}`);
    }
  }
});
