import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FrameRate, cellsOf, isCut, keepFor} from '../../assets/stylizer/live-time.js';

/** @param {(x: number, y: number) => number} grey of each pixel */
function picture(grey, width = 30, height = 20) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(grey(x, y), 4 * (y * width + x), 4 * (y * width + x) + 3);
  }
  return {data, width, height};
}

test('frames per second are those of the last seconds', () => {
  const rate = new FrameRate();
  assert.equal(rate.tick(0), 0);
  for (let now = 100; now <= 1000; now += 100) rate.tick(now);
  assert.equal(rate.tick(1100), 10);
  for (let now = 1300; now <= 6000; now += 200) rate.tick(now);
  assert.equal(rate.tick(6100), 5);
});

test('an average forgets by time, however many frames that is', () => {
  const five = keepFor(100) ** 5;
  assert.ok(Math.abs(five - keepFor(500)) < 1e-12);
  assert.equal(keepFor(0), 1);
  assert.ok(keepFor(1e9) < 1e-9);
});

test('another picture is another scene; what moves in one is not', () => {
  const room = cellsOf(picture((x) => (x % 2 ? 90 : 110)));
  const hand = cellsOf(picture((x, y) => (x > 20 && y > 8 ? 220 : x % 2 ? 90 : 110)));
  const street = cellsOf(picture((x, y) => (y > 10 ? 20 : 220)));
  assert.equal(isCut(room, hand), false);
  assert.equal(isCut(hand, street), true);
});

test('cells hold mean colours, of a picture of fewer pixels too', () => {
  assert.deepEqual([...new Set(cellsOf(picture(() => 60)))], [60]);
  assert.equal(cellsOf(picture(() => 60, 3, 2)).filter((value) => value === 60).length, 18);
});
