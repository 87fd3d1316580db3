import assert from 'node:assert/strict';
import {beforeEach, test} from 'node:test';
import {Engine} from '../../assets/stylizer/engine.js';
import {PROTOCOL} from '../../assets/stylizer/protocol.js';
import {SpareWorker} from '../../assets/stylizer/spare-worker.js';
import {USUAL} from './usual-job.js';

globalThis.fetch = async () => new Response(JSON.stringify({files: {}}));

const limits = {maxTexture: Infinity, im2col: false, bytes: 1};
const pixels = {data: new Uint8ClampedArray(4), width: 1, height: 1};

/** Whether a spare worker finds its script. */
let online = true;
beforeEach(() => void (online = true));

/** A worker that answers as it is told to, and notes what it hears. */
class FakeWorker {
  /** @param {(message: any, worker: FakeWorker) => void} answer */
  constructor(answer) {
    this.answer = answer;
    /** @type {any[]} */
    this.heard = [];
    this.ended = false;
    this.onmessage = (/** @type {{data: any}} */ _) => {};
    this.onerror = () => {};
  }

  /** @param {any} message */
  postMessage(message) {
    if (message.type === 'prepare') {
      if (online) queueMicrotask(() => this.say({type: 'prepared'}));
      return;
    }
    this.heard.push(message);
    queueMicrotask(() => this.answer(message, this));
  }

  /** @param {any} message */
  say(message) {
    if (!this.ended) this.onmessage({data: {...message, protocol: PROTOCOL}});
  }

  terminate() {
    this.ended = true;
  }
}

/** @param {any} message @param {FakeWorker} worker */
function obliging(message, worker) {
  if (message.type === 'load') worker.say({type: 'loaded', backend: message.backends[0], limits});
  else {
    const kept = {codes: [message.job.styles[0].key], contents: [message.job.content.key]};
    worker.say({type: 'result', pixels, ms: 1, kept});
  }
}

/** @param {(message: any, worker: FakeWorker) => void} [answer] @param {string} [modelUrl] */
function setUp(answer = obliging, modelUrl = 'https://example.org/models/lite-1/') {
  /** @type {FakeWorker[]} */
  const workers = [];
  /** @type {Map<string, string>} */
  const memory = new Map();
  const engine = new Engine({
    modelUrl,
    workerUrl: 'worker.js',
    wasmPaths: {},
    backend: () => null,
    memory: {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
    },
    workers: new SpareWorker(() => {
      workers.push(new FakeWorker(answer));
      return /** @type {any} */ (workers.at(-1));
    }),
  });
  return {engine, workers, memory};
}

/** @param {string} name */
const job = (name) => ({
  content: {key: name, pixels},
  styles: [{key: 'style', pixels, weight: 1}],
  ...USUAL,
  crop: {width: 1, height: 1},
});

test('webgl is tried first, then wasm', async () => {
  const {engine, workers} = setUp();
  await engine.start();
  assert.deepEqual(workers[0].heard[0].backends, ['webgl', 'wasm']);
});

for (const [lasting, next] of /** @type {[boolean, string[]][]} */ ([
  [true, ['wasm']],
  [false, ['webgl', 'wasm']],
])) {
  const again = lasting ? 'not tried again in this session' : 'tried again';
  test(`a backend that ${lasting ? 'paints wrongly' : 'could not be fetched'} is ${again}`, async () => {
    const {engine, workers} = setUp((message, worker) => {
      if (message.type !== 'load') return;
      worker.say({type: 'trying', backend: 'webgl'});
      worker.say({type: 'refused', backend: 'webgl', why: 'told by the worker', lasting});
      worker.say({type: 'loaded', backend: 'wasm', limits});
    });
    const {backend} = await engine.start();
    assert.equal(backend, 'wasm');
    engine.dispose();
    await engine.start();
    const loads = workers.flatMap(({heard}) => heard).filter(({type}) => type === 'load');
    assert.deepEqual(loads[1].backends, next);
  });
}

test('of the runs that wait only the newest is run', async () => {
  const {engine, workers} = setUp();
  await engine.start();
  const first = engine.run(job('first'));
  const second = engine.run(job('second'));
  const third = engine.run(job('third'));
  await assert.rejects(second, {name: 'AbortError'});
  await Promise.all([first, third]);
  const ran = workers[0].heard.slice(1).map((message) => message.job.content.key);
  assert.deepEqual(ran, ['first', 'third']);
});

test('where a self-test that follows a picture fails, nothing more is painted', async () => {
  const {engine, workers} = setUp();
  await engine.start();
  await engine.run(job('first'));
  workers[0].say({type: 'failed', code: 'no-backend', detail: 'self-test differs'});
  await assert.rejects(engine.start(), {code: 'no-backend'});
  assert.ok(workers[0].ended);
});

test('a question and a run take turns, and of the questions that wait only the newest is asked', async () => {
  /** @type {any[]} */
  const asked = [];
  const {engine, workers} = setUp((message, worker) => {
    if (message.type === 'load') obliging(message, worker);
    else asked.push(message);
  });
  await engine.start();
  const sizes = {shown: {width: 1, height: 1}, input: {width: 1, height: 1}};
  const at = (/** @type {number} */ x) => ({job: job('one'), place: {x, y: 0}, sizes});
  const kept = {codes: ['style'], contents: ['one']};
  const first = engine.look(at(0.1));
  const second = engine.look(at(0.2));
  const run = engine.run(job('one'));
  const third = engine.look(at(0.3));
  await assert.rejects(second, {name: 'AbortError'});
  assert.deepEqual(asked.map(({type}) => type), ['look']);
  workers[0].say({type: 'looked', looks: [[new Float32Array([1])]], code: '', kept});
  assert.deepEqual(await first, [[new Float32Array([1])]]);
  await Promise.resolve();
  assert.deepEqual(asked.map(({type}) => type), ['look', 'run']);
  assert.equal(asked[1].job.content.pixels, undefined);
  workers[0].say({type: 'result', pixels, ms: 1, kept});
  await run;
  await Promise.resolve();
  assert.equal(asked[2].look.place.x, 0.3);
  workers[0].say({type: 'looked', looks: null, code: 'out-of-memory', kept});
  await assert.rejects(third, {code: 'out-of-memory'});
  const last = engine.look(at(0.4));
  engine.dispose();
  await assert.rejects(last, {name: 'AbortError'});
});

test('pixels that the worker has are not sent again', async () => {
  const {engine, workers} = setUp();
  await engine.start();
  await engine.run(job('one'));
  await engine.run(job('one'));
  const [, first, second] = workers[0].heard;
  assert.ok(first.job.content.pixels && first.job.styles[0].pixels);
  assert.equal(second.job.content.pixels, undefined);
  assert.equal(second.job.styles[0].pixels, undefined);
});

test('cancelling ends the worker, and the next one is sent everything again', async () => {
  const {engine, workers} = setUp((message, worker) => {
    if (message.type === 'load') obliging(message, worker);
  });
  await engine.start();
  const running = engine.run(job('one'));
  engine.cancel();
  await assert.rejects(running, {name: 'AbortError'});
  assert.equal(workers[0].ended, true);
  await engine.start();
  engine.run(job('one')).catch(() => {});
  assert.ok(workers[1].heard[1].job.content.pixels);
});

test('the next worker is there before it is needed', async () => {
  const {engine, workers} = setUp((message, worker) => {
    if (message.type === 'load') obliging(message, worker);
  });
  await engine.start();
  assert.equal(workers.length, 1, 'a first picture needs all there is');
  const first = engine.run(job('one'));
  obliging(workers[0].heard[1], workers[0]);
  await first;
  assert.equal(workers.length, 2);
  await Promise.resolve();
  engine.run(job('two')).catch(() => {});
  engine.cancel();
  assert.equal(workers[0].ended, true);
  await engine.start();
  assert.equal(workers[1].heard[0].type, 'load');
});

test('a worker loads while the model does, and is the one that starts', async () => {
  const url = 'https://example.org/models/loading-1/';
  const {engine, workers} = setUp(obliging, url);
  const loading = engine.download({});
  assert.equal(workers.length, 1);
  await loading;
  await engine.start();
  assert.equal(workers.length, 1);
  assert.equal(workers[0].heard[0].type, 'load');
});

test('a first run that is cancelled ends once the next worker is there, and what waits goes on', async () => {
  const {engine, workers} = setUp((message, worker) => {
    if (message.type === 'load' || message.job.content.key === 'two') obliging(message, worker);
  });
  await engine.start();
  const first = engine.run(job('one'));
  engine.cancel();
  assert.equal(workers[0].ended, false);
  const second = engine.run(job('two'));
  await assert.rejects(first, {name: 'AbortError'});
  assert.equal((await second).backend, 'webgl');
  assert.equal(workers[0].ended, true);
  assert.deepEqual(workers[1].heard.map(({type}) => type), ['load', 'run']);
});

test('a run whose worker cannot be replaced goes on unheard; a second cancel ends it', async () => {
  online = false;
  const {engine, workers} = setUp((message, worker) => {
    if (message.type === 'load') obliging(message, worker);
  });
  await engine.start();
  const first = engine.run(job('one'));
  engine.cancel();
  await assert.rejects(first, {name: 'AbortError'});
  assert.equal(workers[0].ended, false);
  const second = engine.run(job('two'));
  obliging(workers[0].heard[1], workers[0]);
  assert.equal(workers[0].heard[2].job.content.key, 'two');
  engine.cancel();
  await assert.rejects(second, {name: 'AbortError'});
  engine.cancel();
  assert.equal(workers[0].ended, true);
});

test('cancelling while it starts ends that too', async () => {
  const {engine, workers} = setUp(() => {});
  const starting = engine.start();
  await new Promise((resolve) => setTimeout(resolve));
  engine.cancel();
  await assert.rejects(starting, {name: 'AbortError'});
  assert.equal(workers[0].ended, true);
});

test('two stylizers of a page that take turns share one worker, and what it keeps', async () => {
  const {engine: one, workers} = setUp();
  const {memory} = one.order;
  const two = new Engine({...one.options, workers: one.workers, memory});
  await one.start();
  await one.run(job('content'));
  assert.ok(two.isAtHand);
  await two.start();
  assert.equal(two.started?.backend, 'webgl');
  assert.deepEqual([one.started, workers.length], [null, 2]); // of which one is the spare
  await two.run({...job('other')});
  const heard = workers[0].heard.filter(({type}) => type === 'run');
  assert.ok(heard[1].job.content.pixels && !heard[1].job.styles[0].pixels, 'the style is there already');
  await one.start();
  await one.run(job('content'));
  assert.deepEqual([two.started, workers.length], [null, 2]);
  one.dispose();
  assert.ok(workers[0].ended);
  await two.start();
  assert.equal(workers.length, 2, 'the spare has started');
});

test('a worker is not lent while it works, or while it is held, or to another network', async () => {
  const {engine: one, workers} = setUp((message, worker) => {
    if (message.type === 'load') obliging(message, worker);
  });
  let isBusy = true;
  Object.assign(one.options, {isBusy: () => isBusy});
  await one.start();
  const two = (/** @type {object} */ options) =>
    new Engine({...one.options, workers: one.workers, memory: one.order.memory, isBusy: undefined, ...options});
  assert.equal(two({}).isAtHand, false);
  isBusy = false;
  assert.equal(two({}).isAtHand, true);
  assert.equal(two({modelUrl: 'https://example.org/models/full-1/'}).isAtHand, false);
  assert.equal(two({backend: () => 'wasm'}).isAtHand, false);
  one.run(job('one')).catch(() => {});
  assert.equal(two({}).isAtHand, false);
  one.cancel();
  await new Promise((resolve) => setTimeout(resolve)); // until the next worker is there
  assert.ok(workers[0].ended);
  assert.equal(two({}).isAtHand, false);
});

test('a worker that crashes is a failure said once, at work or as it starts, and another takes over', async () => {
  /** @type {string | null} */
  let crash = 'load';
  const {engine, workers} = setUp((message, worker) => {
    if (message.type !== crash) return obliging(message, worker);
    /** @type {any} */ (worker).onerror({preventDefault() {}, message: 'out of luck'});
  });
  await assert.rejects(engine.start(), {code: 'worker-failed'});
  assert.ok(workers[0].ended);
  crash = 'run';
  await engine.start();
  await assert.rejects(engine.run(job('one')), {code: 'worker-failed'});
  assert.equal(engine.started, null);
  crash = null;
  await engine.start();
  assert.equal((await engine.run(job('one'))).backend, 'webgl');
});

test('graphics lost between runs are started afresh at once, and not held against them', async () => {
  const {engine, workers} = setUp();
  await engine.start();
  for (let i = 0; i < 3; i++) {
    workers.find((worker) => !worker.ended && worker.heard.length)?.say({type: 'failed', code: 'context-lost', detail: ''});
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(engine.started?.backend, 'webgl');
    await engine.run(job(`${i}`));
  }
  const loads = workers.flatMap(({heard}) => heard.filter(({type}) => type === 'load'));
  assert.deepEqual(loads.map(({backends}) => backends[0]), Array(4).fill('webgl'));
});

test('graphics lost twice in a row means the next start goes without them', async () => {
  const {engine, workers} = setUp((message, worker) => {
    if (message.type === 'load') obliging(message, worker);
    else worker.say({type: 'failed', code: 'context-lost', detail: ''});
  });
  for (const backends of [['webgl', 'wasm'], ['webgl', 'wasm'], ['wasm']]) {
    await engine.start();
    const loads = workers.flatMap(({heard}) => heard.filter(({type}) => type === 'load'));
    assert.deepEqual(loads.at(-1).backends, backends);
    await assert.rejects(engine.run(job('one')), {code: 'context-lost'});
  }
});

test('a worker of another deployment is not talked to', async () => {
  const {engine} = setUp((_, worker) => worker.onmessage({data: {type: 'loaded', protocol: 0}}));
  await assert.rejects(engine.start(), {code: 'page-outdated'});
});
