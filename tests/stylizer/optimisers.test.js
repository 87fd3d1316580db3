import assert from 'node:assert/strict';
import {test} from 'node:test';
import {adam} from '../../assets/stylizer/gatys/adam.js';
import {lbfgs} from '../../assets/stylizer/gatys/lbfgs.js';
import {lineSearch} from '../../assets/stylizer/gatys/line-search.js';

/** Rosenbrock's valley, of which only (1, …, 1) is the bottom. @param {ArrayLike<number>} x */
async function rosenbrock(x) {
  let value = 0;
  const gradient = new Float64Array(x.length);
  for (let i = 0; i + 1 < x.length; i++) {
    const [bend, off] = [x[i + 1] - x[i] ** 2, 1 - x[i]];
    value += 100 * bend ** 2 + off ** 2;
    gradient[i] -= 400 * x[i] * bend + 2 * off;
    gradient[i + 1] += 200 * bend;
  }
  return {value, gradient};
}

/** A bowl ten thousand times as steep one way as the other, its bottom at `bottom`. @param {number[]} bottom */
function bowl(bottom) {
  const steep = bottom.map((_, i) => 10 ** ((4 * i) / (bottom.length - 1)));
  return async (/** @type {ArrayLike<number>} */ x) => {
    const gradient = Float64Array.from(bottom, (b, i) => steep[i] * (x[i] - b));
    return {value: gradient.reduce((sum, slope, i) => sum + (slope * (x[i] - bottom[i])) / 2, 0), gradient};
  };
}

/** Counts how often it is asked. @param {(x: Float64Array) => Promise<any>} objective */
function counted(objective) {
  const counting = Object.assign(async (/** @type {Float64Array} */ x) => (counting.count++, objective(x)), {count: 0});
  return counting;
}

/** @param {AsyncGenerator<any>} run @param {number} steps at most */
async function last(run, steps) {
  let point;
  for await (const next of run) {
    point = next;
    if (--steps < 0) break;
  }
  return point;
}

const away = (/** @type {ArrayLike<number>} */ x, /** @type {number[]} */ goal) =>
  Math.max(...goal.map((value, i) => Math.abs(x[i] - value)));

for (const start of [[-1.2, 1], [-1.2, 1, -1.2, 1, 0, 2, 3, -1, 0.5, 0.5]]) {
  test(`L-BFGS goes down Rosenbrock's valley in ${start.length} dimensions`, async () => {
    const objective = counted(rosenbrock);
    const {x, value} = await last(lbfgs(objective, start), 200);
    assert.ok(away(x, start.map(() => 1)) < 1e-5, `ends at ${x}`);
    assert.ok(value < 1e-10);
    assert.ok(objective.count < 60 * start.length, `took ${objective.count} evaluations`);
  });
}

test('L-BFGS finds the bottom of a bowl much steeper one way than the other, and ends there', async () => {
  const bottom = [3, -2, 0.5, 10, 0, 1];
  const {x} = await last(lbfgs(bowl(bottom), bottom.map(() => 0)), 500);
  assert.ok(away(x, bottom) < 1e-6, `ends at ${x}`);
});

test('every step of L-BFGS is lower than the one before, whatever the length of the first', async () => {
  for (const reach of [1e-6, 1, 1e3]) {
    const values = [];
    for await (const {value} of lbfgs(rosenbrock, [-1.2, 1], {reach})) values.push(value);
    assert.ok(values.length > 10);
    assert.deepEqual(values, [...values].sort((a, b) => b - a));
    assert.equal(new Set(values).size, values.length);
  }
});

test('a run goes on where it was left, and asks for nothing in between', async () => {
  const [whole, halted] = [counted(rosenbrock), counted(rosenbrock)];
  const {x: expected} = await last(lbfgs(whole, [-1.2, 1]), 12);
  const run = lbfgs(halted, [-1.2, 1]);
  for (let i = 0; i < 6; i++) await run.next();
  const before = halted.count;
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(halted.count, before);
  let point;
  for (let i = 6; i < 13; i++) point = (await run.next()).value;
  assert.deepEqual(point.x, expected);
});

test('a run that is not asked again is over, and what it evaluates may end it', async () => {
  const run = lbfgs(rosenbrock, [-1.2, 1]);
  await run.next();
  await run.return(undefined);
  assert.equal((await run.next()).done, true);
  let left = 3;
  const refusing = lbfgs(async (x) => {
    if (--left < 0) throw new DOMException('Cancelled', 'AbortError');
    return rosenbrock(x);
  }, [-1.2, 1]);
  await assert.rejects(last(refusing, 100), {name: 'AbortError'});
});

test('a function that is not a number far out is searched nearer by', async () => {
  const objective = async (/** @type {ArrayLike<number>} */ x) => ({
    value: x[0] < 0 ? NaN : x[0] - Math.log(x[0]), // its bottom at 1
    gradient: Float64Array.of(1 - 1 / x[0]),
  });
  const {x} = await last(lbfgs(objective, [5], {reach: 100}), 50);
  assert.ok(Math.abs(x[0] - 1) < 1e-6, `ends at ${x[0]}`);
});

test('a line search ends where the strong Wolfe conditions hold', async () => {
  const look = async (/** @type {Float64Array} */ x) => {
    const {value, gradient} = await rosenbrock(x);
    return {x, value, gradient};
  };
  const from = await look(Float64Array.of(-1.2, 1));
  const direction = from.gradient.map((slope) => -slope);
  const slope = -direction.reduce((sum, part) => sum + part * part, 0);
  for (const first of [1e-9, 1e-4, 1e-3, 0.1, 1e3]) {
    const to = /** @type {any} */ (await lineSearch(look, from, direction, first));
    const step = (to.x[0] - from.x[0]) / direction[0];
    const left = to.gradient[0] * direction[0] + to.gradient[1] * direction[1];
    assert.ok(to.value <= from.value + 1e-4 * step * slope, `${first}: falls enough`);
    assert.ok(Math.abs(left) <= 0.9 * Math.abs(slope), `${first}: is flat enough`);
  }
});

test('a line search uphill finds nothing', async () => {
  const look = async (/** @type {Float64Array} */ x) => ({x, value: x[0], gradient: Float64Array.of(1)});
  assert.equal(await lineSearch(look, await look(Float64Array.of(0)), Float64Array.of(1), 1), null);
});

test('Adam takes steps of its rate, and arrives', async () => {
  const steep = bowl([3, -2]);
  const run = adam(steep, [0, 0], {rate: 0.1});
  await run.next();
  const {value} = await run.next();
  assert.ok(away(value.x, [0.1, -0.1]) < 1e-6, `its first step is ${value.x}`);
  const {x} = await last(run, 400);
  assert.ok(away(x, [3, -2]) < 0.05, `ends at ${x}`);
});
