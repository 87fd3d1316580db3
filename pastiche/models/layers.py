"""Building blocks shared by the networks, in Keras 3: one definition for every backend.

All tensors are channels-last, `(B, H, W, C)` float32. Every block is built from operations
that TensorFlow.js runs synchronously (no control flow, no dynamic shapes read back).
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

Tensor = Any
"""A tensor of whichever backend Keras runs on (TensorFlow for export, torch for training)."""

LEAK = 0.1
"""Slope of the leaky ReLUs: plain ReLUs in the decoder were seen to die in training."""


def leaky(x: Tensor) -> Tensor:
    """Leaky ReLU of slope `LEAK`, any shape: `max(x, LEAK·x)`, one op cheaper than a select."""
    return ops.maximum(x, LEAK * x)


def reflect(x: Tensor, pad: int) -> Tensor:
    """Mirror `pad` pixels at each edge: (B, H, W, C) -> (B, H+2·pad, W+2·pad, C)."""
    return ops.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="reflect")


def up2(x: Tensor) -> Tensor:
    """Nearest-neighbour upsampling: (B, H, W, C) -> (B, 2H, 2W, C).

    Written as depth-to-space of four copies, which needs no output size: a resize op would
    make the graph compute its shapes at run time.
    """
    return ops.depth_to_space(ops.concatenate([x, x, x, x], axis=-1), 2)


def moments(x: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation over space: (B, H, W, C) -> two of (B, 1, 1, C)."""
    mean = ops.mean(x, axis=(1, 2), keepdims=True)
    var = ops.mean(ops.square(x - mean), axis=(1, 2), keepdims=True)
    return mean, ops.sqrt(var + eps)


def mvn(x: Tensor, eps: float) -> Tensor:
    """Mean-variance normalisation over space (biased variance), shape kept."""
    mean, std = moments(x, eps)
    return (x - mean) / std


class Conv(keras.layers.Layer):
    """A k×k convolution with reflection padding: (B, H, W, Cin) -> (B, ⌈H/s⌉, ⌈W/s⌉, Cout)."""

    def __init__(
        self,
        out: int,
        k: int = 3,
        stride: int = 1,
        *,
        bias: bool = True,
        init: Any = "he_normal",
        name: str,
    ) -> None:
        super().__init__(name=name)
        self.pad = k // 2
        self.conv = keras.layers.Conv2D(
            out, k, strides=stride, use_bias=bias, kernel_initializer=init, name="conv"
        )

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.conv.build(shape)

    def call(self, x: Tensor) -> Tensor:
        return self.conv(reflect(x, self.pad) if self.pad else x)


class SeparableBlock(keras.layers.Layer):
    """Residual inverted bottleneck: depthwise 3×3, widen ×`expand`, leaky, narrow; shape kept.

    About 4.5 times fewer multiplications than two dense 3×3 convolutions (`expand` = 2).
    """

    def __init__(self, width: int, expand: int = 2, *, name: str) -> None:
        super().__init__(name=name)
        self.width = width
        self.depthwise = keras.layers.DepthwiseConv2D(3, name="depthwise")
        self.widen = keras.layers.Conv2D(
            width * expand, 1, kernel_initializer="he_normal", name="widen"
        )
        small = keras.initializers.VarianceScaling(0.25, "fan_in", "normal")
        self.narrow = keras.layers.Conv2D(width, 1, kernel_initializer=small, name="narrow")

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.depthwise.build(shape)
        self.widen.build((*shape[:-1], self.width))
        self.narrow.build((*shape[:-1], self.widen.filters))

    def call(self, x: Tensor) -> Tensor:
        return x + self.narrow(leaky(self.widen(self.depthwise(reflect(x, 1)))))


class DenseBlock(keras.layers.Layer):
    """Residual block of two dense 3×3 convolutions, shape kept."""

    def __init__(self, width: int, *, name: str) -> None:
        super().__init__(name=name)
        small = keras.initializers.VarianceScaling(0.25, "fan_in", "normal")
        self.a = Conv(width, name="a")
        self.b = Conv(width, init=small, name="b")

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.a.build(shape)
        self.b.build(shape)

    def call(self, x: Tensor) -> Tensor:
        return x + self.b(leaky(self.a(x)))
