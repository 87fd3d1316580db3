import assert from 'node:assert/strict';
import {test} from 'node:test';
import {meaning} from '../../assets/stylizer/shortcuts.js';

/** @param {string} keys as people write them, `Control+Shift+z` @param {string} [code] */
function pressed(keys, code) {
  const key = keys.split('+').at(-1) ?? '';
  return meaning({
    key,
    code: code ?? `Key${key.toUpperCase()}`,
    ctrlKey: keys.includes('Control'),
    metaKey: keys.includes('Meta'),
    shiftKey: keys.includes('Shift'),
    altKey: keys.includes('Alt'),
  });
}

test('undo and redo have the keys they have everywhere', () => {
  assert.equal(pressed('Control+z'), 'undo');
  assert.equal(pressed('Meta+z'), 'undo');
  assert.equal(pressed('Control+Shift+Z'), 'redo');
  assert.equal(pressed('Meta+Shift+z'), 'redo');
  assert.equal(pressed('Control+y'), 'redo');
});

test('other keys mean nothing', () => {
  for (const keys of ['z', 'Shift+Z', 'Control+Alt+z', 'Control+Meta+z', 'Meta+y', 'Control+Shift+y', 'Control+x']) {
    assert.equal(pressed(keys), null, keys);
  }
});

test('the letter counts where the keyboard has it, the place of the key where it has another script', () => {
  assert.equal(pressed('Control+z', 'KeyY'), 'undo'); // a German keyboard
  assert.equal(pressed('Control+я', 'KeyZ'), 'undo'); // a Russian one
});
