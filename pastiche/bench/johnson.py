"""A feed-forward network for one style, as a rival: that of Johnson et al. 2016 (arXiv 1603.08155,
supplement) in the form that came into use: instance normalisation (Ulyanov et al. 2016, arXiv
1607.08022), mirrored edges, and doubled pixels before a convolution instead of a transposed one.

1,679,235 parameters, all random: for a clock they are as good as any.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import tensorflow as tf

from pastiche.models.tfjs import write_graph_model
from pastiche.models.trace import MADE

INPUT, OUTPUT = "image", "result"
DOWN = (("in", 32, 9, 1), ("half", 64, 3, 2), ("quarter", 128, 3, 2))
"""Names, widths, kernels and strides of the convolutions down to a quarter of the size."""
BLOCKS = 5
EPS = 1e-5


class _Layers:
    """The layers' variables: placeholders in the graph, and a random value for each."""

    def __init__(self) -> None:
        self.values: dict[str, np.ndarray] = {}
        self._random = np.random.default_rng(1603)

    def _variable(self, name: str, shape: tuple[int, ...], spread: float, mean: float) -> tf.Tensor:
        value = self._random.normal(mean, spread, shape).astype(np.float32)
        self.values[name] = value
        return tf.compat.v1.placeholder(tf.float32, shape, name)

    def conv(self, name: str, x: tf.Tensor, out: int, k: int = 3, stride: int = 1) -> tf.Tensor:
        """(1, H, W, C) -> (1, ⌈H/stride⌉, ⌈W/stride⌉, out), edges mirrored."""
        edge = [k // 2, k // 2]
        inputs = int(x.shape[-1])
        spread = math.sqrt(2 / (k * k * inputs))
        kernel = self._variable(f"{name}_kernel", (k, k, inputs, out), spread, 0)
        bias = self._variable(f"{name}_bias", (out,), 0.01, 0)
        padded = tf.pad(x, [[0, 0], edge, edge, [0, 0]], "REFLECT")
        return tf.nn.bias_add(tf.nn.conv2d(padded, kernel, stride, "VALID"), bias)

    def normed(self, name: str, x: tf.Tensor) -> tf.Tensor:
        """Each channel with a mean and a spread of its own, whatever the picture."""
        channels = int(x.shape[-1])
        scale = self._variable(f"{name}_scale", (channels,), 0.1, 1)
        shift = self._variable(f"{name}_shift", (channels,), 0.1, 0)
        mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + EPS) * scale + shift


def write(folder: Path) -> int:
    """Write the graph model into `folder` and say how many parameters it has.

    Its input is the image (1, H, W, 3) in [0, 1], H and W multiples of 4, and its output the same.
    """
    layers = _Layers()
    with tf.Graph().as_default() as graph:
        image = tf.compat.v1.placeholder(tf.float32, (1, None, None, 3), INPUT)
        x = image
        for name, width, k, stride in DOWN:
            x = tf.nn.relu(layers.normed(name, layers.conv(name, x, width, k, stride)))
        for i in range(BLOCKS):
            first, second = f"block{i}_first", f"block{i}_second"
            inner = tf.nn.relu(layers.normed(first, layers.conv(first, x, 128)))
            x = x + layers.normed(second, layers.conv(second, inner, 128))
        for name, width in (("to_half", 64), ("to_whole", 32)):
            doubled = tf.compat.v1.image.resize_nearest_neighbor(x, 2 * tf.shape(x)[1:3])
            x = tf.nn.relu(layers.normed(name, layers.conv(name, doubled, width)))
        pixels = tf.nn.sigmoid(layers.conv("out", x, 3, 9))
        tf.identity(pixels, name=OUTPUT + MADE)
    folder.mkdir(parents=True)
    write_graph_model(graph.as_graph_def(), [INPUT], [OUTPUT], layers.values, folder)
    return sum(value.size for value in layers.values.values())
