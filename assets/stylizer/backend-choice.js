/**
 * Whether the visitor wants WebGPU, on any visit, and the control that asks. It is new, and not yet
 * on every machine faster or right: it is offered where the browser has it, and never chosen by itself.
 */
import {choice} from './controls.js';
import {LABELS} from './messages.js';

const PICKED = 'pastiche-backend';

/** @returns {import('./protocol.js').Backend | null} null for the usual order */
export function pickedBackend() {
  try {
    return 'gpu' in navigator && localStorage.getItem(PICKED) === 'webgpu' ? 'webgpu' : null;
  } catch {
    return null; // no storage for this page
  }
}

/**
 * Puts the control among the settings, where the browser has WebGPU.
 * @param {import('./session.js').Session} session @param {Element} before it comes after this control
 */
export function offerBackends(session, before) {
  if (!('gpu' in navigator)) return;
  const control = choice('backend', LABELS.backend, (name) => {
    try {
      if (name) localStorage.setItem(PICKED, name);
      else localStorage.removeItem(PICKED);
    } catch {
      return control.show(''); // as above
    }
    session.restart();
  });
  control.offer([['', LABELS.automatic], ['webgpu', 'WebGPU']]);
  control.show(pickedBackend() ?? '');
  before.after(control.root);
}
