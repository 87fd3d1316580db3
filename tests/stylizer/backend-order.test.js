import assert from 'node:assert/strict';
import {test} from 'node:test';
import {BackendOrder} from '../../assets/stylizer/backend-order.js';

/** @typedef {import('../../assets/stylizer/protocol.js').Backend} Backend */

/** @param {Backend | null} picked @param {Map<string, string>} [kept] what the session remembers */
const order = (picked, kept = new Map()) =>
  new BackendOrder(() => picked, {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });

test('webgpu is tried only when it is picked, and never alone', () => {
  assert.deepEqual(order(null).names, ['webgl', 'wasm']);
  assert.deepEqual(order('webgpu').names, ['webgpu', 'webgl', 'wasm']);
});

test('webgpu that fails gives way to the others, and may be picked again later', () => {
  const kept = new Map();
  const first = order('webgpu', kept);
  first.refuse('webgpu');
  assert.ok(first.hasRefusedWebgpu);
  assert.deepEqual(first.names, ['webgl', 'wasm']);
  assert.deepEqual(order('webgpu', kept).names, ['webgpu', 'webgl', 'wasm']);
});

test('another that fails is left out for the session', () => {
  const kept = new Map();
  order(null, kept).refuse('webgl');
  assert.deepEqual(order(null, kept).names, ['wasm']);
  assert.deepEqual(order('webgpu', kept).names, ['webgpu', 'wasm']);
});

test('one that an author or a test wants is the only one, whatever comes of it', () => {
  const wasm = order('wasm');
  wasm.refuse('wasm');
  assert.deepEqual(wasm.names, ['wasm']);
});

test('a worker that runs suits where the same would be started', () => {
  assert.ok(order(null).suits('wasm'));
  assert.ok(!order(null).suits('webgpu'));
  assert.ok(!order('webgpu').suits('webgl'));
  assert.ok(!order('wasm').suits('webgl'));
});
