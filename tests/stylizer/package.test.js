import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesOf} from '../../assets/stylizer/body-bytes.js';
import {isKept, openPackage} from '../../assets/stylizer/package.js';
import {GRAPH, SHARD, world} from './package-world.js';

test('the first visit downloads, counting bytes; the second downloads nothing', async () => {
  const {folder, platform, requests} = world();
  /** @type {number[][]} */
  const steps = [];
  const first = await openPackage(folder, {platform, progress: (...step) => steps.push(step)});
  const total = SHARD.length + GRAPH.length;
  assert.deepEqual(steps.at(-1), [total, total]);
  assert.ok(first.downloaded > total);
  assert.deepEqual(new Uint8Array(first.model.files['a.bin']), SHARD);
  assert.equal(await first.kept, true);
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
  assert.deepEqual(asked, ['card.json no-store', 'a.bin no-store']);
  assert.equal(model.files['a.bin'].byteLength, SHARD.length);
});

test('without a store the browser’s own cache helps, unless what it gave was damaged', async () => {
  const {folder, platform, served, requests} = world();
  const bare = {...platform, caches: undefined};
  served['a.bin'] = SHARD.toReversed();
  await assert.rejects(openPackage(folder, {platform: bare}), {code: 'model-damaged'});
  assert.ok(requests.includes('a.bin default'));
  served['a.bin'] = SHARD;
  requests.length = 0;
  await openPackage(folder, {platform: bare});
  assert.equal(requests[0], 'card.json default');
  assert.ok(requests.includes('a.bin reload'));
});

test('a shard cut short is damaged too', async () => {
  const {folder, platform, served} = world();
  served['a.bin'] = SHARD.slice(0, 100);
  await assert.rejects(openPackage(folder, {platform}), {code: 'model-damaged'});
});

test('what was kept is checked again, and replaced when it is damaged', async () => {
  const {folder, platform, stored, requests} = world();
  await (await openPackage(folder, {platform})).kept;
  stored.set(`${folder}a.bin`, new Response('rubbish'));
  requests.length = 0;
  await openPackage(folder, {platform});
  assert.deepEqual(requests, ['a.bin no-store']);
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
  assert.equal(requests[0], 'card.json no-store');
});

test('a package of which a file is missing does not count as kept', async () => {
  const {folder, platform, served, stored} = world();
  served['a.bin'] = 503;
  await assert.rejects(openPackage(folder, {platform}));
  assert.equal(await isKept(folder, platform), false);
  served['a.bin'] = SHARD;
  assert.equal(await (await openPackage(folder, {platform})).kept, true);
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
  assert.equal(await (await openPackage(folder, {platform})).kept, false);
  const bare = {...platform, caches: undefined};
  assert.equal(await (await openPackage(folder, {platform: bare})).kept, false);
});

test('an older version of the same model is forgotten', async () => {
  const {folder, platform, stored} = world();
  stored.set('https://example.org/models/lite-old/card.json', new Response('{}'));
  stored.set('https://example.org/models/other-1/card.json', new Response('{}'));
  await (await openPackage(folder, {platform})).kept;
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
  for (const [busy, name] of [['match', 'card.json'], ['match', 'a.bin'], ['put', 'a.bin']]) {
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
});

test('a picture need not wait until the store has written, and the card is written last', async () => {
  const {folder, platform, cache, stored} = world();
  let write = () => {};
  const written = new Promise((/** @type {(value?: any) => void} */ resolve) => void (write = resolve));
  const {put} = cache;
  cache.put = async (url, response) => {
    if (url.endsWith('a.bin')) await written;
    return put(url, response);
  };
  const {kept, model} = await openPackage(folder, {platform});
  assert.deepEqual(new Uint8Array(model.files['a.bin']), SHARD);
  assert.equal(await isKept(folder, platform), false);
  write();
  assert.equal(await kept, true);
  assert.deepEqual([...stored.keys()].at(-1), `${folder}card.json`);
});

test('a body is the same whether the browser reads it into our buffer or hands out pieces', async () => {
  for (const type of /** @type {const} */ (['bytes', undefined])) {
    for (const [given, expected] of [[[[1, 2], [3]], [1, 2, 3]], [[[1]], [1]], [[[1, 2], [3, 4]], []], [[[1, 2, 3], [4]], []]]) {
      const body = new ReadableStream({
        type: /** @type {any} */ (type),
        start(controller) {
          for (const piece of given) controller.enqueue(Uint8Array.from(/** @type {number[]} */ (piece)));
          controller.close();
        },
      });
      const made = await bytesOf(body, 3, () => {});
      assert.deepEqual([...new Uint8Array(made)], expected, `${type}: ${given}`);
    }
  }
});
