/**
 * The keys of undo and redo, for the stylizer of the page that was used last. A field in which
 * text is written keeps its own.
 */

/** Inputs that hold no text. */
const TEXTLESS = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** @type {HTMLElement | null} */
let last = null;

/**
 * @param {Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>} event
 * @returns {'undo' | 'redo' | null}
 */
export function meaning({key, code, ctrlKey, metaKey, shiftKey, altKey}) {
  if (altKey || ctrlKey === metaKey) return null;
  // A keyboard of another script has the letter only as the place of its key.
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace('Key', '').toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && ctrlKey && !shiftKey ? 'redo' : null;
}

/** Whether an element has text of its own to undo. @param {EventTarget | undefined} target */
export function holdsText(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !TEXTLESS.has(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement;
}

/**
 * @param {HTMLElement} host @param {Record<'undo' | 'redo', () => boolean>} acts each tells whether
 *   there was anything to do
 * @returns {() => void} ends it
 */
export function listen(host, acts) {
  const use = () => void (last = host);
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.composedPath().includes(host)) use();
    const act = meaning(event);
    if (!act || last !== host || event.defaultPrevented || holdsText(event.composedPath()[0])) return;
    if (acts[act]()) event.preventDefault();
  };
  host.addEventListener('pointerdown', use);
  document.addEventListener('keydown', press);
  return () => {
    host.removeEventListener('pointerdown', use);
    document.removeEventListener('keydown', press);
    if (last === host) last = null;
  };
}
