import assert from 'node:assert/strict';
import {test} from 'node:test';
import {StylizerError, aborted} from '../../assets/stylizer/errors.js';
import {fakeSession, picture as pictureOf, settle} from './fake-session.js';

/** Of 30 megapixels. @param {string} title */
const picture = (title) => pictureOf(title, 6000, 5000);

/** Before the network is there; what is painted is smaller than was asked for. */
const setUp = () =>
  fakeSession({
    names: ['lite', 'full'],
    chosen: picture,
    engine: {started: null, hasModel: false},
    made: () => ({plan: {result: {width: 1, height: 1}, loweredFrom: 9, styleScale: 1}}),
  });

test('it is busy, and can be cancelled, before the first byte has come', async () => {
  const {session, engine, log} = setUp();
  engine.download = ({signal}) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(aborted())));
  const outer = new AbortController();
  const first = session.stylize({signal: outer.signal});
  assert.equal(session.state.phase, 'downloading');
  outer.abort();
  await assert.rejects(first, {name: 'AbortError'});
  const second = session.stylize();
  session.cancel();
  await assert.rejects(second, {name: 'AbortError'});
  const loading = session.load();
  session.cancel();
  await assert.rejects(loading, {name: 'AbortError'});
  const once = ['start: downloading', 'cancel: idle'];
  assert.deepEqual(log, [...once, ...once, ...once]);
});

test('an abort that a download did not notice still ends the start', async () => {
  const {session, engine, log} = setUp();
  engine.download = async () => {
    session.cancel();
    return {kept: Promise.resolve(true)};
  };
  await assert.rejects(session.stylize(), {name: 'AbortError'});
  assert.deepEqual(log, ['start: downloading', 'cancel: idle']);
});

test('a run whose style has been replaced is not shown', async () => {
  const {session, runs, log} = setUp();
  const first = session.stylize();
  await settle();
  session.choose('style', picture('wheat'));
  const second = session.stylize();
  await settle();
  log.length = 0;
  runs[0].resolve();
  await assert.rejects(first, {name: 'AbortError'});
  assert.deepEqual([log, session.state.phase], [[], 'running']);
  runs[1].resolve();
  assert.equal((await second).style, 'wheat');
  assert.deepEqual(log, ['notice: running', 'notice: running', 'result: done']);
});

test('a run of which only a setting has changed is shown, and the next one goes on', async () => {
  const {session, runs, log} = setUp();
  const first = session.stylize();
  await settle();
  session.set('strength', 0.5);
  const second = session.stylize();
  await settle();
  log.length = 0;
  runs[0].resolve();
  await assert.rejects(first, {name: 'AbortError'});
  assert.deepEqual(log, ['glimpse: running']);
  runs[1].resolve();
  await second;
  assert.equal(session.state.notices.length, 2);
});

test('a worker that fails is one failure, however many runs it takes with it', async () => {
  const {session, runs, log} = setUp();
  const both = [session.stylize()];
  await settle();
  both.push(session.stylize());
  await settle();
  for (const {reject} of runs) reject(new StylizerError('worker-failed'));
  await Promise.allSettled(both);
  assert.equal(log.filter((line) => line === 'fail: error').length, 1);
});

test('a graphics card that is reset twice costs no press of a button, a third time it is a failure', async () => {
  const {session, engine, runs, log} = setUp();
  for (const times of [2, 3]) {
    const failure = session.stylize().then(() => null, ({code}) => code);
    await settle();
    for (let i = 0; i < times; i++) {
      engine.started = null;
      runs.pop()?.reject(new StylizerError('context-lost'));
      await settle();
    }
    runs.pop()?.resolve();
    assert.equal(await failure, times === 3 ? 'context-lost' : null);
    assert.ok(session.state.notices.some(({code}) => code === 'restarted'));
  }
  assert.deepEqual(log.filter((line) => /^(result|fail)/.test(line)), ['result: done', 'fail: error']);
});

test('where memory runs out the next smaller size is painted, down to the smallest', async () => {
  const {session, engine, runs, log} = setUp();
  session.set('maxSize', 512);
  const failure = session.stylize().then(() => null, ({code}) => code);
  await settle();
  for (const size of [384, 256]) {
    engine.started = null;
    runs.pop()?.reject(new StylizerError('out-of-memory'));
    await settle();
    assert.equal(session.state.settings.maxSize, size);
  }
  runs.pop()?.reject(new StylizerError('out-of-memory'));
  assert.equal(await failure, 'out-of-memory');
  assert.equal(log.filter((line) => line.startsWith('fail')).length, 1);
});

test('a hundred pictures in a row leave no more object URLs than there are results to go back to', async (context) => {
  const revoked = context.mock.method(URL, 'revokeObjectURL', () => {});
  const {session, runs} = setUp();
  for (let i = 0; i < 100; i++) {
    session.choose('content', {...picture(`content ${i}`), url: `blob:${i}`});
    const painting = session.stylize();
    await settle();
    runs.pop()?.resolve();
    await painting;
  }
  const {history} = session;
  assert.ok(history.held.size <= history.kept.entries + 2);
  assert.equal(revoked.mock.callCount(), 100 - [...history.held].filter(({url}) => url.startsWith('blob:')).length);
  session.dispose();
  assert.equal(revoked.mock.callCount(), 100);
});

test('a run whose worker went while its pictures were prepared starts another', async () => {
  const {session, engine, runs} = setUp();
  const {make} = session.jobs;
  session.jobs.make = async (wish) => {
    engine.started = null;
    return make(wish);
  };
  const painting = session.stylize();
  await settle();
  assert.ok(engine.started);
  runs[0].resolve();
  await painting;
});

test('another network keeps pictures and settings, ends what runs, and waits for the button', async () => {
  const {session, engine, runs, log} = setUp();
  session.set('iterations', 3);
  const painting = session.stylize();
  await settle();
  assert.equal(runs.length, 1);
  log.length = 0;
  session.use('full');
  await assert.rejects(painting, {name: 'AbortError'});
  assert.deepEqual(log, ['cancel: ready', 'model: idle']);
  assert.equal(engine.started, null);
  const {content, style, settings, modelReady, model} = session.state;
  assert.deepEqual([content?.title, style?.title, settings.iterations], ['boat', 'waves', 3]);
  assert.deepEqual([model, modelReady], ['full', false]);
  assert.equal(session.engine.options.modelUrl, 'https://example.org/full-1/');
  session.use('no such network');
  session.use('full');
  assert.equal(log.length, 2);
});

test('the result stays on show when the network changes', async () => {
  const {session, runs} = setUp();
  const painting = session.stylize();
  await settle();
  runs[0].resolve();
  const outcome = await painting;
  session.use('full');
  assert.equal(session.state.phase, 'done');
  assert.equal(session.outcome, outcome);
});

test('a network being fetched does not hold up the one chosen after it', async () => {
  const {session, engine} = setUp();
  engine.download = () => new Promise(() => {});
  const first = session.stylize();
  first.catch(() => {});
  assert.equal(session.state.phase, 'downloading');
  session.use('full');
  let asked = 0;
  const other = {...engine, download: () => (asked++, Promise.resolve({kept: Promise.resolve(true)}))};
  Object.assign(session, {engine: other});
  session.stylize().catch(() => {});
  await settle();
  assert.equal(asked, 1);
});

test('undo brings back a result with its pictures, settings and network', async () => {
  const {session, runs, log} = setUp();
  const first = session.stylize();
  await settle();
  runs[0].resolve();
  const outcome = await first;
  session.use('full');
  session.set('iterations', 2);
  session.choose('content', picture('cat'));
  log.length = 0;
  assert.ok(session.canUndo);
  session.undo();
  assert.equal(session.outcome, outcome);
  assert.deepEqual(log, ['model: done', 'restore: done']);
  const {content, settings, model, notices} = session.state;
  assert.deepEqual([content?.title, settings.iterations, model, notices], ['boat', 1, 'lite', []]);
  assert.equal(session.canUndo, false);
});

test('undo ends what is being painted and leaves what was on show', async () => {
  const {session, runs} = setUp();
  const first = session.stylize();
  await settle();
  runs[0].resolve();
  const outcome = await first;
  session.set('strength', 0.5);
  const second = session.stylize();
  await settle();
  assert.equal(session.state.phase, 'running');
  session.undo();
  await assert.rejects(second, {name: 'AbortError'});
  assert.deepEqual([session.state.phase, session.state.settings.strength], ['done', 1]);
  assert.equal(session.outcome, outcome);
});

test('the same notice twice is one notice', () => {
  const {session} = setUp();
  session.notice('copied');
  session.notice('copied');
  assert.equal(session.state.notices.length, 1);
});
