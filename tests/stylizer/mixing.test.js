/** A session with several styles, and with colours of its own: which runs are asked for, and which not. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stylesOf} from '../../assets/stylizer/mixture.js';
import {fakeSession, picture} from './fake-session.js';

/** @param {number[]} rgb */
const pixels = (rgb) => ({data: Uint8ClampedArray.of(...rgb, 255), width: 1, height: 1});

/** With a result on show. */
async function setUp() {
  /** @type {any[]} */
  const asked = [];
  const {session, log} = fakeSession({
    engine: {run: async () => ({pixels: pixels([90, 90, 90]), ms: 1, backend: 'wasm'})},
    made(wish) {
      asked.push(wish);
      return {original: pixels([200, 40, 10]), palette: [{pixels: pixels([10, 20, 200]), weight: 1}]};
    },
  });
  await session.stylize();
  asked.length = log.length = 0;
  const wanted = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return asked.at(-1).styles.map((/** @type {any} */ {picture: {title}, weight}) => [title, Number(weight.toFixed(3))]);
  };
  return {session, asked, log, wanted};
}

test('a style that is added, weighed or taken out is painted at once', async () => {
  const {session, wanted} = await setUp();
  const [tiles, dots] = [picture('tiles'), picture('dots')];
  session.add(tiles);
  assert.deepEqual(await wanted(), [['waves', 0.5], ['tiles', 0.5]]);
  session.add(dots);
  session.weigh(dots, 0.5);
  assert.deepEqual(await wanted(), [['waves', 0.25], ['tiles', 0.25], ['dots', 0.5]]);
  assert.equal(session.outcome?.style, 'waves + tiles + dots');
  session.remove(/** @type {any} */ (session.state.style));
  assert.deepEqual(await wanted(), [['tiles', 0.333], ['dots', 0.667]]);
  assert.equal(session.state.style, tiles);
});

test('a style of no weight is not named, the last one stays, and a fifth is not taken', async () => {
  const {session} = await setUp();
  session.remove(/** @type {any} */ (session.state.style));
  assert.equal(session.state.style?.title, 'waves');
  for (const title of ['tiles', 'dots', 'wheat', 'fish']) session.add(picture(title));
  assert.deepEqual(stylesOf(session.state).map((one) => one.picture.title), ['waves', 'tiles', 'dots', 'wheat']);
  session.weigh(session.state.others[0].picture, 1);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(session.outcome?.style, 'tiles');
});

test('another first style has the weight of the one before', async () => {
  const {session, wanted} = await setUp();
  session.add(picture('tiles'));
  session.weigh(session.state.others[0].picture, 0.75);
  session.choose('style', picture('wheat'));
  assert.deepEqual(await wanted(), [['wheat', 0.25], ['tiles', 0.75]]);
});

test('colours change what is shown, and ask nothing of the network', async () => {
  const {session, asked, log} = await setUp();
  const {painted} = /** @type {any} */ (session.outcome);
  session.set('keepColours', 1);
  const [red, green, blue] = session.outcome?.after.data ?? [];
  assert.ok(red > green && green > blue);
  session.set('keepColours', 0);
  assert.equal(session.outcome?.after, painted);
  session.set('matchColours', 0.5);
  assert.notDeepEqual(session.outcome?.after.data, painted.data);
  assert.equal(asked.length, 0);
  assert.deepEqual(log, Array(3).fill(['setting: done', 'result: done']).flat());
});

test('a result comes in the colours that are asked for by then', async () => {
  const {session} = await setUp();
  const painting = session.stylize();
  session.set('keepColours', 1);
  const {after, painted} = await painting;
  assert.notDeepEqual(after.data, painted.data);
});

test('undo steps over a slider on its way, and finds the mixture before it', async () => {
  const {session} = await setUp();
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  session.add(picture('tiles'));
  await settled();
  for (const weight of [0.6, 0.7, 0.8]) {
    session.weigh(session.state.others[0].picture, weight);
    await settled();
  }
  session.undo();
  assert.deepEqual(session.state.others.map(({weight}) => weight), [0.5]);
  session.undo();
  assert.deepEqual(session.state.others, []);
});
