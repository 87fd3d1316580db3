"""A feed-forward network for one style, after Johnson, Alahi & Fei-Fei 2016 (arXiv 1603.08155).

Theirs has strided convolutions, five residual blocks and strided ones back. This one is made for
speed: the blocks work at an eighth of the size, the way back doubles pixels before it convolves
(Odena et al. 2016, "Deconvolution and checkerboard artifacts"), normalisation is that of instances
(Ulyanov et al. 2016, arXiv 1607.08022), edges are mirrored, and nothing convolves at full size.

Shapes in the comments: images are (B, H, W, 3) float32 in [0, 1], H and W multiples of 8.
215,868 parameters at the usual width, and about as many times fewer as the square of a smaller one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import keras
from keras import ops

from pastiche.models.card import Cost, Inputs, Nodes
from pastiche.models.layers import Conv, Tensor, moments
from pastiche.models.networks import StyleCode, restyle
from pastiche.models.sanet import interleaved, quarters
from pastiche.models.weights import Arrays

WIDTH = 16
"""Channels at half of the size; there are twice as many at a quarter, four times at an eighth."""
BLOCKS = 2
GREY = 0.5
"""What is taken from pixels at first; the first normalisation makes it without effect."""
EPS = 1e-3
"""Added to variances; 1e-5 underflows on float16 GPUs."""


class NormedConv(keras.layers.Layer):
    """A convolution with mirrored edges, and instance normalisation: as `Conv`."""

    def __init__(self, out: int, k: int = 3, stride: int = 1, *, name: str) -> None:
        super().__init__(name=name)
        self.out = out
        self.conv = Conv(out, k, stride, bias=False, name="conv")

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.conv.build(shape)
        self.scale = self.add_weight(shape=(self.out,), initializer="ones", name="scale")
        self.shift = self.add_weight(shape=(self.out,), initializer="zeros", name="shift")

    def call(self, x: Tensor) -> Tensor:
        return self._normed(self.conv(x))

    def doubled(self, x: Tensor) -> Tensor:
        """Of x with each pixel doubled both ways: (B, h, w, Cin) -> (B, 2h, 2w, Cout)."""
        return self._normed(interleaved(*quarters(x, self.conv.conv.kernel)))

    def _normed(self, y: Tensor) -> Tensor:
        mean, std = moments(y, EPS)
        gain = self.scale / std
        return y * gain + (self.shift - mean * gain)


class Block(keras.layers.Layer):
    """Residual block (section 3.1 of the paper, its supplement's figure 1), shape kept."""

    def __init__(self, width: int, *, name: str) -> None:
        super().__init__(name=name)
        self.a = NormedConv(width, name="a")
        self.b = NormedConv(width, name="b")

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.a.build(shape)
        self.b.build(shape)

    def call(self, x: Tensor) -> Tensor:
        return x + self.b(ops.relu(self.a(x)))


class Painted(NamedTuple):
    """What a painter makes on its way."""

    eighth: Tensor  # (B, H/8, W/8, 4·width), of the last block
    quarter: Tensor  # (B, H/4, W/4, 2·width), of the block on the way back
    pixels: Tensor  # (B, H, W, 3) in [0, 1]


class Painter(keras.layers.Layer):
    """The network itself: (B, H, W, 3), whatever its brightness, -> the same, in [0, 1]."""

    def __init__(self, width: int = WIDTH, *, name: str = "painter") -> None:
        """width: channels at half of the size."""
        super().__init__(name=name)
        self.width = width
        self.half = NormedConv(width, 5, 2, name="half")
        self.quarter = NormedConv(2 * width, 3, 2, name="quarter")
        self.eighth = NormedConv(4 * width, 3, 2, name="eighth")
        self.blocks = [Block(4 * width, name=f"block{i}") for i in range(BLOCKS)]
        self.to_quarter = NormedConv(2 * width, name="to_quarter")
        self.fine = Block(2 * width, name="fine")
        self.to_half = NormedConv(width, name="to_half")
        small = keras.initializers.VarianceScaling(0.25, "fan_in", "normal")
        self.pixels = Conv(12, init=small, name="pixels")

    def build(self, shape: tuple[int | None, ...]) -> None:
        some = (None, None, None)
        half, quarter, eighth = ((*some, times * self.width) for times in (1, 2, 4))
        self.half.build((*some, 3))
        self.quarter.build(half)
        self.eighth.build(quarter)
        for block in self.blocks:
            block.build(eighth)
        self.to_quarter.build(eighth)
        self.fine.build(quarter)
        self.to_half.build(quarter)
        self.pixels.build(half)

    def call(self, image: Tensor) -> Tensor:
        return self.painted(image).pixels

    def painted(self, image: Tensor) -> Painted:
        """(B, H, W, 3) -> the picture, and what led to it."""
        half = ops.relu(self.half(image))  # (B, H/2, W/2, width)
        quarter = ops.relu(self.quarter(half))  # (B, H/4, W/4, 2·width)
        x = ops.relu(self.eighth(quarter))  # (B, H/8, W/8, 4·width)
        for block in self.blocks:
            x = block(x)
        eighth = x
        x = quarter + ops.relu(self.to_quarter.doubled(x))  # (B, H/4, W/4, 2·width)
        x = fine = self.fine(x)
        x = half + ops.relu(self.to_half.doubled(x))  # (B, H/2, W/2, width)
        return Painted(eighth, fine, ops.sigmoid(ops.depth_to_space(self.pixels(x), 2)))


class Johnson(keras.Model):
    """See `pastiche.models.networks.Network`; the style given to it is never looked at.

    A style code is a number, the amount of painting: 1, but 0 for a content in its own style. What
    is merged are pixels, so that a strength between the two fades the painting in.
    """

    size_multiple = 8
    graph_inputs = Inputs("image", None)
    graph_nodes = Nodes(
        features=("content",),
        queries=(),
        keys=(),
        values=(),
        statistics=("amount",),
        attended=(),
        merged=("painted",),
        output="result",
    )
    cost = Cost(
        least=32,
        style_longest=32,
        im2col_per_pixel=36,
        live_per_pixel=40,
        kept_per_pixel=12,
        banded_per_pixel=12,
        token_side=256,
        reach=65536,  # every pixel depends on all: nothing of it can be computed in bands
    )

    def __init__(self, width: int = WIDTH) -> None:
        """width: channels at half of the size."""
        super().__init__(name="johnson")
        self.painter = Painter(width)
        self.painter.build((None, None, None, 3))
        self.built = True

    def encode(self, image: Tensor) -> tuple[Tensor, ...]:
        """The picture around 0."""
        return (image - GREY,)

    def queries(self, features: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """None: there is no attention."""
        return ()

    def style_code(self, features: Sequence[Tensor]) -> StyleCode:
        """-> 1, (B, 1, 1, 1), whatever the picture."""
        return StyleCode((), (), (0 * features[0][:, :1, :1, :1] + 1,))

    def own_code(self, features: Sequence[Tensor]) -> StyleCode:
        """-> 0, (B, 1, 1, 1): the content as it is."""
        return StyleCode((), (), (0 * features[0][:, :1, :1, :1],))

    def transform(
        self, features: Sequence[Tensor], attended: Sequence[Tensor], statistics: Sequence[Tensor]
    ) -> tuple[Tensor, ...]:
        """-> (B, H, W, 3)."""
        image, amount = features[0] + GREY, statistics[0]
        return (image + amount * (self.painter(features[0]) - image),)

    def decode(self, merged: Sequence[Tensor], keep_detail: Tensor | float = 1.0) -> Tensor:
        """-> (B, H, W, 3). `keep_detail` is without effect."""
        return merged[0]

    def for_graph(self) -> Johnson:
        """Itself: it has no form of fewer operations."""
        return self

    def from_graph(self, arrays: Arrays) -> Arrays:
        """The same values."""
        return arrays

    def call(self, content: Tensor, style: Tensor) -> Tensor:
        """content (B, H, W, 3) in [0, 1], style anything -> (B, H, W, 3)."""
        return self.decode(restyle(self, self.encode(content), self.style_code((style,))))
