"""SANet, whole: Park & Lee, "Arbitrary Style Transfer with Style-Attentional Networks", CVPR 2019,
arXiv 1812.02342.

Shapes in the comments: images are (B, H, W, 3) float32, RGB in [0, 1]; h = ⌈H/8⌉ and w = ⌈W/8⌉,
because the pools round up. N = h·w tokens at relu4_1 and ⌈h/2⌉·⌈w/2⌉ at relu5_1; M the same of the
style. 20.9 million parameters.

Variables' paths are `encoder/conv0/kernel`, `encoder/conv1_1/bias` … `encoder/conv5_1`; `f`, `g`,
`h` and `out` of `sanet4_1` and `sanet5_1`; `merge`; `decoder/conv4_1`, `conv3_4` … `conv1_1`: nine
convolutions, named after the encoder's that they mirror. Kernels are (height, width, in, out).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from pastiche.models.card import Cost, Inputs, Nodes
from pastiche.models.layers import Tensor, reflect
from pastiche.models.networks import StyleCode, restyle
from pastiche.models.weights import Arrays

EPS = 1e-5
"""Added to variances (section 3.2 speaks of mean-variance normalised features)."""

Widths = Mapping[str, tuple[int, int]]
"""Channels in and out by the name of a 3×3 convolution."""

ENCODER: Widths = {
    "conv1_1": (3, 64),
    "conv1_2": (64, 64),
    "conv2_1": (64, 128),
    "conv2_2": (128, 128),
    "conv3_1": (128, 256),
    **dict.fromkeys(("conv3_2", "conv3_3", "conv3_4"), (256, 256)),
    "conv4_1": (256, 512),
    **dict.fromkeys(("conv4_2", "conv4_3", "conv4_4", "conv5_1"), (512, 512)),
}
DECODER: Widths = {
    "conv4_1": (512, 256),
    **dict.fromkeys(("conv3_4", "conv3_3", "conv3_2"), (256, 256)),
    "conv3_1": (256, 128),
    "conv2_2": (128, 128),
    "conv2_1": (128, 64),
    "conv1_2": (64, 64),
    "conv1_1": (64, 3),
}

CONV0 = "encoder/conv0/kernel", "encoder/conv0/bias"
CONV1_1 = "encoder/conv1_1/kernel", "encoder/conv1_1/bias"


class Conv(keras.layers.Conv2D):
    """A 3×3 convolution with reflection padding: (B, H, W, Cin) -> (B, H, W, Cout)."""

    def __init__(self, out: int, *, name: str, gain: float = 2.0, bias: float = 0.0) -> None:
        kernel = keras.initializers.VarianceScaling(gain, "fan_in")
        constant = keras.initializers.Constant(bias)
        super().__init__(out, 3, kernel_initializer=kernel, bias_initializer=constant, name=name)

    def call(self, x: Tensor) -> Tensor:
        return super().call(reflect(x, 1))

    def doubled(self, x: Tensor) -> Tensor:
        """relu(self(up2(x))) for 16 multiplications in place of 36: (B, h, w, Cin) ->
        (B, 2h, 2w, Cout).

        See `quarters`.
        """
        return interleaved(*(ops.relu(part + self.bias) for part in quarters(x, self.kernel)))


def quarters(x: Tensor, kernel: Tensor) -> list[Tensor]:
    """A 3×3 convolution of up2(x) with mirrored edges, for 16 multiplications in place of 36.

    x (B, h, w, Cin), kernel (3, 3, Cin, Cout) -> the four pixels of each 2×2 square of the result,
    (B, h, w, Cout) each, as `interleaved` takes them.

    Of the 3×3 enlarged pixels around one, all that differ are 2×2 pixels of x, and which depends on
    the one being left or right, upper or lower: so these are four convolutions of x, by kernels
    whose rows or columns that meet the same pixel are added.
    """
    parts = []
    for lower, rows in enumerate(_halves(kernel, 0)):
        for right, half in enumerate(_halves(rows, 1)):
            edges = ((0, 0), (1 - lower, lower), (1 - right, right), (0, 0))
            seen = ops.pad(x, edges, mode="symmetric")  # (B, h + 1, w + 1, Cin)
            parts.append(ops.conv(seen, half))
    return parts


def _halves(kernel: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Three rows (or columns) a, b, c as two for the upper pixel of a pair, two for the lower."""
    a, b, c = ops.split(kernel, 3, axis)
    return ops.concatenate([a, b + c], axis), ops.concatenate([a + b, c], axis)


def interleaved(upper_left: Tensor, upper_right: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Four pictures (B, h, w, C) as the pixels of each 2×2 square of one, (B, 2h, 2w, C).

    Joined row by row as they lie in memory: TensorFlow.js on wasm is slow at depth-to-space, which
    moves numbers one by one.
    """
    batch, height, width, channels = ops.shape(upper_left)
    upper = ops.concatenate([upper_left, upper_right], axis=-1)  # (B, h, w, 2C)
    lower = ops.concatenate([left, right], axis=-1)
    rows = ops.concatenate([upper, lower], axis=2)  # (B, h, 2w, 2C)
    return ops.reshape(rows, (batch, 2 * height, 2 * width, channels))


def up2(x: Tensor) -> Tensor:
    """Nearest-neighbour upsampling: (B, h, w, C) -> (B, 2h, 2w, C)."""
    return interleaved(x, x, x, x)


def _matrix(initial: Any) -> Any:
    """An initialiser of 1×1 kernels out of one of matrices."""

    def kernel(shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
        return ops.reshape(initial(shape[-2:], dtype), shape)

    return kernel


def _pointwise(out: int, name: str, initial: Any) -> Any:
    """A 1×1 convolution."""
    return keras.layers.Conv2D(out, 1, kernel_initializer=initial, name=name)


def pool(x: Tensor) -> Tensor:
    """2×2 max pooling that rounds up: (B, H, W, C) -> (B, ⌈H/2⌉, ⌈W/2⌉, C)."""
    return ops.max_pool(x, 2, 2, padding="same")


def mvn(x: Tensor) -> Tensor:
    """Per channel (x − mean) / sqrt(var + 1e-5), var with n − 1 as in PyTorch; shape kept."""
    _, height, width, _ = ops.shape(x)
    n = ops.cast(height * width, "float32")
    centred = x - ops.mean(x, axis=(1, 2), keepdims=True)
    variance = ops.mean(ops.square(centred), axis=(1, 2), keepdims=True) * (n / (n - 1.0))
    return centred / ops.sqrt(variance + EPS)


def tokens(x: Tensor) -> Tensor:
    """(B, h, w, C) -> (B, h·w, C)."""
    return ops.reshape(x, (ops.shape(x)[0], -1, x.shape[-1]))


class Encoder(keras.layers.Layer):
    """VGG-19 to relu5_1, "normalised": each layer's mean activation is 1 (Gatys et al. 2016), and
    a 1×1 convolution takes RGB in [0, 1] to what VGG was trained on. Returns relu4_1, relu5_1."""

    def __init__(self, *, conv0: bool = True, name: str = "encoder") -> None:
        super().__init__(name=name)
        unchanged = _matrix(keras.initializers.Identity())
        self.conv0 = _pointwise(3, "conv0", unchanged) if conv0 else None
        self.convs = {name: Conv(out, name=name) for name, (_, out) in ENCODER.items()}

    def build(self, shape: tuple[int | None, ...]) -> None:
        if self.conv0:
            self.conv0.build((None, None, None, 3))
        for name, (width, _) in ENCODER.items():
            self.convs[name].build((None, None, None, width))

    def call(self, image: Tensor) -> tuple[Tensor, Tensor]:
        conv, relu = self.convs, ops.relu
        x = self.conv0(image) if self.conv0 else image  # (B, H, W, 3)
        x = relu(conv["conv1_1"](x))  # (B, H, W, 64)
        x = relu(conv["conv1_2"](x))  # (B, H, W, 64)
        x = pool(x)  # (B, ⌈H/2⌉, ⌈W/2⌉, 64)
        x = relu(conv["conv2_1"](x))  # (B, ⌈H/2⌉, ⌈W/2⌉, 128)
        x = relu(conv["conv2_2"](x))  # (B, ⌈H/2⌉, ⌈W/2⌉, 128)
        x = pool(x)  # (B, ⌈H/4⌉, ⌈W/4⌉, 128)
        x = relu(conv["conv3_1"](x))  # (B, ⌈H/4⌉, ⌈W/4⌉, 256)
        x = relu(conv["conv3_2"](x))  # (B, ⌈H/4⌉, ⌈W/4⌉, 256)
        x = relu(conv["conv3_3"](x))  # (B, ⌈H/4⌉, ⌈W/4⌉, 256)
        x = relu(conv["conv3_4"](x))  # (B, ⌈H/4⌉, ⌈W/4⌉, 256)
        x = pool(x)  # (B, h, w, 256)
        x = relu4_1 = relu(conv["conv4_1"](x))  # (B, h, w, 512)
        x = relu(conv["conv4_2"](x))  # (B, h, w, 512)
        x = relu(conv["conv4_3"](x))  # (B, h, w, 512)
        x = relu(conv["conv4_4"](x))  # (B, h, w, 512)
        x = pool(x)  # (B, ⌈h/2⌉, ⌈w/2⌉, 512)
        relu5_1 = relu(conv["conv5_1"](x))  # (B, ⌈h/2⌉, ⌈w/2⌉, 512)
        return relu4_1, relu5_1


class StyleAttention(keras.layers.Layer):
    """One style-attentional block (section 3.2), at relu4_1 or relu5_1:

    SANet(Fc, Fs) = Fc + out( softmax( f(mvn(Fc)) · g(mvn(Fs))ᵀ ) · h(Fs) )
    """

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        small = keras.initializers.VarianceScaling(0.15, "fan_in")  # logits of a few units
        self.f = _pointwise(512, "f", small)
        self.g = _pointwise(512, "g", small.clone())
        self.h = _pointwise(512, "h", "lecun_normal")
        self.out = _pointwise(512, "out", "lecun_normal")

    def build(self, shape: tuple[int | None, ...]) -> None:
        for layer in (self.f, self.g, self.h, self.out):
            layer.build((None, None, None, 512))

    def queries(self, content: Tensor) -> Tensor:
        """(B, h, w, 512) -> (B, N, 512)."""
        return tokens(self.f(mvn(content)))

    def keys(self, style: Tensor) -> Tensor:
        """(B, h, w, 512) -> (B, 512, M)."""
        return ops.transpose(tokens(self.g(mvn(style))), (0, 2, 1))

    def values(self, style: Tensor) -> Tensor:
        """(B, h, w, 512) -> (B, M, 512)."""
        return tokens(self.h(style))

    def call(self, content: Tensor, attended: Tensor) -> Tensor:
        """(B, h, w, 512) and (B, N, 512) -> (B, h, w, 512)."""
        return content + self.out(ops.reshape(attended, ops.shape(content)))


class Decoder(keras.layers.Layer):
    """The encoder mirrored, with nearest-neighbour upsampling: (B, h, w, 512) -> (B, 8h, 8w, 3)."""

    def __init__(self, *, folded: bool = False, name: str = "decoder") -> None:
        super().__init__(name=name)
        self.folded = folded
        grey = {"conv1_1": {"gain": 0.05, "bias": 0.5}}  # initial pictures vary about mid-grey
        self.convs = {
            name: Conv(out, name=name, **grey.get(name, {})) for name, (_, out) in DECODER.items()
        }

    def build(self, shape: tuple[int | None, ...]) -> None:
        for name, (width, _) in DECODER.items():
            self.convs[name].build((None, None, None, width))

    def call(self, x: Tensor) -> Tensor:
        conv, relu = self.convs, ops.relu
        x = relu(conv["conv4_1"](x))  # (B, h, w, 256)
        x = self.doubled("conv3_4", x)  # (B, 2h, 2w, 256)
        x = relu(conv["conv3_3"](x))  # (B, 2h, 2w, 256)
        x = relu(conv["conv3_2"](x))  # (B, 2h, 2w, 256)
        x = relu(conv["conv3_1"](x))  # (B, 2h, 2w, 128)
        x = self.doubled("conv2_2", x)  # (B, 4h, 4w, 128)
        x = relu(conv["conv2_1"](x))  # (B, 4h, 4w, 64)
        x = self.doubled("conv1_2", x)  # (B, 8h, 8w, 64)
        return conv["conv1_1"](x)  # (B, 8h, 8w, 3)

    def doubled(self, name: str, x: Tensor) -> Tensor:
        """Upsampling, a convolution and a ReLU: (B, h, w, C) -> (B, 2h, 2w, C')."""
        conv = self.convs[name]
        return conv.doubled(x) if self.folded else ops.relu(conv(up2(x)))


class SANet(keras.Model):
    """The whole network, see `pastiche.models.networks.Network`.

    folded: the form for the exported graph. It has no conv0 (conv1_1 does its work), upsampling is
    part of the convolution after it (`Conv.doubled`), and it takes heights and widths that are
    multiples of 16 only, at which nothing needs cropping.
    """

    size_multiple = 1
    graph_inputs = Inputs("image", None)
    graph_nodes = Nodes(
        features=("relu4_1", "relu5_1"),
        queries=("queries4_1", "queries5_1"),
        keys=("keys4_1", "keys5_1"),
        values=("values4_1", "values5_1"),
        statistics=(),
        attended=("attended4_1", "attended5_1"),
        merged=("merged",),
        output="result",
    )
    cost = Cost(
        least=64,
        style_longest=512,
        im2col_per_pixel=576,
        live_per_pixel=256,
        kept_per_pixel=72,
        banded_per_pixel=40,
        token_side=8,
        reach=80,
    )

    def __init__(self, *, folded: bool = False) -> None:
        super().__init__(name="sanet")
        self.folded = folded
        self.encoder = Encoder(conv0=not folded)
        self.sanet4_1 = StyleAttention(name="sanet4_1")
        self.sanet5_1 = StyleAttention(name="sanet5_1")
        self.merge = Conv(512, name="merge", gain=1.0)
        self.decoder = Decoder(folded=folded)
        for layer in (self.encoder, self.sanet4_1, self.sanet5_1, self.decoder):
            layer.build((None, None, None, None))
        self.merge.build((None, None, None, 512))
        self.built = True

    def encode(self, image: Tensor) -> tuple[Tensor, ...]:
        """(B, H, W, 3) in [0, 1] -> relu4_1 (B, h, w, 512), relu5_1 (B, ⌈h/2⌉, ⌈w/2⌉, 512).

        Reflection needs two rows of everything: H and W are 17 at least.
        """
        features: tuple[Tensor, ...] = self.encoder(image)
        return features

    def queries(self, features: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """-> (B, N, 512) at either level."""
        relu4_1, relu5_1 = features
        return self.sanet4_1.queries(relu4_1), self.sanet5_1.queries(relu5_1)

    def style_code(self, features: Sequence[Tensor]) -> StyleCode:
        """-> keys (B, 512, M) and values (B, M, 512) at either level."""
        relu4_1, relu5_1 = features
        return StyleCode(
            (self.sanet4_1.keys(relu4_1), self.sanet5_1.keys(relu5_1)),
            (self.sanet4_1.values(relu4_1), self.sanet5_1.values(relu5_1)),
            (),
        )

    own_code = style_code

    def transform(
        self, features: Sequence[Tensor], attended: Sequence[Tensor], statistics: Sequence[Tensor]
    ) -> tuple[Tensor, ...]:
        """Both blocks' outputs, put together (section 3.3): a tuple of one, (B, h, w, 512)."""
        sanet4_1 = self.sanet4_1(features[0], attended[0])  # (B, h, w, 512)
        sanet5_1 = up2(self.sanet5_1(features[1], attended[1]))  # (B, 2⌈h/2⌉, 2⌈w/2⌉, 512)
        if not self.folded:
            _, height, width, _ = ops.shape(sanet4_1)
            sanet5_1 = sanet5_1[:, :height, :width]  # (B, h, w, 512)
        return (self.merge(sanet4_1 + sanet5_1),)

    def decode(self, merged: Sequence[Tensor], keep_detail: Tensor | float = 1.0) -> Tensor:
        """(B, h, w, 512) -> (B, 8h, 8w, 3): up to 7 pixels more than the content at the right and
        the bottom. `keep_detail` is without effect: nothing passes the attention by."""
        return self.decoder(merged[0])

    def for_graph(self) -> SANet:
        """The folded form with the same weights: conv0 then conv1_1 are one 3×3 convolution."""
        values = {v.path: np.asarray(v, np.float64) for v in self.variables}
        if not self.folded:
            kernel0, bias0 = (values.pop(path) for path in CONV0)
            kernel, bias = (values[path] for path in CONV1_1)
            values[CONV1_1[0]] = np.einsum("ij,xyjo->xyio", kernel0[0, 0], kernel)
            values[CONV1_1[1]] = bias + np.einsum("j,xyjo->o", bias0, kernel)
        folded = SANet(folded=True)
        for variable in folded.variables:
            variable.assign(values[variable.path].astype(np.float32))
        return folded

    def from_graph(self, arrays: Arrays) -> Arrays:
        """The folded form's values with a conv0 that changes nothing."""
        kernel, bias = CONV0
        one = np.eye(3, dtype=np.float32)[None, None]
        return {kernel: one, bias: np.zeros(3, np.float32), **arrays}

    def call(self, content: Tensor, style: Tensor) -> Tensor:
        """content (B, H, W, 3), style (B, H', W', 3) in [0, 1] -> (B, 8h, 8w, 3), unclipped."""
        code = self.style_code(self.encode(style))
        return self.decode(restyle(self, self.encode(content), code))
