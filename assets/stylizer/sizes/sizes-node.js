/**
 * The pictures of `<sizes-lab>` that a build of the site shows, by its own code on the wasm backend.
 * `node sizes.cjs PACKAGE_FOLDER < jobs.json`
 *
 * @typedef {{content: import('../node-files.js').Raw, size: number, bits: number, result: string}} Job
 */
import {writeFile} from 'node:fs/promises';
import {firstFit} from '../backend-start.js';
import {resultSize} from '../gatys/settings.js';
import {readAsked, readPicture, toRgb, wasmPaths} from '../node-files.js';
import {resized} from '../pixels.js';
import {Painter} from './painter.js';

async function main() {
  const {model, jobs} = /** @type {{model: any, jobs: Job[]}} */ (await readAsked());
  await firstFit({backends: ['wasm'], wasmPaths}, async () => ({}), () => {});
  for (const {content, size, bits, result} of jobs) {
    const painter = new Painter(model, bits, true);
    const picture = resized(await readPicture(content), resultSize(content, size));
    const pixels = await painter.paint(picture);
    painter.dispose();
    await writeFile(result, toRgb(pixels));
    await writeFile(`${result}.json`, JSON.stringify({width: pixels.width, height: pixels.height, bytes: painter.bytes}));
  }
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
