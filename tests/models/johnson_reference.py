"""The network for one style a second time, in plain NumPy float64: what tests compare with.

After Johnson et al. 2016 (arXiv 1603.08155) with instance normalisation (arXiv 1607.08022), in the
form that `pastiche.models.johnson` describes, but literally: pixels are doubled before they are
convolved. Images are (H, W, C), one at a time, H and W multiples of 8; weights are arrays by the
paths of our own variables.
"""

from __future__ import annotations

import numpy as np

from tests.models.sanet_reference import Array, Weights, correlated, up

EPS = 1e-3


def painted(image: Array, weights: Weights) -> Array:
    """(H, W, 3) in [0, 1] -> the same."""
    half = relu(normed(image - 0.5, weights, "half", stride=2))
    quarter = relu(normed(half, weights, "quarter", stride=2))
    x = relu(normed(quarter, weights, "eighth", stride=2))
    x = block(block(x, weights, "block0"), weights, "block1")
    x = quarter + relu(normed(up(x), weights, "to_quarter"))
    x = block(x, weights, "fine")
    x = half + relu(normed(up(x), weights, "to_half"))
    twelve = correlated(x, weights["painter/pixels/conv/kernel"])
    return interleaved(1 / (1 + np.exp(-twelve - weights["painter/pixels/conv/bias"])))


def normed(x: Array, weights: Weights, name: str, stride: int = 1) -> Array:
    """A convolution, each of its channels then brought to a mean and a spread that were learned."""
    y = correlated(x, weights[f"painter/{name}/conv/conv/kernel"], stride)
    y = (y - y.mean((0, 1))) / np.sqrt(y.var((0, 1)) + EPS)
    return y * weights[f"painter/{name}/scale"] + weights[f"painter/{name}/shift"]


def block(x: Array, weights: Weights, name: str) -> Array:
    return x + normed(relu(normed(x, weights, f"{name}/a")), weights, f"{name}/b")


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


def interleaved(x: Array) -> Array:
    """Twelve numbers as four pixels: (h, w, 12) -> (2h, 2w, 3), the upper two first."""
    height, width, _ = x.shape
    pixels = x.reshape(height, width, 2, 2, 3).transpose(0, 2, 1, 3, 4)
    return pixels.reshape(2 * height, 2 * width, 3)
