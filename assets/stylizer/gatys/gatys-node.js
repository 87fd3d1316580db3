/**
 * Gatys' method for Node: makes the pictures that a build of the site shows of the laboratories, with
 * their own code on the wasm backend. `node gatys.cjs PACKAGE_FOLDER < jobs.json`
 *
 * Each job names files of raw RGB bytes and their sizes; decoding and encoding are Python's
 * (pastiche/site/labs.py). A job with a layer asks for its Gram matrix instead; its result is JSON. One
 * with painted pictures asks for a comparison: one more by optimisation, and the losses of all.
 *
 * @typedef {import('../node-files.js').Raw} Raw
 * @typedef {{style: Raw, content: Raw | null, size: number, noise: boolean, evaluations: number,
 *   optimiser?: 'lbfgs' | 'adam', result: string}} PictureJob
 * @typedef {{style: Raw, size: number, layer: string, result: string}} GramJob
 * @typedef {PictureJob & {content: Raw, painted: Raw[]}} ComparisonJob sides of the content are multiples of 16
 */
import {writeFile} from 'node:fs/promises';
import {firstFit} from '../backend-start.js';
import {heatOf} from '../heat-colours.js';
import {readAsked, readPicture, toRgb, wasmPaths} from '../node-files.js';
import {shareOf} from '../comparison/contest.js';
import {covering, middleOf} from '../comparison/cut.js';
import {resized} from '../pixels.js';
import {coloured, gramOf, loudestPair, mapOf, ordered} from './channels.js';
import {Descent} from './descent.js';
import {lossesOf} from './judging.js';
import {openPerceptual} from './open.js';
import {seenBy} from './seen.js';
import {FROM_CONTENT, USUAL, aimsOf, resultSize, styleSize} from './settings.js';

/** @param {Uint8ClampedArray} bytes */
const encoded = (bytes) => Buffer.from(bytes).toString('base64');

/**
 * @param {import('./perceptual.js').Perceptual} net @param {PictureJob} job
 * @param {import('./settings.js').Settings} [settings] whose aims it has
 */
async function picture(net, {style, content, size: longest, noise, evaluations, optimiser = USUAL.optimiser}, settings = USUAL) {
  const size = content ? resultSize(content, longest) : {width: longest, height: longest};
  const descent = new Descent(net, {
    style: resized(await readPicture(style), styleSize(style, size)),
    content: content && resized(await readPicture(content), size),
    size,
    start: noise ? 'noise' : 'content',
    seed: 1,
    optimiser,
    evaluations,
    aims: aimsOf(settings, content !== null),
  });
  const begin = performance.now();
  let last;
  for await (const step of descent.steps(async () => {})) last = step;
  descent.dispose();
  if (!last) throw new Error('nothing was evaluated');
  return {...last, seconds: (performance.now() - begin) / 1000};
}

/** @param {import('./perceptual.js').Perceptual} net @param {GramJob} job */
async function gram(net, {style, size: longest, layer}) {
  const small = resized(await readPicture(style), resultSize(style, longest));
  const maps = await seenBy(net, {picture: small, layer, pooling: USUAL.pooling});
  const {width, height, channels} = maps;
  const matrix = gramOf(maps);
  const order = ordered(matrix, channels);
  const pair = loudestPair(matrix, channels);
  const shown = [mapOf(maps, pair[0]), mapOf(maps, pair[1]), mapOf(maps, ...pair)];
  return {
    channels,
    matrix: encoded(coloured(matrix, order)),
    pair: pair.map((channel) => order.indexOf(channel)),
    maps: shown.map(({values, most}) => ({width, height, heat: encoded(heatOf(values, most)), patches: []})),
  };
}

/**
 * The content, the style as a picture of its size, and the painted ones, each with its losses; a picture
 * by optimisation comes last.
 * @param {import('./perceptual.js').Perceptual} net @param {ComparisonJob} job
 */
async function comparison(net, job) {
  const {pixels: found} = await picture(net, job, FROM_CONTENT);
  const [content, style] = [await readPicture(job.content), await readPicture(job.style)];
  const cut = middleOf(resized(style, covering(style, content)), content);
  const pictures = [content, cut, ...(await Promise.all(job.painted.map(readPicture))), found];
  const seen = resized(style, styleSize(style, content));
  const losses = [];
  for (const one of pictures) losses.push(await lossesOf(net, {picture: one, content, style: seen}));
  await writeFile(`${job.result}-style`, toRgb(cut));
  await writeFile(`${job.result}-found`, toRgb(found));
  return {losses: losses.map((one) => ({...one, style: shareOf(one.style, losses[0].style)}))};
}

async function main() {
  const {model, jobs} = await readAsked();
  let net;
  await firstFit(
    {backends: ['wasm'], wasmPaths},
    async (name) => ((net = await openPerceptual(name, model)), {}),
    (message) => {
      if (message.type === 'refused') console.error(message.why);
    },
  );
  for (const job of jobs) {
    if (job.painted) await writeFile(job.result, JSON.stringify(await comparison(net, job)));
    else if (job.layer) await writeFile(job.result, JSON.stringify(await gram(net, job)));
    else {
      const {pixels, ...facts} = await picture(net, job);
      await writeFile(job.result, toRgb(pixels));
      await writeFile(`${job.result}.json`, JSON.stringify({width: pixels.width, height: pixels.height, ...facts}));
    }
  }
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
