/**
 * Minimises Gatys' objective in Node as a browser would, on wasm. Usage: node run_gatys.mjs PACKAGE JOB;
 * JOB is a file: {size, styleSize, aims, evaluations, content, style, start, gradient}, the last four
 * being names of raw float64 files beside it, of which the last is written.
 * Prints, as JSON, the losses at the start and the value of every evaluation.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {lbfgs} from '../../assets/stylizer/gatys/lbfgs.js';
import {Objective} from '../../assets/stylizer/gatys/objective.js';
import {openPackage} from '../stylizer/perceptual-package.js';

const [folder, file] = process.argv.slice(2);
const {evaluations, aims, gradient, ...job} = JSON.parse(readFileSync(file, 'utf8'));
const floats = (name) => new Float64Array(new Uint8Array(readFileSync(join(dirname(file), name))).buffer);
const [content, style, start] = [job.content, job.style, job.start].map(floats);
const net = await openPackage(pathToFileURL(`${resolve(folder)}/`));
const objective = new Objective(net, aims, {...job, content, style});

const first = await objective.at(start);
writeFileSync(join(dirname(file), gradient), first.gradient);
const values = [];
const counted = async (x) => {
  const outcome = await objective.at(x);
  values.push(outcome.value);
  return outcome;
};
const run = lbfgs(counted, start, {reach: job.reach});
while (values.length < evaluations && !(await run.next()).done);
console.log(JSON.stringify({losses: first.losses, values: values.slice(0, evaluations)}));
