import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fakeSession, picture, pixels, settle} from './fake-session.js';

/** A started session whose jobs are sides. */
const setUp = (maxSize = 512) =>
  fakeSession({
    settings: {maxSize},
    made({settings: {maxSize: side}}) {
      const plan = {result: {width: side, height: side}, loweredFrom: null, styleScale: 1};
      return {job: {side}, plan, original: pixels(side), palette: [{pixels: pixels(side), weight: 1}]};
    },
  });

/** @param {ReturnType<typeof setUp>} set */
async function finished({session, runs}) {
  const painting = session.stylize();
  for (const at of [runs.length, runs.length + 1]) {
    await settle();
    runs[at]?.resolve();
  }
  return painting;
}

test('a small version comes first, beside what the worker keeps, and is no result', async () => {
  const {session, runs, log} = setUp();
  const painting = session.stylize();
  await settle();
  assert.deepEqual(runs.map(({job}) => [job.side, job.small]), [[128, true]]);
  runs[0].resolve();
  await settle();
  assert.deepEqual(runs.map(({job}) => [job.side, job.small]), [[128, true], [512, undefined]]);
  assert.deepEqual([session.outcome, session.state.result, session.canUndo], [null, null, false]);
  runs[1].resolve();
  assert.equal((await painting).after.width, 512);
  assert.deepEqual(log, ['start: running', 'run: running', 'preview: running, preview', 'result: done']);
  assert.equal(session.history.entries.length, 1);
});

test('where the result comes soon, or an older one of the same pictures is on show, there is none', async () => {
  const soon = setUp(256);
  await finished(soon);
  assert.deepEqual(soon.runs.map(({job}) => job.side), [256]);
  const set = setUp();
  await finished(set);
  set.session.set('strength', 0.5);
  await settle();
  set.runs[2].resolve();
  await settle();
  assert.deepEqual(set.runs.map(({job}) => job.side), [128, 512, 512]);
  set.session.choose('style', picture('wheat'));
  await settle();
  assert.equal(set.runs[3].job.side, 128);
});

test('cancelling after it leaves the result before', async () => {
  const set = setUp();
  const outcome = await finished(set);
  const {session, runs, log} = set;
  session.choose('style', picture('wheat'));
  await settle();
  runs[2].resolve();
  await settle();
  assert.equal(session.state.preview, true);
  session.cancel();
  await settle();
  assert.equal(log.at(-1), 'cancel: done');
  assert.deepEqual([session.outcome, session.history.entries.length], [outcome, 1]);
});

test('one that is overtaken is neither shown nor followed by its full size', async () => {
  const {session, runs, log} = setUp();
  const first = session.stylize();
  await settle();
  session.choose('style', picture('wheat'));
  const second = session.stylize();
  await settle();
  log.length = 0;
  runs[0].resolve();
  await assert.rejects(first, {name: 'AbortError'});
  assert.deepEqual([log, runs.length], [[], 2]);
  runs[1].resolve();
  await settle();
  runs[2].resolve();
  assert.equal((await second).style, 'wheat');
});
