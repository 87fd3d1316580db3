/** What holds of sizes, memory and bands whatever the pictures, the wishes and the machine. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import fc from 'fast-check';
import {LADDER, fit, offered, plan} from '../../assets/stylizer/plan.js';
import './whole-tensorflow.js';

const {bandsOf} = await import('../../assets/stylizer/families/bands.js');

const card = new URL('../../assets/models/sanet-lite/card.json', import.meta.url);
/** @type {import('../../assets/stylizer/plan.js').Needs} */
const needs = JSON.parse(await readFile(card, 'utf8'));

const RUNS = {numRuns: 1000};

const side = fc.integer({min: 1, max: 12_000});
const size = fc.record({width: side, height: side});
const rung = fc.constantFrom(...LADDER);
const limits = fc.record({
  maxTexture: fc.constantFrom(2048, 4096, 8192, 16_384, Infinity),
  im2col: fc.boolean(),
  bytes: fc.integer({min: 2 ** 24, max: 2 ** 31}),
});
const wish = fc.record({
  content: size,
  styles: fc.array(size, {minLength: 1, maxLength: 4}),
  layers: fc.integer({min: 1, max: 5}),
  enlarge: fc.boolean(),
  maxSize: rung,
  styleScale: fc.double({min: 0.5, max: 2, noNaN: true}),
  limits,
  needs: fc.constant(needs),
});

/** @param {import('../../assets/stylizer/plan.js').Size} of */
const longest = ({width, height}) => Math.max(width, height);

test('a fitted picture keeps its aspect to within half a pixel, and has no side of nothing', () => {
  fc.assert(
    fc.property(size, fc.integer({min: 1, max: 4096}), fc.boolean(), (picture, most, enlarge) => {
      const made = fit(picture, most, enlarge);
      const scale = longest(made) / longest(picture);
      assert.equal(longest(made), enlarge ? most : Math.min(most, longest(picture)));
      for (const name of /** @type {const} */ (['width', 'height'])) {
        assert.ok(made[name] >= 1 && Math.abs(made[name] - Math.max(1, picture[name] * scale)) <= 0.5 + 1e-9);
      }
    }),
    RUNS,
  );
});

test('a plan is of the size asked for, or says from what it was lowered, and stays within the machine', () => {
  fc.assert(
    fc.property(wish, (asked) => {
      const made = plan(asked);
      const due = fit(asked.content, asked.maxSize, asked.enlarge);
      if (made.loweredFrom === null) assert.deepEqual(made.result, due);
      else assert.ok(made.loweredFrom === longest(due) && longest(made.result) < longest(due));
      if (made.fits) assert.ok(made.bytes <= asked.limits.bytes, `${made.bytes} of ${asked.limits.bytes}`);
      assert.ok(made.styleScale <= asked.styleScale);
      for (const input of [made.content, made.ownInput, ...made.styles.map((style) => style.input)]) {
        assert.ok([input.width, input.height].every((one) => one % needs.sizeMultiple === 0 && one >= needs.cost.least));
      }
      assert.ok(made.content.width >= made.result.width && made.content.height >= made.result.height);
      assert.ok(made.pixels === Infinity || made.pixels < made.content.width * made.content.height);
    }),
    RUNS,
  );
});

test('more memory never makes a result smaller', () => {
  fc.assert(
    fc.property(wish, fc.double({min: 1, max: 8, noNaN: true}), (asked, times) => {
      const roomier = {...asked.limits, bytes: asked.limits.bytes * times};
      assert.ok(longest(plan({...asked, limits: roomier}).result) >= longest(plan(asked).result));
    }),
    RUNS,
  );
});

test('whatever is offered is a rung of the ladder, the lowest always', () => {
  fc.assert(
    fc.property(limits, fc.option(size), (machine, content) => {
      const sizes = offered(needs, machine, content);
      assert.equal(sizes[0], LADDER[0]);
      assert.deepEqual(sizes, LADDER.filter((one) => sizes.includes(one)));
    }),
    RUNS,
  );
});

test('bands are the picture, each row once, with all that is around them as far as there is any', () => {
  const natural = fc.integer({min: 1, max: 5000});
  fc.assert(
    fc.property(natural, natural, fc.nat(300), (height, rows, reach) => {
      const bands = bandsOf(height, {rows, reach});
      assert.deepEqual([bands[0].top, bands.at(-1)?.bottom], [0, height]);
      bands.forEach(({top, bottom, from, to}, i) => {
        assert.ok(top < bottom && bottom - top <= rows);
        assert.ok(i === 0 || top === bands[i - 1].bottom);
        assert.deepEqual([from, to], [Math.max(0, top - reach), Math.min(height, bottom + reach)]);
      });
    }),
    RUNS,
  );
});
