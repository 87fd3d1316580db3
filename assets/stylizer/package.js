/**
 * Model packages: fetched with byte progress, verified file by file against card.json, kept in
 * Cache Storage so that a second visit downloads nothing, and held in memory so that a restarted
 * worker gets them without asking anyone.
 */
import {bytesOf} from './body-bytes.js';
import {StylizerError, isAbort} from './errors.js';

/**
 * @typedef {import('./protocol.js').ModelFiles} ModelFiles
 * @typedef {(loaded: number, total: number) => void} Progress bytes
 *
 * @typedef {object} Platform what is needed of the browser; tests hand in their own
 * @property {typeof fetch} fetch
 * @property {CacheStorage | undefined} caches absent in private windows and on plain http
 * @property {SubtleCrypto | undefined} subtle
 * @property {() => number} now milliseconds
 */

const CACHE = 'pastiche-models-1';

/** Time between two reports of progress: bytes come in hundreds of pieces. */
const TELL_MS = 100;

/** @type {Platform} */
const browser = {
  fetch: (...request) => globalThis.fetch(...request),
  caches: globalThis.caches,
  subtle: globalThis.crypto?.subtle,
  now: () => performance.now(),
};

/**
 * @param {string} folder absolute URL of the package, ending in a slash
 * @param {{signal?: AbortSignal, progress?: Progress, platform?: Platform}} [options]
 * @returns {Promise<{model: ModelFiles, kept: Promise<boolean>, downloaded: number}>} `kept`: whether
 *   the next visit finds it, known once it is written; `downloaded`: bytes that came over the network
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
  let told = -Infinity;
  const more = (/** @type {number} */ bytes) => {
    loaded += bytes;
    const now = platform.now();
    if (rest.signal.aborted || (now - told < TELL_MS && loaded < total)) return;
    told = now;
    progress(loaded, total);
  };
  /** @type {Promise<void>[]} */
  const writing = []; // nobody who waits for a picture waits for these
  const rest = new AbortController(); // one file's failure ends the others
  signal?.addEventListener('abort', () => rest.abort());

  const opened = await Promise.all(
    names.map(async (name) => {
      const one = await file(folder, name, {
        store,
        platform,
        signal: rest.signal,
        more,
        length: card.files[name].bytes,
        whole: (bytes) => matches(bytes, card.files[name], platform),
      });
      if (one.downloaded) writing.push(store.put(name, one.bytes));
      return one;
    }),
  ).catch((error) => {
    rest.abort();
    throw error;
  });
  signal?.throwIfAborted();
  const files = Object.fromEntries(names.map((name, i) => [name, opened[i].bytes]));
  const downloaded = opened.reduce((sum, one) => sum + one.downloaded, cardFile.downloaded);
  const keep = async () => {
    await Promise.all(writing);
    if (downloaded) await store.put('card.json', cardFile.bytes); // last: it says the rest is there
    await store.forgetOthers();
    return store.works;
  };
  return {model: {card, files}, kept: keep(), downloaded};
}

/**
 * One file: from the store if it is there and whole, else from the network.
 * @param {string} folder @param {string} name
 * @param {{store: Store, platform: Platform, signal?: AbortSignal,
 *   more?: (bytes: number) => void, length?: number,
 *   whole: (bytes: ArrayBuffer) => boolean | Promise<boolean>}} options
 */
async function file(folder, name, {store, platform, signal, more = () => {}, length, whole}) {
  const kept = await store.get(name);
  if (kept && (await whole(kept))) {
    more(kept.byteLength);
    return {bytes: kept, downloaded: 0};
  }
  if (kept) await store.remove(name);
  const cache = cacheFor(store, kept !== undefined || store.doubts(name));
  const bytes = await download(folder + name, {platform, signal, more, length, cache});
  if (!(await whole(bytes))) {
    await store.remove(name);
    throw new StylizerError('model-damaged', {file: name});
  }
  return {bytes, downloaded: bytes.byteLength};
}

/**
 * The use of the browser's own cache: none where the store keeps what comes, so that it is not there
 * twice. What is in it may be damaged too after a first failure.
 * @param {Store} store @param {boolean} isDoubtful @returns {RequestCache}
 */
function cacheFor(store, isDoubtful) {
  if (store.works) return 'no-store';
  return isDoubtful ? 'reload' : 'default';
}

/**
 * @param {string} url
 * @param {{platform: Platform, signal?: AbortSignal, more: (bytes: number) => void,
 *   length?: number, cache: RequestCache}} options `length`: bytes that there should be
 */
async function download(url, {platform, signal, more, length, cache}) {
  try {
    const response = await platform.fetch(url, {signal, cache});
    if (!response.ok) throw new StylizerError('model-not-found', {status: response.status});
    if (!response.body || length === undefined) return await response.arrayBuffer();
    return await bytesOf(response.body, length, more);
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
