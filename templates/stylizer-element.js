/**
 * The stylizer for any page of any site, as a module that defines `<style-transfer>`. The build puts
 * lines before this text that import and export StyleTransfer and say SITE: networks, scripts and samples of
 * this site, by their addresses from its root. Its own JSON block may name others (content/pages/elsewhere.md).
 */
/* global SITE, StyleTransfer */

/** The site's root, as seen from assets/js/. */
const root = new URL('../../', import.meta.url);

/** @template {Record<string, any>} T @param {T} thing @param {...string} names of its addresses */
function placed(thing, ...names) {
  return {...thing, ...Object.fromEntries(names.map((name) => [name, new URL(thing[name], root).href]))};
}

StyleTransfer.usual = {
  models: SITE.models.map((model) => placed(model, 'url')),
  worker: new URL(SITE.worker, root).href,
  wasm: placed(SITE.wasm, ...Object.keys(SITE.wasm)),
  contents: SITE.contents.map((sample) => placed(sample, 'url', 'thumb')),
  styles: SITE.styles.map((sample) => placed(sample, 'url', 'thumb')),
  chosen: SITE.chosen,
};
