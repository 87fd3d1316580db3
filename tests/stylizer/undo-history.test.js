import assert from 'node:assert/strict';
import {test} from 'node:test';
import {initial} from '../../assets/stylizer/state.js';
import {UndoHistory} from '../../assets/stylizer/undo-history.js';

/** A history, with a clock to set and a list of what was released. @param {object} [kept] */
function setUp(kept = {entries: 30, bytes: 1e9}) {
  /** @type {string[]} */
  const released = [];
  const clock = {now: 0};
  const history = new UndoHistory(
    ({title}) => released.push(title),
    /** @type {any} */ (kept),
    () => clock.now,
  );
  let state = {...initial('lite'), content: picture('boat'), style: picture('waves')};
  history.hold(state.content);
  history.hold(state.style);

  /** A result of what is chosen, after a change. @param {object} [change] @param {number} [ms] since the last */
  function paint(change = {}, ms = 10_000) {
    clock.now += ms;
    const {strength, ...rest} = /** @type {any} */ (change);
    for (const value of Object.values(rest)) if (value?.title) history.hold(value);
    const settings = strength === undefined ? state.settings : {...state.settings, strength};
    state = {...state, ...rest, settings, result: shown()};
    const data = () => new Uint8ClampedArray(100);
    const pixels = () => ({data: data(), width: 5, height: 5});
    const outcome = /** @type {any} */ ({before: pixels(), painted: pixels(), after: pixels(), palette: []});
    history.add({state, outcome});
    return state;
  }

  /** @param {'back' | 'forward'} way */
  function step(way) {
    const entry = way === 'back' ? history.back(state) : history.forward();
    if (entry) state = entry.state;
    history.sweep(state);
    return entry?.state;
  }
  return {history, paint, step, released, change: (/** @type {object} */ to) => (state = {...state, ...to})};
}

const shown = () => ({width: 5, height: 5, ms: 1, backend: 'wasm'});

/** @param {string} title */
const picture = (title) => /** @type {any} */ ({key: title, title});

test('back and forth through the results', () => {
  const {history, paint, step} = setUp();
  assert.equal(step('back'), undefined);
  const first = paint();
  assert.equal(history.canUndo(first), false);
  const second = paint({strength: 0.5});
  assert.equal(step('back'), first);
  assert.equal(step('back'), undefined);
  assert.equal(step('forward'), second);
  assert.equal(history.canRedo, false);
});

test('a new result ends what could be redone', () => {
  const {history, paint, step} = setUp();
  const first = paint();
  paint({strength: 0.5});
  step('back');
  paint({strength: 0.7});
  assert.equal(history.canRedo, false);
  assert.equal(step('back'), first);
});

test('a slider on its way is one step, from where it began to where it stopped', () => {
  const {history, paint, step} = setUp();
  const first = paint();
  for (const strength of [0.9, 0.8, 0.7]) paint({strength}, 300);
  assert.equal(history.entries.length, 2);
  assert.equal(step('back'), first);
  assert.equal(step('forward')?.settings.strength, 0.7);
});

test('two changes of a slider with a pause between them are two steps', () => {
  const {history, paint} = setUp();
  paint();
  paint({strength: 0.9});
  paint({strength: 0.8});
  assert.equal(history.entries.length, 3);
});

test('what was chosen since the result on show is undone first', () => {
  const {paint, step, change, history} = setUp();
  const first = paint();
  const state = change({content: picture('cat')});
  assert.ok(history.canUndo(state));
  assert.equal(step('back'), first);
});

test('pictures stay while a result shows them, and no longer', () => {
  const {paint, step, released, history} = setUp();
  paint();
  paint({content: picture('cat')});
  paint({content: picture('dog')});
  assert.deepEqual(released, []);
  step('back');
  step('back');
  paint({strength: 0.5});
  assert.deepEqual(released.sort(), ['cat', 'dog']);
  history.dispose();
  assert.deepEqual(released.sort(), ['boat', 'cat', 'dog', 'waves']);
});

test('a picture that was chosen and never painted is released when another takes its place', () => {
  const {released, history, change} = setUp();
  const cat = picture('cat');
  history.hold(cat);
  history.sweep(change({content: cat}));
  assert.deepEqual(released, ['boat']);
});

test('memory is bounded by a number of results and by their bytes; the newest always stays', () => {
  const few = setUp({entries: 3, bytes: 1e9});
  for (let i = 0; i < 10; i++) few.paint({strength: i / 10});
  assert.equal(few.history.entries.length, 3);
  const small = setUp({entries: 30, bytes: 700});
  for (let i = 0; i < 10; i++) small.paint({strength: i / 10});
  assert.equal(small.history.entries.length, 2);
  const tiny = setUp({entries: 30, bytes: 1});
  for (let i = 0; i < 3; i++) tiny.paint({strength: i / 10});
  assert.equal(tiny.history.entries.length, 1);
  assert.equal(tiny.history.canUndo(tiny.history.entries[0].state), false);
});
