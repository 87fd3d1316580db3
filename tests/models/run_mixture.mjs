/**
 * The stylizer's own code in Node: pictures and weights in, what the network makes of them out.
 * Usage: node run_mixture.mjs PACKAGE JOB; JOB is a folder with job.json and raw float32 files:
 * {"content": {"shape": [1, H, W, 3], "file": "…"}, "styles": [{"shape", "file", "weight"}, …],
 * "keepDetail": 1, "result": "out file"}.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {open, tf} from '../stylizer/whole-tensorflow.js';

const [folder, job] = process.argv.slice(2);
const {family} = await open(new URL(`file://${folder}/`));
const {content, styles, keepDetail, result} = JSON.parse(readFileSync(join(job, 'job.json'), 'utf8'));
const whole = {pixels: Infinity, step: async () => {}};

const read = ({shape, file}) => {
  const {buffer, byteOffset, byteLength} = readFileSync(join(job, file));
  return tf.tensor(new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength)), shape);
};

const parts = [];
for (const style of styles) {
  parts.push({code: await family.encodeStyle(read(style), whole), weight: style.weight});
}
const seen = await family.encodeContent(read(content), whole);
const merged = await family.apply(seen, await family.blend(parts, family.queries(seen)), whole);
const painted = await family.decode(merged, tf.scalar(keepDetail), whole);
writeFileSync(join(job, result), await painted.data());
