/**
 * The laboratories of the posts: elements in which a reader takes a method apart. Each is fetched
 * when the first of its kind comes near the reader's eyes, and computes nothing before it is asked.
 */

/** @type {Record<string, () => Promise<{default: CustomElementConstructor}>>} */
const LABS = {
  'families-lab': () => import('./comparison/families-lab.js'),
  'gatys-lab': () => import('./gatys/gatys-lab.js'),
  'gram-lab': () => import('./gatys/gram-lab.js'),
  'map-lab': () => import('./map/map-lab.js'),
  'sizes-lab': () => import('./sizes/sizes-lab.js'),
};

/** How far below the window a laboratory begins to be fetched. */
const NEAR = '400px';

const watch = new IntersectionObserver(
  (entries) => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      void define(target.localName);
    }
  },
  {rootMargin: NEAR},
);

/** @param {string} name */
async function define(name) {
  const {default: element} = await LABS[name]();
  if (!customElements.get(name)) customElements.define(name, element);
}

for (const lab of document.querySelectorAll(Object.keys(LABS).join(','))) watch.observe(lab);
