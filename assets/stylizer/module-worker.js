/**
 * Starts a worker from a module. A browser takes a worker's script only from the page's own site;
 * where the stylizer comes from another one, a line of the page's own imports it.
 * https://html.spec.whatwg.org/multipage/workers.html#dom-worker
 */

/** @type {Map<string, string>} addresses of such lines, by that of the script */
const lines = new Map();

/** @param {string} url absolute */
export function moduleWorker(url) {
  return new Worker(new URL(url).origin === location.origin ? url : lineFor(url), {type: 'module'});
}

/** @param {string} url */
function lineFor(url) {
  const known = lines.get(url);
  if (known) return known;
  const line = new Blob([`import ${JSON.stringify(url)};`], {type: 'text/javascript'});
  const made = URL.createObjectURL(line);
  lines.set(url, made);
  return made;
}
