"""SANet once more, as PyTorch and ONNX have it: channels first, both pictures in one call.

The network is written down here over a handful of operations; `pytorch` computes them and `onnx`
notes them in a file. Shapes are (1, C, H, W); h, w are eighths of the sides of a picture. Weights
are arrays by the paths of our own variables (`pastiche.models.sanet`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
T = TypeVar("T")

EPS = 1e-5
BLOCKS = ((1, 2), (2, 2), (3, 4), (4, 4))
"""Of VGG-19's blocks: the number, and how many convolutions it has before the pool."""
DECODER = (
    ("conv4_1",),
    ("conv3_4", "conv3_3", "conv3_2", "conv3_1"),
    ("conv2_2", "conv2_1"),
    ("conv1_2", "conv1_1"),
)
"""Convolutions of the decoder; between two rows the picture is doubled."""


class Operations(Protocol[T]):
    """What the network is made of; `name` is the path of a convolution."""

    def conv(self, x: T, name: str) -> T:
        """A convolution of its picture's own size: mirrored at the edges where it is 3×3."""

    def relu(self, x: T) -> T:
        """max(x, 0)."""

    def pool(self, x: T) -> T:
        """2×2 max pooling that rounds up."""

    def up(self, x: T) -> T:
        """Every pixel four times: twice the height and the width."""

    def add(self, a: T, b: T) -> T:
        """a + b."""

    def normal(self, x: T) -> T:
        """Per channel (x − mean) / sqrt(variance + 1e-5), the variance with n − 1."""

    def attend(self, queries: T, keys: T, values: T) -> T:
        """softmax(queriesᵀ · keys) · valuesᵀ over positions; all are (1, 512, …), as the result."""


def encode(ops: Operations[T], picture: T) -> tuple[T, T]:
    """(1, 3, H, W) in [0, 1] -> relu4_1 (1, 512, h, w) and relu5_1 (1, 512, ⌈h/2⌉, ⌈w/2⌉)."""
    x = relu4_1 = ops.conv(picture, "encoder/conv0")
    for block, count in BLOCKS:
        for number in range(1, count + 1):
            x = ops.relu(ops.conv(x, f"encoder/conv{block}_{number}"))
            if (block, number) == (4, 1):
                relu4_1 = x
        x = ops.pool(x)
    return relu4_1, ops.relu(ops.conv(x, "encoder/conv5_1"))


def attention(ops: Operations[T], content: T, style: T, name: str) -> T:
    """One style-attentional block: the content's features and what they found in the style."""
    seen = ops.attend(
        ops.conv(ops.normal(content), f"{name}/f"),
        ops.conv(ops.normal(style), f"{name}/g"),
        ops.conv(style, f"{name}/h"),
    )
    return ops.add(content, ops.conv(seen, f"{name}/out"))


def sanet(ops: Operations[T], content: T, style: T) -> T:
    """The content picture in the style of the other, (1, 3, H, W), unclipped.

    Sides are multiples of 16: nothing is cropped.
    """
    content4, content5 = encode(ops, content)
    style4, style5 = encode(ops, style)
    coarse = ops.up(attention(ops, content5, style5, "sanet5_1"))
    x = ops.conv(ops.add(attention(ops, content4, style4, "sanet4_1"), coarse), "merge")
    for row in DECODER:
        x = x if row is DECODER[0] else ops.up(x)
        for name in row:
            x = ops.conv(x, f"decoder/{name}")
            x = x if name == "conv1_1" else ops.relu(x)
    return x


def kernel(weights: Weights, name: str) -> Array:
    """A convolution's kernel as (out, in, height, width)."""
    values = weights[f"{name}/kernel"]
    square = values if values.ndim == 4 else values[None, None]
    return np.ascontiguousarray(square.transpose(3, 2, 0, 1))
