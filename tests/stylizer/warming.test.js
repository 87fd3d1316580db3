import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Warming} from '../../assets/stylizer/warming.js';
import {fakeSession, pixels, settle} from './fake-session.js';

const cost = {
  least: 64, styleLongest: 384, im2colPerPixel: 108, livePerPixel: 56, keptPerPixel: 32,
  bandedPerPixel: 9, tokenSide: 8, reach: 80,
};

const STARTED = {backend: 'webgl', limits: {maxTexture: 8192, im2col: true, bytes: 2 ** 30}};

/** A session with a network in memory. */
function setUp() {
  const starts = /** @type {{signal: AbortSignal, resolve: () => void}[]} */ ([]);
  /** @type {any[]} */
  const warmed = [];
  const {session, engine, log} = fakeSession({
    names: ['lite', 'full'],
    needs: {sizeMultiple: 16, cost},
    settings: {maxSize: 512},
    engine: {
      started: null,
      start: (/** @type {any} */ {signal}) =>
        new Promise((resolve) => starts.push({signal, resolve: () => resolve((engine.started = STARTED))})),
      warm: (/** @type {any} */ sizes) => warmed.push(sizes),
      run: async () => ({pixels: pixels(), ms: 1, backend: 'webgl'}),
    },
  });
  return {session, starts, warmed, log, warming: new Warming(session)};
}

test('a network that is here starts unseen while the visitor chooses', async () => {
  const {starts, log, warming} = setUp();
  const beginning = warming.begin();
  await settle();
  assert.deepEqual([log, starts.length], [[], 1]);
  starts[0].resolve();
  await beginning;
  assert.deepEqual(log, ['loaded: ready']);
  await warming.begin();
  assert.equal(starts.length, 1);
});

test('one that would have to be fetched waits for the button', async () => {
  const {session, starts, warming} = setUp();
  Object.assign(session.engine, {hasModel: false});
  await warming.begin();
  assert.equal(starts.length, 0);
});

test('who asks for a run meanwhile waits for the same start', async () => {
  const {session, starts, log, warming} = setUp();
  const beginning = warming.begin();
  await settle();
  const painting = session.stylize();
  await settle();
  assert.deepEqual(log, ['start: warming']);
  starts[0].resolve();
  await Promise.all([painting, beginning]);
  assert.equal(starts.length, 1);
  assert.deepEqual(log, ['start: warming', 'loaded: ready', 'run: running', 'result: done']);
});

test('another network ends it', async () => {
  const {session, starts, warming} = setUp();
  void warming.begin();
  await settle();
  session.use('full');
  assert.ok(starts[0].signal.aborted);
});

test('shaders are compiled for the preview and for the size that is chosen, and not during a run', async (context) => {
  context.mock.timers.enable({apis: ['setTimeout']});
  const {session, warmed, warming} = setUp();
  const ask = (/** @type {any} */ event) => {
    warming.changed(event);
    context.mock.timers.tick(1000);
  };
  ask({type: 'setting'});
  assert.deepEqual(warmed, [], 'nothing has started');
  Object.assign(session.engine, {started: STARTED});
  ask({type: 'setting'});
  ask({type: 'run'});
  const [[small, full], ...more] = warmed;
  assert.deepEqual(more, []);
  assert.deepEqual([small.content, full.content], [{width: 128, height: 64}, {width: 512, height: 256}]);
  session.tell({type: 'run', loaded: 0, total: 1});
  ask({type: 'picture'});
  assert.equal(warmed.length, 1);
});
