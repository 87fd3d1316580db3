/**
 * The layers of a job: one for each part of the picture with styles of its own, or one for all of it.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('./protocol.js').Job} Job
 */

/** The styles of each layer, with their weights there. @param {Job} job @returns {Job['styles'][]} */
export function layersOf({styles, regions}) {
  if (!regions) return [styles];
  return regions.layers.map(({weights}) =>
    styles.map((style, i) => ({...style, weight: weights[i]})).filter(({weight}) => weight > 0),
  );
}

/**
 * What a content is under the styles of each layer; below full strength, that mixed with what the
 * content is under itself as a style.
 * @param {Job} job @param {import('./families/index.js').Family['mix']} mix
 * @param {(styles: Job['styles'], pieces: number) => Promise<Tensor[]>} under the features of the
 *   content under styles; it is called `pieces` times
 * @returns {Promise<{layers: Tensor[][], made: Tensor[]}>} `made`: tensors made by mixing, to be disposed
 */
export async function mergedLayers(job, mix, under) {
  const {own, strength} = job;
  const all = layersOf(job);
  const ends = own ? [{styles: [{...own, weight: 1, isOwn: true}], weight: 1 - strength}] : [];
  const layers = [];
  /** @type {Tensor[]} */
  const made = [];
  for (const styles of all) {
    const parts = [];
    for (const {styles: some, weight} of [{styles, weight: strength}, ...ends]) {
      parts.push({features: await under(some, all.length * (1 + ends.length)), weight});
    }
    if (strength === 1) layers.push(parts[0].features);
    else {
      const features = mix(parts);
      made.push(...features);
      layers.push(features);
    }
  }
  return {layers, made};
}
