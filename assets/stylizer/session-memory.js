/**
 * What is remembered until the tab closes; nothing where the browser forbids even that.
 * @returns {Pick<Storage, 'getItem' | 'setItem'>}
 */
export function sessionMemory() {
  const nothing = {getItem: () => null, setItem() {}};
  try {
    return globalThis.sessionStorage ?? nothing;
  } catch {
    return nothing;
  }
}
