"""SANet a second time, in plain NumPy float64, from the paper's formulas: what tests compare with.

Images are (H, W, C), one at a time; weights are arrays by the paths of our own variables.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Array = np.ndarray
Weights = Mapping[str, Array]


def conv(x: Array, weights: Weights, name: str) -> Array:
    return correlated(x, weights[f"{name}/kernel"]) + weights[f"{name}/bias"]


def correlated(x: Array, kernel: Array, stride: int = 1) -> Array:
    """Windows of the mirrored picture, one in each `stride` pixels, times the kernel."""
    edge = kernel.shape[0] // 2
    x = np.pad(x, ((edge, edge), (edge, edge), (0, 0)), "reflect")
    windows = sliding_window_view(x, kernel.shape[:2], axis=(0, 1))  # (H, W, C, k, k)
    windows = windows[::stride, ::stride]
    return np.einsum("hwcij,ijco->hwo", windows, kernel.astype(np.float64), optimize=True)


def relu_conv(x: Array, weights: Weights, name: str) -> Array:
    return np.maximum(conv(x, weights, name), 0)


def pool(x: Array) -> Array:
    """The largest of each 2×2 window; windows at the end may be cut."""
    height, width, channels = x.shape
    even = np.full((height + height % 2, width + width % 2, channels), -np.inf)
    even[:height, :width] = x
    return even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2, channels).max((1, 3))


def encode(image: Array, weights: Weights) -> tuple[Array, Array]:
    """relu4_1 and relu5_1 of VGG-19."""
    x = conv(image, weights, "encoder/conv0")
    for block, count in enumerate((2, 2, 4, 4), 1):
        for number in range(1, count + 1):
            x = relu_conv(x, weights, f"encoder/conv{block}_{number}")
            if (block, number) == (4, 1):
                relu4_1 = x
        x = pool(x)
    return relu4_1, relu_conv(x, weights, "encoder/conv5_1")


def mvn(x: Array) -> Array:
    return (x - x.mean((0, 1))) / np.sqrt(x.var((0, 1), ddof=1) + 1e-5)


def attention(content: Array, style: Array, weights: Weights, name: str) -> Array:
    q = conv(mvn(content), weights, f"{name}/f").reshape(-1, 512)
    k = conv(mvn(style), weights, f"{name}/g").reshape(-1, 512)
    v = conv(style, weights, f"{name}/h").reshape(-1, 512)
    a = np.exp(q @ k.T - (q @ k.T).max(1, keepdims=True))
    seen = (a / a.sum(1, keepdims=True) @ v).reshape(content.shape)
    return content + conv(seen, weights, f"{name}/out")


def up(x: Array) -> Array:
    return x.repeat(2, 0).repeat(2, 1)


def stylize(content: Array, style: Array, weights: Weights, iterations: int = 1) -> Array:
    """The content picture in the style of the other, (H, W, 3) in [0, 1]."""
    height, width, _ = content.shape
    style4, style5 = encode(style, weights)
    for _ in range(iterations):
        content4, content5 = encode(content, weights)
        coarse = up(attention(content5, style5, weights, "sanet5_1"))
        fine = attention(content4, style4, weights, "sanet4_1")
        x = conv(fine + coarse[: fine.shape[0], : fine.shape[1]], weights, "merge")
        x = up(relu_conv(x, weights, "decoder/conv4_1"))
        for name in ("conv3_4", "conv3_3", "conv3_2", "conv3_1"):
            x = relu_conv(x, weights, f"decoder/{name}")
        x = up(x)
        x = relu_conv(relu_conv(x, weights, "decoder/conv2_2"), weights, "decoder/conv2_1")
        x = relu_conv(up(x), weights, "decoder/conv1_2")
        content = conv(x, weights, "decoder/conv1_1")[:height, :width].clip(0, 1)
    return content
