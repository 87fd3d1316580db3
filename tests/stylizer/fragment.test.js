import assert from 'node:assert/strict';
import {test} from 'node:test';
import {asked, written} from '../../assets/stylizer/fragment.js';
import {initial} from '../../assets/stylizer/state.js';

const usual = {settings: initial('lite').settings, model: 'lite', content: 'coffee', style: 'wheat'};

/** @param {Partial<typeof usual.settings>} settings @param {object} [rest] */
const wish = (settings, rest) => ({...usual, ...rest, settings: {...usual.settings, ...settings}});

test('what is as usual is not written', () => {
  assert.equal(written('stylizer', usual, usual), '');
  assert.equal(written('stylizer', wish({strength: 0.6}), usual), '#stylizer?strength=60');
});

test('a picture of the visitor’s own is not written', () => {
  assert.equal(written('stylizer', wish({}, {content: null}), usual), '');
});

test('every setting comes back as it was written', () => {
  const changed = wish(
    {strength: 0.35, keepDetail: 0.05, iterations: 3, attention: 0.2, maxSize: 1024, enlarge: 1, styleSize: 1.5, keepColours: 0.4, matchColours: 1},
    {content: 'chelsea', style: 'mosaic', model: 'full'},
  );
  for (const name of /** @type {(keyof typeof usual.settings)[]} */ (Object.keys(usual.settings))) {
    assert.notEqual(changed.settings[name], usual.settings[name], `${name} is not tried`);
  }
  const {settings, ...names} = /** @type {any} */ (asked(written('a b', changed, usual), 'a b'));
  assert.deepEqual(names, {content: 'chelsea', style: 'mosaic', model: 'full'});
  for (const [name, value] of Object.entries(changed.settings)) {
    assert.ok(Math.abs(settings[name] - value) < 1e-9, name);
  }
});

test('a mixture comes back, its first style named even where it is the usual one', () => {
  const mix = [{name: 'rose-window', weight: 0.3}, {name: 'a*b.c&d', weight: 0.2}];
  const hash = written('stylizer', wish({}, {mix}), usual);
  assert.ok(hash.startsWith('#stylizer?style=wheat&mix=rose-window*30&mix='));
  const found = asked(hash, 'stylizer');
  assert.deepEqual(found, {settings: {}, style: 'wheat', mix});
  assert.equal(written('stylizer', wish({}, {mix: []}), usual), '');
});

test('of a mixture that cannot be, what can be is taken', () => {
  const found = asked('#stylizer?mix=a*60&mix=a*10&mix=b*50&mix=c*1e1&mix=*20&mix=d&mix=e*-3&mix=f*40', 'stylizer');
  assert.deepEqual(found?.mix, [{name: 'a', weight: 0.6}, {name: 'f', weight: 0.4}]);
  const many = asked('#stylizer?mix=a*1&mix=b*1&mix=c*1&mix=d*1', 'stylizer');
  assert.equal(many?.mix?.length, 3);
});

test('the address of another stylizer, or of a heading, is none of ours', () => {
  for (const hash of ['', '#', '#stylizer', '#stylizer-2?strength=60', '#it-looks?strength=60']) {
    assert.equal(asked(hash, 'stylizer'), null, hash);
  }
});

test('rubbish is left out, and the rest is taken', () => {
  const rubbish = [
    'strength=101', 'strength=-5', 'strength=1e2', 'strength=', 'strength=NaN', 'iterations=0',
    'iterations=2.5', 'size=99999999', 'size=65', '__proto__=1', 'constructor=2', '%=%E0%A4%A', '&&==?#',
  ];
  for (const one of rubbish) {
    const found = asked(`#stylizer?detail=50&${one}`, 'stylizer');
    assert.deepEqual(found, {settings: {keepDetail: 0.5}}, one);
  }
});
