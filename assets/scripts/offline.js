// Lets the site be read without a network (templates/service-worker.js), and says when it was renewed.

/** How often an open page asks whether there is a newer one, at most, in milliseconds. */
const PAUSE = 3_600_000;

const manifest = document.querySelector('link[rel="manifest"]');
const line = document.querySelector('.renewed');
if (navigator.serviceWorker && manifest instanceof HTMLLinkElement && line instanceof HTMLElement) {
  const address = new URL('sw.js', manifest.href).href;
  const begin = () => void keep(navigator.serviceWorker, address, line).catch(() => {});
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin, { once: true });
}

/**
 * @param {ServiceWorkerContainer} container
 * @param {string} address of the service worker
 * @param {HTMLElement} status where to say that the page was renewed
 */
async function keep(container, address, status) {
  const registration = await container.register(address);
  let asked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - asked < PAUSE) return;
    asked = Date.now();
    void registration.update().catch(() => {});
  });

  const offer = async (/** @type {ServiceWorker} */ next) => {
    if (await isNewer(next)) announce(status, container, next);
  };
  if (registration.waiting) void offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const next = registration.installing;
    next?.addEventListener('statechange', () => {
      if (next.state === 'installed' && registration.active) void offer(next);
    });
  });

  // What came before the worker was there, or from the browser's memory, did not pass through it.
  const { active } = await container.ready;
  const tell = (/** @type {object} */ message) => (container.controller ?? active)?.postMessage(message);
  const visited = (/** @type {string[]} */ urls) => tell({ type: 'visited', urls });
  visited([location.href]);
  const observer = new PerformanceObserver((list) => visited(list.getEntries().map(({ name }) => name)));
  observer.observe({ type: 'resource', buffered: true });
  const stylized = (/** @type {Event} */ { target }) => {
    const thumbs = target instanceof Element ? target.shadowRoot?.querySelectorAll('img') : null;
    visited([...(thumbs ?? [])].map(({ src }) => src));
    tell({ type: 'stylized' });
  };
  document.addEventListener('st-result', stylized, { once: true });
}

/** Whether a waiting version has this page in other words. @param {ServiceWorker} next */
function isNewer(next) {
  const { port1, port2 } = new MessageChannel();
  next.postMessage({ type: 'is it new?' }, [port2]);
  return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data === true)));
}

/**
 * @param {HTMLElement} status
 * @param {ServiceWorkerContainer} container
 * @param {ServiceWorker} next
 */
function announce(status, container, next) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = status.dataset.button ?? '';
  button.addEventListener('click', () => {
    if (next.state !== 'installed') return location.reload(); // another page let it take over
    container.addEventListener('controllerchange', () => location.reload(), { once: true });
    next.postMessage({ type: 'take over' });
  });
  status.replaceChildren(status.dataset.said ?? '', ' ', button);
}
