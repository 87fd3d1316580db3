/**
 * Lets what was visited be read, and the stylizer run, without a network. The build puts a line
 * before this text that says BUILD: its version, the stylizer's scripts, and some words.
 *
 * What is kept lies in one cache per version of the site. A page comes from the network, and from
 * the cache only when there is none; what lies under assets/ is named by its content, never changes,
 * and comes from the cache first. A new version is made ready in a cache of its own, with the pages
 * that were visited and what they need, before it takes over: so no page meets another one's scripts.
 * Networks (assets/models/) are kept by the stylizer itself (assets/stylizer/package.js).
 */
/* global BUILD */

const HOME = self.registration.scope;
const FAMILY = `pastiche-pages ${HOME} `;
const CACHE = FAMILY + BUILD.version;

/** Pages that are carried over into a new version: those visited last. */
const CARRIED = 24;

/** An address under assets/, as pages have them. */
const ASSETS = /(?:\.\.?\/)+assets\/[^\s"'<>,)&\\]+/g;

/** What a bundled script imports at once. */
const IMPORTS = /(?:from|import)\s*"(\.\/[^"]+)"/g;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('fetch', (event) => {
  const {request} = event;
  const place = request.url.startsWith(HOME) ? request.url.slice(HOME.length) : null;
  if (place === null || request.method !== 'GET' || request.headers.has('range')) return;
  if (place.startsWith('assets/models/')) return;
  event.respondWith(place.startsWith('assets/') ? fromCache(event) : fromNetwork(event));
});

self.addEventListener('message', (event) => {
  const {data, ports, source} = event;
  if (data.type === 'visited') event.waitUntil(keep(data.urls));
  if (data.type === 'stylized') event.waitUntil(keep(BUILD.kit.map((path) => HOME + path)));
  if (data.type === 'is it new?') event.waitUntil(isOutdated(source).then((is) => ports[0].postMessage(is)));
  if (data.type === 'take over') void self.skipWaiting();
});

/** What never changes. @param {FetchEvent} event */
async function fromCache(event) {
  const {request} = event;
  const kept = await caches.match(request.url, {ignoreVary: true}).catch(() => undefined);
  if (kept) return kept;
  const answer = await fetch(request);
  if (isWhole(answer)) event.waitUntil(put(request.url, answer.clone()));
  return answer;
}

/** Pages, and files for machines. @param {FetchEvent} event */
async function fromNetwork(event) {
  const {request} = event;
  const url = plain(request.url);
  if (request.mode === 'navigate') event.waitUntil(clean());
  try {
    // Past the browser's own cache, which may hold a page of an older version for some minutes.
    const answer = await fetch(request, {cache: 'no-cache'});
    if (isWhole(answer)) event.waitUntil(put(url, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await match(url);
    if (kept) return kept;
    if (await match(`${url}/`)) return Response.redirect(`${url}/`);
    if (request.mode === 'navigate') return nothingKept();
    throw error;
  }
}

/** Makes a new version ready; fails, to be tried again, when the network does. */
async function install() {
  const old = [];
  for (const name of await others()) {
    const cache = await caches.open(name);
    for (const {url} of await cache.keys()) old.push({url, cache});
  }
  const isPage = ({url}) => !url.startsWith(`${HOME}assets/`);
  const wanted = new Set(old.map(({url}) => url).filter((url) => url.startsWith(`${HOME}assets/fonts/`)));
  for (const {url} of old.filter(isPage).slice(-CARRIED)) {
    const answer = await fetch(url, {cache: 'no-cache'});
    if (!isWhole(answer)) continue; // it is gone
    await put(url, answer.clone());
    for (const [address] of (await answer.text()).matchAll(ASSETS)) wanted.add(new URL(address, url).href);
  }
  const known = new Map(old.map(({url, cache}) => [url, cache]));
  const next = await caches.open(CACHE);
  for (const url of wanted) {
    const answer = await known.get(url)?.match(url);
    if (answer) await next.put(url, answer);
    else if (/\.(css|js)$/.test(url)) await keep([url]);
  }
  const used = old.some(({url}) => url.startsWith(`${HOME}assets/js/worker-`));
  if (used) await keep(BUILD.kit.map((path) => HOME + path));
  const pages = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  const outdated = await Promise.all(pages.map(isOutdated));
  if (!outdated.includes(true)) await self.skipWaiting();
}

/** Whether this version has the page of a client in other words. @param {Client} client */
async function isOutdated({url}) {
  const here = plain(url);
  const [fresh, ...shown] = await Promise.all(
    [CACHE, ...(await others())].map(async (name) => (await (await caches.open(name)).match(here))?.text()),
  );
  return fresh !== undefined && shown.some((text) => text !== undefined && text !== fresh);
}

/** Caches of older versions. @type {string[]} */
let stale = [];

async function activate() {
  stale = await others();
  await self.clients.claim();
  await clean();
}

/** Drops older versions, unless a page beside the one in use may still need them. */
async function clean() {
  if ((await self.clients.matchAll({type: 'window'})).length > 1) return;
  for (const name of stale.splice(0)) await caches.delete(name);
}

/** The caches of other versions. */
async function others() {
  return (await caches.keys()).filter((name) => name.startsWith(FAMILY) && name !== CACHE);
}

/** Fetches what is not kept yet, scripts with their imports; what cannot be had is left out. @param {string[]} urls */
async function keep(urls) {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(
    urls.map(async (given) => {
      const url = plain(given);
      if (!url.startsWith(HOME) || url.startsWith(`${HOME}assets/models/`)) return;
      if (await cache.match(url)) return;
      const answer = await fetch(url, {cache: 'force-cache'});
      if (!isWhole(answer)) return;
      await cache.put(url, answer.clone());
      if (!url.endsWith('.js')) return;
      const imports = [...(await answer.text()).matchAll(IMPORTS)];
      await keep(imports.map(([, address]) => new URL(address, url).href));
    }),
  );
}

/** @param {string} url @param {Response} answer */
async function put(url, answer) {
  try {
    await (await caches.open(CACHE)).put(url, answer);
  } catch {
    // There is no room: it works now, and is fetched again next time.
  }
}

/** A page of this version; of an older one when this has none. @param {string} url */
async function match(url) {
  return (await (await caches.open(CACHE)).match(url)) ?? caches.match(url);
}

/** What is kept must be a whole answer of this site. @param {Response} answer */
const isWhole = ({ok, status, type, redirected}) => ok && status === 200 && type === 'basic' && !redirected;

/** Pages are the same whatever is asked of them. @param {string} url */
const plain = (url) => url.replace(/[?#].*$/, '');

function nothingKept() {
  const {lang, title, text, home} = BUILD.words;
  const page = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p><p><a href="${HOME}">${home}</a></p></main></body></html>`;
  return new Response(page, {status: 503, headers: {'Content-Type': 'text/html; charset=utf-8'}});
}
