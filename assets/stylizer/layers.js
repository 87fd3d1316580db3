/**
 * The styles of each layer of a job, with their weights there; a job without regions is one layer.
 * @param {import('./protocol.js').Job} job
 */
export function layersOf({styles, regions}) {
  if (!regions) return [styles];
  return regions.layers.map(({weights}) =>
    styles.map((style, i) => ({...style, weight: weights[i]})).filter(({weight}) => weight > 0),
  );
}
