/** Makes elements, `h('button', {type: 'button'}, 'Stylize')`, and changes what is in them. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} [attributes] @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Replaces children only when their text changed: a live region speaks on every change. */
export function setChildren(/** @type {HTMLElement} */ element, /** @type {HTMLElement[]} */ ...children) {
  const text = (/** @type {Element[]} */ nodes) => nodes.map((n) => n.textContent).join('\n');
  if (text([...element.children]) !== text(children)) element.replaceChildren(...children);
}
