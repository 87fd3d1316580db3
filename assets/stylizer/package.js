/**
 * Model packages: fetched with byte progress, verified file by file against card.json, kept in
 * Cache Storage so that a second visit downloads nothing, and held in memory so that a restarted
 * worker gets them without asking anyone.
 */
import {StylizerError, isAbort} from './errors.js';

/**
 * @typedef {import('./protocol.js').ModelFiles} ModelFiles
 * @typedef {(loaded: number, total: number) => void} Progress bytes
 *
 * @typedef {object} Platform what is needed of the browser; tests hand in their own
 * @property {typeof fetch} fetch
 * @property {CacheStorage | undefined} caches absent in private windows and on plain http
 * @property {SubtleCrypto | undefined} subtle
 */

const CACHE = 'pastiche-models-1';

/** @type {Platform} */
const browser = {
  fetch: (...request) => globalThis.fetch(...request),
  caches: globalThis.caches,
  subtle: globalThis.crypto?.subtle,
};

/**
 * @param {string} folder absolute URL of the package, ending in a slash
 * @param {{signal?: AbortSignal, progress?: Progress, platform?: Platform}} [options]
 * @returns {Promise<{model: ModelFiles, kept: boolean, downloaded: number}>} `kept`: the next
 *   visit finds it; `downloaded`: bytes that came over the network
 */
export async function openPackage(folder, {signal, progress = () => {}, platform = browser} = {}) {
  const store = await Store.open(folder, platform);
  const cardFile = await file(folder, 'card.json', {
    store,
    platform,
    signal,
    whole: (bytes) => parse(bytes) !== null,
  });
  signal?.throwIfAborted();
  const card = /** @type {import('./protocol.js').Card} */ (parse(cardFile.bytes));
  const names = Object.keys(card.files);
  const total = names.reduce((sum, name) => sum + card.files[name].bytes, 0);
  let loaded = 0;
  const more = (/** @type {number} */ bytes) => {
    if (!rest.signal.aborted) progress((loaded += bytes), total);
  };
  const rest = new AbortController(); // one file's failure ends the others
  signal?.addEventListener('abort', () => rest.abort());

  const opened = await Promise.all(
    names.map(async (name) => {
      const one = await file(folder, name, {
        store,
        platform,
        signal: rest.signal,
        more,
        whole: (bytes) => matches(bytes, card.files[name], platform),
      });
      if (one.downloaded) await store.put(name, one.bytes);
      return one;
    }),
  ).catch((error) => {
    rest.abort();
    throw error;
  });
  const files = Object.fromEntries(names.map((name, i) => [name, opened[i].bytes]));
  const downloaded = opened.reduce((sum, one) => sum + one.downloaded, cardFile.downloaded);
  if (downloaded) await store.put('card.json', cardFile.bytes); // last: it says the rest is there
  await store.forgetOthers();
  signal?.throwIfAborted();
  return {model: {card, files}, kept: store.works, downloaded};
}

/**
 * One file: from the store if it is there and whole, else from the network.
 * @param {string} folder @param {string} name
 * @param {{store: Store, platform: Platform, signal?: AbortSignal,
 *   more?: (bytes: number) => void,
 *   whole: (bytes: ArrayBuffer) => boolean | Promise<boolean>}} options
 */
async function file(folder, name, {store, platform, signal, more = () => {}, whole}) {
  const kept = await store.get(name);
  if (kept && (await whole(kept))) {
    more(kept.byteLength);
    return {bytes: kept, downloaded: 0};
  }
  if (kept) await store.remove(name);
  // What the browser's own cache holds may be damaged too after a first failure: go past it.
  const cache = kept || store.doubts(name) ? 'reload' : 'default';
  const bytes = await download(folder + name, {platform, signal, more, cache});
  if (!(await whole(bytes))) {
    await store.remove(name);
    throw new StylizerError('model-damaged', {file: name});
  }
  return {bytes, downloaded: bytes.byteLength};
}

/**
 * @param {string} url
 * @param {{platform: Platform, signal?: AbortSignal, more: (bytes: number) => void,
 *   cache: RequestCache}} options
 */
async function download(url, {platform, signal, more, cache}) {
  try {
    const response = await platform.fetch(url, {signal, cache});
    if (!response.ok) throw new StylizerError('model-not-found', {status: response.status});
    if (!response.body) return await response.arrayBuffer();
    const chunks = [];
    const reader = response.body.getReader();
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      chunks.push(value);
      more(value.byteLength);
    }
    return await new Blob(chunks).arrayBuffer();
  } catch (cause) {
    if (cause instanceof StylizerError || isAbort(cause)) throw cause;
    throw new StylizerError('network', {}, {cause});
  }
}

/**
 * @param {ArrayBuffer} bytes @param {{bytes: number, sha256: string}} expected hexadecimal
 * @param {Platform} platform
 */
async function matches(bytes, expected, {subtle}) {
  if (bytes.byteLength !== expected.bytes) return false;
  if (!subtle) return true; // plain http: no digest is to be had
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === expected.sha256;
}

/** The card, or null: a captive portal answers with a page of its own. @param {ArrayBuffer} bytes */
function parse(bytes) {
  try {
    const card = JSON.parse(new TextDecoder().decode(bytes));
    return card?.files ? card : null;
  } catch {
    return null;
  }
}

/** Files removed as damaged during this visit; the next try goes past every cache. */
const doubtful = new Set();

/** The kept copy of one package. Every failure of the store means: work without it. */
class Store {
  /** @param {string} folder @param {Cache | undefined} cache */
  constructor(folder, cache) {
    this.folder = folder;
    this.cache = cache;
    this.works = cache !== undefined;
  }

  /** @param {string} folder @param {Platform} platform */
  static async open(folder, {caches}) {
    return new Store(folder, await caches?.open(CACHE).catch(() => undefined));
  }

  /** @param {string} name */
  async get(name) {
    const response = await this.cache?.match(this.folder + name).catch(() => undefined);
    return response?.arrayBuffer().catch(() => undefined);
  }

  /** @param {string} name @param {ArrayBuffer} bytes */
  async put(name, bytes) {
    doubtful.delete(this.folder + name);
    try {
      await this.cache?.put(this.folder + name, new Response(bytes));
    } catch {
      this.works = false; // no room (QuotaExceededError), or storage is forbidden
    }
  }

  /** Without the card the package does not count as kept. @param {string} name */
  async remove(name) {
    doubtful.add(this.folder + name);
    for (const gone of [name, 'card.json']) {
      await this.cache?.delete(this.folder + gone).catch(() => false);
    }
  }

  /** @param {string} name */
  doubts(name) {
    return doubtful.has(this.folder + name);
  }

  /** Drops other versions of this package: folders are named `<model>-<digest>/`. */
  async forgetOthers() {
    const model = this.folder.replace(/-[^/-]+\/$/, '-');
    if (model === this.folder) return;
    const requests = (await this.cache?.keys().catch(() => undefined)) ?? [];
    const old = requests.filter(({url}) => url.startsWith(model) && !url.startsWith(this.folder));
    await Promise.all(old.map((request) => this.cache?.delete(request).catch(() => false)));
  }
}

/**
 * Whether an earlier visit kept this package; asks the browser only, never the network.
 * @param {string} folder @param {Platform} [platform]
 */
export async function isKept(folder, platform = browser) {
  return (await (await Store.open(folder, platform)).get('card.json')) !== undefined;
}
