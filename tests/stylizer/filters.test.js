import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, readJson, tf} from './whole-tensorflow.js';
import {filtersOf} from '../../assets/stylizer/filters.js';

await open(PACKAGES[0]); // starts wasm
const {floatsOf, readOnce, spend, unwritten} = await import('../../assets/stylizer/tfjs/heap.js');
const {conv2d} = await import('../../assets/stylizer/tfjs/winograd.js');

const constant = (/** @type {string} */ name) => ({name, op: 'Const'});

test('a filter is a constant that one convolution reads, in its second place', () => {
  const node = [
    ...['one', 'two', 'both', 'bias', 'sum', 'first'].map(constant),
    {name: 'picture', op: 'Placeholder'},
    {name: 'a', op: 'Conv2D', input: ['picture', 'one']},
    {name: 'b', op: '_FusedConv2D', input: ['a', 'two:0', 'bias', '^picture']},
    {name: 'c', op: 'Conv2D', input: ['b', 'both']},
    {name: 'd', op: 'Conv2D', input: ['c', 'both']},
    {name: 'e', op: 'Conv2D', input: ['first', 'd']},
    {name: 'f', op: 'Conv2D', input: ['e', 'sum']},
    {name: 'g', op: 'AddV2', input: ['sum', 'f']},
  ];
  assert.deepEqual(filtersOf({node}), ['one', 'two']);
});

for (const folder of PACKAGES) {
  test(`nearly all weights of ${folder.pathname.split('/').at(-2)} are filters`, async () => {
    const {modelTopology, weightsManifest} = await readJson(folder, 'model.json');
    const filters = new Set(filtersOf(modelTopology));
    const shares = [0, 0];
    for (const {name, shape} of weightsManifest.flatMap((/** @type {any} */ {weights}) => weights)) {
      const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
      shares[filters.has(name) ? 0 : 1] += count;
    }
    assert.ok(shares[0] > 9 * shares[1], String(shares));
  });
}

/** Numbers that look random and are the same in every run. @param {number[]} shape */
const noise = (...shape) => tf.randomNormal(shape, 0, 0.1, 'float32', shape.at(-1));

/** A filter where weights lie. @param {number[]} shape */
function weight(...shape) {
  const values = tf.tidy(() => noise(...shape).dataSync());
  const made = /** @type {import('@tensorflow/tfjs-core').Tensor4D} */ (unwritten(shape));
  floatsOf(made).set(values);
  return made;
}

for (const [what, channels, height] of /** @type {[string, number, number][]} */ ([
  ['plain', 24, 8],
  ['taken apart', 96, 8],
])) {
  test(`a filter that is ${what} can be spent: results stay, its memory is used again`, () => {
    const x = noise(1, height, 8, channels);
    const options = (/** @type {any} */ filter) => /** @type {any} */ ({x, filter, strides: 1, pad: 'valid'});
    const [kept, spent] = [weight(3, 3, channels, channels), weight(3, 3, channels, channels)];
    readOnce([spent]);
    const [start, end] = [floatsOf(spent).byteOffset, floatsOf(spent).byteOffset + 4 * spent.size];
    const [expected, first] = [conv2d(options(kept)), conv2d(options(spent))];
    const filling = Array.from({length: 8}, () => tf.fill([kept.size / 9], NaN));
    const places = filling.map((tensor) => floatsOf(tensor).byteOffset);
    assert.ok(places.some((place) => place >= start && place < end), 'what comes next lies where it lay');
    const again = conv2d(options(spent));
    assert.deepEqual(first.dataSync(), expected.dataSync());
    assert.deepEqual(again.dataSync(), expected.dataSync());
    tf.dispose([...filling, first, again, expected, spent]);
  });
}

test('what others may read is not spent', () => {
  const filter = weight(3, 3, 4, 4);
  const before = Float32Array.from(filter.dataSync());
  spend(filter);
  assert.deepEqual(filter.dataSync(), before);
});
