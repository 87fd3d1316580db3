/**
 * The stylizer for Node, with the worker's own code and the wasm backend: computes the pictures
 * that a build of the site shows. `node stylize.cjs PACKAGE_FOLDER < jobs.json`
 *
 * Each job names files of raw RGB bytes and their sizes; decoding and encoding are Python's
 * (pastiche/site/stylized.py). The result has the content's size; everything else has the size
 * that it has on the page (plan.js), so that readers who do the same get the same picture.
 *
 * @typedef {import('./node-files.js').Raw} Raw
 * A job with points is a question instead: where do these places of the content look? Its result
 * is JSON (node-look.js).
 *
 * @typedef {{content: Raw, style: Raw, result: string, strength: number, keepDetail: number,
 *   attention?: number, points?: [x: number, y: number][], title?: string}} FileJob
 */
import {writeFile} from 'node:fs/promises';
import {openStudio} from './backend.js';
import {readAsked, readPicture, toRgb, wasmPaths} from './node-files.js';
import {looksOf} from './node-look.js';
import {mirrored, resized} from './pixels.js';
import {plainJob} from './plain-job.js';
import {plan} from './plan.js';

/** A build has no page to keep responsive, but no more than a machine either. */
const LIMITS = {maxTexture: Infinity, im2col: false, bytes: 2 * 2 ** 30};

/**
 * @param {Raw} raw @param {import('./plan.js').Size} size @param {import('./plan.js').Size} input
 *   after padding
 * @returns {Promise<import('./protocol.js').Image>}
 */
async function readImage(raw, size, input) {
  const pixels = mirrored(resized(await readPicture(raw), size), input);
  return {key: `${raw.file} ${size.width}x${size.height}`, pixels};
}

async function main() {
  const {model, jobs} = /** @type {{model: any, jobs: FileJob[]}} */ (await readAsked());
  const {studio, prove} = await openStudio({model, backends: ['wasm'], wasmPaths}, (message) => {
    if (message.type === 'refused') console.error(message.why);
  });
  await prove?.();
  for (const {content, style, result, points, title = '', attention = 1, ...settings} of jobs) {
    const maxSize = Math.max(content.width, content.height);
    const planned = plan({content, styles: [style], maxSize, limits: LIMITS, needs: model.card});
    if (planned.loweredFrom) throw new Error(`${maxSize} pixels are too many for ${model.card.title}`);
    const [shown] = planned.styles;
    const job = await plainJob(planned, {...settings, attention}, (side, size, input) =>
      readImage(side === 'content' ? content : style, size, input));
    if (points) {
      const question = {job, sizes: {shown: planned.result, input: planned.content}};
      const looks = await looksOf(studio, question, {shown: shown.size, input: shown.input}, points, title);
      const encoded = looks.map((one) => ({...one, heat: Buffer.from(one.heat).toString('base64')}));
      await writeFile(result, JSON.stringify(encoded));
      continue;
    }
    const pixels = await studio.stylize(job);
    await writeFile(result, toRgb(pixels));
  }
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
