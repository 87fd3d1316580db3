/** Weighted sums of what several styles, or several strengths, make. */
import {add, mul, tidy} from '../tfjs/core.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */

/** @param {{features: Tensor[], weight: number}[]} parts of like shapes @returns {Tensor[]} */
export const mixed = (parts) =>
  tidy(() =>
    parts[0].features.map((_, i) =>
      parts.map(({features, weight}) => mul(features[i], weight)).reduce((a, b) => add(a, b)),
    ),
  );
