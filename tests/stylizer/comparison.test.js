import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesOf, choiceOf, contest} from '../../assets/stylizer/comparison/contest.js';
import {covering, middleOf} from '../../assets/stylizer/comparison/cut.js';
import {toFloats} from '../../assets/stylizer/pixels.js';
import {openPackage} from './perceptual-package.js';
import {wavyPicture} from './wavy-picture.js';

const {lossesOf} = await import('../../assets/stylizer/gatys/judging.js');
const {Objective} = await import('../../assets/stylizer/gatys/objective.js');
const {USUAL, aimsOf} = await import('../../assets/stylizer/gatys/settings.js');

/** @typedef {import('../../assets/stylizer/comparison/contest.js').Entrant} Entrant */

const net = await openPackage(new URL('../../assets/models/perceptual/', import.meta.url));
const [content, style, picture] = [wavyPicture(1.5, 48, 32), wavyPicture(0.3, 40, 56), wavyPicture(4, 48, 32)];

test('the losses of a picture are those of the objective that Gatys’ method makes small', async () => {
  const size = {width: 48, height: 32};
  const objective = new Objective(net, aimsOf(USUAL, true), {
    content: toFloats(content), style: toFloats(style), size, styleSize: {width: 40, height: 56},
  });
  const {losses} = await objective.at(toFloats(picture));
  objective.dispose();
  const judged = await lossesOf(net, {picture, content, style});
  assert.ok(losses.style > 0.01 && losses.content > 0.01);
  for (const name of /** @type {const} */ (['content', 'style'])) {
    assert.ok(Math.abs(judged[name] / losses[name] - 1) < 1e-5, `${name}: ${judged[name]}, not ${losses[name]}`);
  }
});

test('a content has no content loss, and a style no style loss', async () => {
  const ofContent = await lossesOf(net, {picture: content, content, style});
  const ofStyle = await lossesOf(net, {picture, content, style: picture});
  assert.ok(ofContent.content < 1e-9 && ofContent.style > 0.01);
  assert.ok(ofStyle.style < 1e-9 && ofStyle.content > 0.01);
});

/** @param {string} id @param {Partial<Entrant>} [more] @returns {Entrant} */
const entrant = (id, more) => ({id, title: id, kind: 'network', models: [], ...more});
/** @param {string} name @param {number} bytes @param {string} [only] @returns {any} */
const model = (name, bytes, only) => ({name, url: `models/${name}/`, bytes, ...(only && {style: only})});

const any = model('any', 300);
const singles = entrant('singles', {models: [model('wheat-net', 10, 'wheat'), model('waves-net', 20, 'waves')]});

test('a network for one style paints that one, and says why not where it knows no other', () => {
  assert.deepEqual(choiceOf(singles, 'waves'), {model: singles.models[1], why: ''});
  assert.deepEqual(choiceOf(singles, 'mosaic'), {model: null, why: 'other-style'});
  assert.deepEqual(choiceOf(singles, null), {model: null, why: 'other-style'});
  assert.deepEqual(choiceOf(entrant('any', {models: [any]}), null), {model: any, why: ''});
});

test('a network that was not fetched is absent, and what needs none is not', () => {
  assert.equal(choiceOf(entrant('sanet'), 'waves').why, 'absent');
  for (const kind of /** @type {const} */ (['given', 'optimisation'])) {
    assert.deepEqual(choiceOf(entrant('search', {kind}), 'waves'), {model: null, why: ''});
  }
});

test('what is to be fetched is counted once, and only for those who paint', () => {
  const all = [singles, entrant('one', {models: [any]}), entrant('two', {models: [{...any}], attention: 0}), entrant('sanet')];
  assert.equal(bytesOf(all, 'wheat', 1000), 1310);
  assert.equal(bytesOf(all, null, 1000), 1300);
});

/** What a comparison says, of painters by the name of the entrant. @param {Record<string, () => any>} painters @param {(picture: any) => Promise<any>} judge */
async function told(painters, judge) {
  /** @type {any[]} */
  const log = [];
  await contest(Object.keys(painters).map((id) => entrant(id)), {
    paint: async ({id}) => painters[id](),
    judge,
    show: ({id}, {losses}) => log.push([id, losses]),
    failed: ({id}, error) => log.push([id, String(error)]),
    unjudged: (error) => log.push(['unjudged', String(error)]),
  });
  return log;
}

const painting = (/** @type {any} */ pixels) => () => ({pixels, first: 1, later: 1, backend: 'wasm'});

test('all paint in their order, and a style’s loss is shown as a share of the first one’s', async () => {
  const log = await told(
    {content: painting(content), absent: () => null, style: painting(style), found: painting(picture)},
    async (one) => ({content: one === content ? 0 : 0.5, style: one === content ? 4 : one === style ? 0 : 3}),
  );
  assert.deepEqual(log, [
    ['content', {content: 0, style: 1}], ['style', {content: 0.5, style: 0}], ['found', {content: 0.5, style: 0.75}],
  ]);
});

test('who fails does not stop the others, and who is not judged is shown', async () => {
  const fails = () => {
    throw new Error('no memory');
  };
  const judge = async (/** @type {any} */ one) => (one === style ? Promise.reject(new Error('gone')) : {content: 0, style: 2});
  const log = await told({content: painting(content), first: fails, second: painting(style), third: painting(picture)}, judge);
  assert.deepEqual(log, [
    ['content', {content: 0, style: 1}], ['first', 'Error: no memory'],
    ['unjudged', 'Error: gone'], ['second', null], ['third', {content: 0, style: 1}],
  ]);
});

test('cancelling ends all, whether somebody paints or is judged', async () => {
  const cancelled = () => Promise.reject(new DOMException('Cancelled', 'AbortError'));
  const never = () => assert.fail('painted after the end');
  await assert.rejects(told({content: cancelled, second: never}, async () => ({content: 0, style: 1})), {name: 'AbortError'});
  await assert.rejects(told({content: painting(content), second: never}, cancelled), {name: 'AbortError'});
});

test('a style becomes a picture of the content’s size without being stretched', () => {
  for (const size of [{width: 48, height: 32}, {width: 64, height: 160}]) {
    const cover = covering(style, size);
    assert.ok(cover.width === size.width || cover.height === size.height);
    assert.ok(cover.width >= size.width && cover.height >= size.height);
    assert.ok(Math.abs(cover.width / cover.height / (40 / 56) - 1) < 0.03);
  }
  const cut = middleOf(content, {width: 16, height: 8});
  assert.deepEqual([cut.width, cut.height, cut.data.length], [16, 8, 4 * 16 * 8]);
  assert.deepEqual([...cut.data.subarray(0, 4)], [...content.data.subarray(4 * (12 * 48 + 16), 4 * (12 * 48 + 17))]);
});
