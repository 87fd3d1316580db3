import assert from 'node:assert/strict';
import {test} from 'node:test';
import {initial, reduce} from '../../assets/stylizer/state.js';

const picture = /** @type {any} */ ({key: 'one'});
const result = {width: 4, height: 3, ms: 5, backend: 'wasm'};
const error = {code: 'network', facts: {}};

/** @param {import('../../assets/stylizer/state.js').Event[]} events */
const after = (...events) => events.reduce(reduce, initial('lite'));

const loaded = /** @type {const} */ ({
  type: 'loaded',
  backend: 'wasm',
  limits: {maxTexture: Infinity, im2col: false, bytes: 1},
});

test('a first run passes through every phase', () => {
  const phases = [];
  let state = initial('lite');
  for (const event of /** @type {import('../../assets/stylizer/state.js').Event[]} */ ([
    {type: 'start', phase: 'downloading'},
    {type: 'download', loaded: 1, total: 2},
    {type: 'warm'},
    loaded,
    {type: 'run', loaded: 0, total: 1},
    {type: 'result', result},
  ])) {
    state = reduce(state, event);
    phases.push(state.phase);
  }
  assert.deepEqual(phases, ['downloading', 'downloading', 'warming', 'ready', 'running', 'done']);
});

test('cancelling goes back to where things rested', () => {
  assert.equal(after({type: 'warm'}, {type: 'cancel'}).phase, 'idle');
  assert.equal(after(loaded, {type: 'run', loaded: 0, total: 1}, {type: 'cancel'}).phase, 'ready');
  assert.equal(after(loaded, {type: 'result', result}, {type: 'cancel'}).phase, 'done');
});

test('choosing another picture clears the error about the last one', () => {
  const failed = after({type: 'fail', error});
  assert.equal(failed.phase, 'error');
  const chosen = reduce(failed, {type: 'picture', role: 'content', picture});
  assert.equal(chosen.error, null);
  assert.equal(chosen.phase, 'idle');
  assert.equal(chosen.content, picture);
});

test('the page’s own picture, which comes late, leaves the error about the visitor’s', () => {
  const failed = after({type: 'fail', error});
  const chosen = reduce(failed, {type: 'picture', role: 'style', picture, byPage: true});
  assert.deepEqual([chosen.phase, chosen.error, chosen.style], ['error', error, picture]);
});

test('a new run clears the notices of the last', () => {
  const noticed = after({type: 'notice', notice: {code: 'slow', facts: {}}});
  assert.equal(noticed.notices.length, 1);
  assert.deepEqual(reduce(noticed, {type: 'start', phase: 'running'}).notices, []);
});

test('states are never changed in place', () => {
  const state = Object.freeze(initial('lite'));
  assert.notEqual(reduce(state, {type: 'setting', name: 'strength', value: 0.5}), state);
  assert.equal(state.settings.strength, 1);
});

test('another network is ready when it is here, and rests where there is a result', () => {
  const other = after(loaded, {type: 'fail', error}, {type: 'model', model: 'full', ready: false});
  assert.deepEqual([other.phase, other.error, other.modelReady, other.backend], ['idle', null, false, null]);
  assert.ok(other.limits, 'the machine is the same');
  const shown = after(loaded, {type: 'result', result}, {type: 'model', model: 'full', ready: true});
  assert.deepEqual([shown.phase, shown.modelReady, shown.result], ['done', true, result]);
});

test('that a network is kept is heard only of the one in use', () => {
  assert.equal(after({type: 'model-kept', model: 'full'}).modelReady, false);
  assert.equal(after({type: 'model-kept', model: 'lite'}).modelReady, true);
});
