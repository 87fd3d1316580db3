"""Magenta's arbitrary stylization: Ghiasi et al., "Exploring the structure of a real-time,
arbitrary neural artistic stylization network", BMVC 2017, arXiv 1705.06830.

Two networks. The predictor, a MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381), turns a style
into a vector of 100 numbers. The transformer repaints a content; all it knows of the style are the
shifts and scales of its instance normalisations, which are linear in that vector: so a weighted sum
of vectors is a style between styles. Nothing looks at anything, and every place is painted in the
same way.

Shapes in the comments: images are (B, H, W, 3) float32, RGB in [0, 1]; heights and widths of
contents are multiples of 4. 2.5 million parameters.

Variables' paths are `predictor/stem`, `predictor/block0/depthwise` … `predictor/block16/project`,
`predictor/last`; `vector`; `modulation`; `contract/conv1/conv` … 3; `residual1/conv1/conv`,
`residual1/conv2/conv` … `residual5`; `expand/conv1/conv` … 3. Kernels are (height, width, in, out).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras
from keras import ops

from pastiche.models.card import Cost, Inputs, Nodes
from pastiche.models.layers import Conv, Tensor, moments, reflect
from pastiche.models.networks import StyleCode, restyle
from pastiche.models.sanet import up2
from pastiche.models.weights import Arrays

EPS = 1e-5
"""Added to variances."""

VECTOR = 100
"""Numbers that a style is."""

STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""MobileNetV2's stages (table 2): expansion, channels, blocks, stride of the first block."""

STEM, LAST = 32, 1280
"""Channels of the convolutions before and after them."""

CONTRACT = {"conv1": (8, 9, 1), "conv2": (16, 3, 2), "conv3": (32, 3, 2)}
"""Channels, kernel and stride of the convolutions that make a content small."""
RESIDUALS = tuple(f"residual{i}" for i in range(1, 6))
TRUNK = 32
"""Channels of the residual blocks."""
EXPAND = {"conv1": (16, 3), "conv2": (8, 3), "conv3": (3, 9)}
"""Channels and kernel of the convolutions that make it large again."""

NORMS: Mapping[str, int] = {
    **{f"{block}/{conv}": TRUNK for block in RESIDUALS for conv in ("conv1", "conv2")},
    **{f"expand/{conv}": width for conv, (width, _) in EXPAND.items()},
}
"""Channels of each instance normalisation, by the convolution before it, in the order in which
`modulation` gives their shifts and scales: a shift, its scale, the next shift …"""


def style_norm(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    """Conditional instance normalisation: (B, H, W, C) and twice (B, 1, 1, C) -> (B, H, W, C)."""
    mean, std = moments(x, EPS)
    return (x - mean) * (scale / std) + shift


def row_by_row(conv: Conv, x: Tensor) -> Tensor:
    """conv(x) for a kernel of many rows and few outputs: (B, H, W, Cin) -> (B, H, W, Cout).

    One convolution of a single row makes what each row of the kernel adds, and these are added
    where they belong. As many multiplications, but in WebGL a ninth of the memory (TensorFlow.js
    lays all that a convolution reads out in one matrix), and more outputs at once.
    """
    kernel = conv.conv.kernel  # (k, k, Cin, Cout)
    k, _, width, out = kernel.shape
    flat = ops.reshape(ops.transpose(kernel, (1, 2, 0, 3)), (1, k, width, k * out))
    rows = ops.conv(reflect(x, conv.pad), flat)  # (B, H + k - 1, W, k·Cout)
    parts = [rows[:, r : r - k + 1 or None, :, r * out : (r + 1) * out] for r in range(k)]
    return sum(parts[1:], parts[0])


class Block(keras.layers.Layer):
    """MobileNetV2's inverted residual (its figure 3): (B, H, W, Cin) -> (B, ⌈H/s⌉, ⌈W/s⌉, Cout)."""

    def __init__(self, width: int, expansion: int, out: int, stride: int, *, name: str) -> None:
        super().__init__(name=name)
        self.width = width
        self.inner = width * expansion
        self.keeps = stride == 1 and width == out
        conv = keras.layers.Conv2D
        self.expand = conv(self.inner, 1, name="expand") if expansion > 1 else None
        self.depthwise = keras.layers.DepthwiseConv2D(3, stride, "same", name="depthwise")
        self.project = conv(out, 1, name="project")

    def build(self, shape: tuple[int | None, ...]) -> None:
        if self.expand:
            self.expand.build((None, None, None, self.width))
        self.depthwise.build((None, None, None, self.inner))
        self.project.build((None, None, None, self.inner))

    def call(self, x: Tensor) -> Tensor:
        y = ops.relu6(self.expand(x)) if self.expand else x
        y = self.project(ops.relu6(self.depthwise(y)))
        return x + y if self.keeps else y


class Predictor(keras.layers.Layer):
    """MobileNetV2 to its mean over the picture: (B, H, W, 3) -> (B, 1, 1, 1280)."""

    def __init__(self, *, name: str = "predictor") -> None:
        super().__init__(name=name)
        self.stem = keras.layers.Conv2D(STEM, 3, 2, "same", name="stem")
        self.blocks: list[Block] = []
        width = STEM
        for expansion, out, count, stride in STAGES:
            for i in range(count):
                number = len(self.blocks)
                block = Block(width, expansion, out, 1 if i else stride, name=f"block{number}")
                self.blocks.append(block)
                width = out
        self.last = keras.layers.Conv2D(LAST, 1, name="last")
        self.width = width

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.stem.build((None, None, None, 3))
        for block in self.blocks:
            block.build((None, None, None, block.width))
        self.last.build((None, None, None, self.width))

    def call(self, image: Tensor) -> Tensor:
        x = ops.relu6(self.stem(image))  # (B, ⌈H/2⌉, ⌈W/2⌉, 32)
        for block in self.blocks:
            x = block(x)
        x = ops.relu6(self.last(x))  # (B, ⌈H/32⌉, ⌈W/32⌉, 1280)
        return ops.mean(x, axis=(1, 2), keepdims=True)


class Contract(keras.layers.Layer):
    """(B, H, W, 3) -> (B, H/4, W/4, 32), before the last ReLU."""

    def __init__(self, *, name: str = "contract") -> None:
        super().__init__(name=name)
        self.convs = [Conv(width, k, stride, name=n) for n, (width, k, stride) in CONTRACT.items()]

    def build(self, shape: tuple[int | None, ...]) -> None:
        width = 3
        for conv, (out, *_) in zip(self.convs, CONTRACT.values(), strict=True):
            conv.build((None, None, None, width))
            width = out

    def call(self, image: Tensor) -> Tensor:
        conv1, conv2, conv3 = self.convs
        x = ops.relu(conv1(image))  # (B, H, W, 8)
        x = ops.relu(conv2(x))  # (B, H/2, W/2, 16)
        return conv3(x)


class Pair(keras.layers.Layer):
    """The two convolutions of a residual block."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self.convs = {conv: Conv(TRUNK, bias=False, name=conv) for conv in ("conv1", "conv2")}

    def build(self, shape: tuple[int | None, ...]) -> None:
        for conv in self.convs.values():
            conv.build((None, None, None, TRUNK))


class Expand(keras.layers.Layer):
    """The three convolutions of the way back to the content's size."""

    def __init__(self, *, name: str = "expand") -> None:
        super().__init__(name=name)
        self.convs = {n: Conv(width, k, bias=False, name=n) for n, (width, k) in EXPAND.items()}

    def build(self, shape: tuple[int | None, ...]) -> None:
        width = TRUNK
        for name, (out, _) in EXPAND.items():
            self.convs[name].build((None, None, None, width))
            width = out


class Ghiasi(keras.Model):
    """Both networks, see `pastiche.models.networks.Network`; levels of attention it has none.

    Features of a picture are what the transformer makes of it as a content, and the mean that its
    style vector is linear in; the vector is all of its style code. Merged are the content's
    features and the shifts and scales, which are linear in the vector: what lies between two of
    them, at some strength, is what belongs to the vector between two vectors.
    """

    size_multiple = 4
    graph_inputs = Inputs("image", None)
    graph_nodes = Nodes(
        features=("contracted", "pooled"),
        queries=(),
        keys=(),
        values=(),
        statistics=("style_vector",),
        attended=(),
        merged=("rectified", "shifts_and_scales"),
        output="result",
    )
    cost = Cost(
        least=32,
        style_longest=256,
        im2col_per_pixel=243,
        live_per_pixel=64,
        kept_per_pixel=16,
        banded_per_pixel=16,
        token_side=256,
        reach=65536,  # every pixel depends on all: nothing of it can be computed in bands
    )

    def __init__(self) -> None:
        super().__init__(name="ghiasi")
        self.predictor = Predictor()
        self.vector = keras.layers.Conv2D(VECTOR, 1, name="vector")
        self.modulation = keras.layers.Conv2D(2 * sum(NORMS.values()), 1, name="modulation")
        self.contract = Contract()
        self.residuals = [Pair(name=name) for name in RESIDUALS]
        self.expand = Expand()
        layers: tuple[keras.layers.Layer, ...] = (self.predictor, self.contract, self.expand)
        for layer in (*layers, *self.residuals):
            layer.build((None, None, None, None))
        self.vector.build((None, 1, 1, LAST))
        self.modulation.build((None, 1, 1, VECTOR))
        self.built = True

    def encode(self, image: Tensor) -> tuple[Tensor, ...]:
        """(B, H, W, 3) in [0, 1] -> (B, H/4, W/4, 32), (B, 1, 1, 1280)."""
        return self.contract(image), self.predictor(image)

    def queries(self, features: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """None: there is no attention."""
        return ()

    def style_code(self, features: Sequence[Tensor]) -> StyleCode:
        """-> the style vector, (B, 1, 1, 100)."""
        return StyleCode((), (), (self.vector(features[1]),))

    own_code = style_code

    def transform(
        self, features: Sequence[Tensor], attended: Sequence[Tensor], statistics: Sequence[Tensor]
    ) -> tuple[Tensor, ...]:
        """-> (B, H/4, W/4, 32), (B, 1, 1, 694): the content, and the shifts and scales."""
        return ops.relu(features[0]), self.modulation(statistics[0])

    def decode(self, merged: Sequence[Tensor], keep_detail: Tensor | float = 1.0) -> Tensor:
        """-> (B, H, W, 3). `keep_detail` is without effect: all of the content passes."""
        x, modulation = merged
        given = {}
        end = 0
        for name, width in NORMS.items():
            start, middle, end = end, end + width, end + 2 * width
            given[name] = modulation[..., start:middle], modulation[..., middle:end]
        for pair in self.residuals:
            y = pair.convs["conv1"](x)  # (B, H/4, W/4, 32)
            y = ops.relu(style_norm(y, *given[f"{pair.name}/conv1"]))
            y = pair.convs["conv2"](y)
            x = x + style_norm(y, *given[f"{pair.name}/conv2"])
        conv = self.expand.convs
        x = ops.relu(style_norm(conv["conv1"](up2(x)), *given["expand/conv1"]))  # (B, H/2, W/2, 16)
        x = ops.relu(style_norm(conv["conv2"](up2(x)), *given["expand/conv2"]))  # (B, H, W, 8)
        return ops.sigmoid(style_norm(row_by_row(conv["conv3"], x), *given["expand/conv3"]))

    def for_graph(self) -> Ghiasi:
        """Itself: it has no form of fewer operations."""
        return self

    def from_graph(self, arrays: Arrays) -> Arrays:
        """The same values."""
        return arrays

    def call(self, content: Tensor, style: Tensor) -> Tensor:
        """content (B, H, W, 3), style (B, h, w, 3) in [0, 1] -> (B, H, W, 3)."""
        code = self.style_code(self.encode(style))
        return self.decode(restyle(self, self.encode(content), code))
