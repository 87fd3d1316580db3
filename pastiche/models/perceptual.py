"""A perceptual network of our own, small enough to travel to a browser and be differentiated there.

The layers are named like VGG-16's (Simonyan & Zisserman 2014, arXiv 1409.1556) and lie in the same
order: eleven 3×3 convolutions to relu5_1, four 2×2 poolings between them. Whether a pooling takes
the mean or the maximum is chosen at run time, as Gatys et al. do (arXiv 1508.06576, section 2); it
was trained for either. 413,520 parameters.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import keras
from keras import ops

from pastiche.models.layers import Tensor

Pooling = Literal["average", "max"]


class Layer(NamedTuple):
    """A 3×3 convolution and its ReLU."""

    name: str  # "1_1": conv1_1 and relu1_1
    width: int  # channels that it makes
    pooled: bool = False  # whether its input is halved before it


LAYERS = (
    Layer("1_1", 16),
    Layer("1_2", 16),
    Layer("2_1", 32, pooled=True),
    Layer("2_2", 32),
    Layer("3_1", 64, pooled=True),
    Layer("3_2", 64),
    Layer("3_3", 64),
    Layer("4_1", 96, pooled=True),
    Layer("4_2", 96),
    Layer("4_3", 96),
    Layer("5_1", 96, pooled=True),
)

GREY = 0.5
"""Taken from every pixel first: the zeros that the convolutions pad with are then a middle grey."""

GAIN = 4.0
"""What a picture is multiplied by then, in training, which brings it to a variance of about 1. A
package has it in its first kernel."""


class PerceptualNetwork(keras.Model):
    """The network; its variables are `conv1_1/kernel` (3, 3, in, out), `conv1_1/bias` (out,) …"""

    def __init__(self, gain: float = 1.0) -> None:
        """gain: what the picture is multiplied by, after grey is taken away."""
        super().__init__(name="perceptual")
        self.gain = gain
        self.convs = [
            keras.layers.Conv2D(
                layer.width,
                3,
                padding="same",
                activation="relu",
                kernel_initializer="he_normal",
                name=f"conv{layer.name}",
            )
            for layer in LAYERS
        ]
        before = 3
        for conv, layer in zip(self.convs, LAYERS, strict=True):
            conv.build((None, None, None, before))
            before = layer.width
        self.built = True

    def features(self, image: Tensor, pooling: Pooling) -> dict[str, Tensor]:
        """(B, H, W, 3) in [0, 1], H and W at least 16 -> relu1_1 … relu5_1 by name ("1_1" …).

        At level n, ⌊H/2ⁿ⁻¹⌋ × ⌊W/2ⁿ⁻¹⌋.
        """
        pool = ops.average_pool if pooling == "average" else ops.max_pool
        x = (image - GREY) * self.gain
        seen = {}
        for conv, layer in zip(self.convs, LAYERS, strict=True):
            x = seen[layer.name] = conv(pool(x, 2) if layer.pooled else x)
        return seen

    def call(self, image: Tensor) -> dict[str, Tensor]:
        """`features` with average pooling."""
        return self.features(image, "average")
