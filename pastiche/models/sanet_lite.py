"""sanet-lite: style attention (Park & Lee 2019, arXiv 1812.02342) in about a million parameters.

A strided micro encoder distilled from VGG-19, attention over style tokens at two levels in the
form of AdaAttN (Liu et al. 2021, arXiv 2108.03647), and a small decoder that the style's statistics
modulate at every scale (FiLM, Perez et al. 2018, arXiv 1709.07871). Nothing convolves at full
resolution, and every operation runs synchronously in TensorFlow.js.

Shapes in the comments: images are (B, H, W, 3) float32 in [0, 1], H and W multiples of 16;
N = HW/64 content tokens at level 4 and HW/256 at level 5; M the same of the style.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import keras
from keras import ops

from pastiche.models.card import Cost, Inputs, Nodes
from pastiche.models.layers import (
    Conv,
    DenseBlock,
    SeparableBlock,
    Tensor,
    leaky,
    moments,
    mvn,
    up2,
)
from pastiche.models.networks import StyleCode, restyle
from pastiche.models.weights import Arrays


@dataclass(frozen=True)
class Config:
    """Widths in channels; block counts in residual blocks."""

    stem: int = 24  # 1/2
    skip: int = 48  # 1/4
    trunk: int = 96  # 1/8
    deep: int = 128  # 1/16
    half: int = 32  # 1/2, in the decoder
    modulation: int = 64  # hidden width between the style's statistics and scales and shifts
    feature: int = 128  # width of both heads, and of everything the attention moves
    head: int = 64  # width of queries and keys
    trunk_blocks: int = 3
    deep_blocks: int = 2
    decoder_blocks: int = 2
    separable: bool = True
    levels: int = 2  # of attention: at 1/8 and 1/16, or at 1/8 alone
    skips: bool = True  # past the attention, at 1/4 and 1/2
    sharpness: float = 80.0  # logit of a perfect match
    eps: float = 1e-3  # of every normalisation; 1e-5 underflows on float16 GPUs


class Features(NamedTuple):
    """What the encoder sees in an image."""

    fine: Tensor  # (B, H/2, W/2, stem)
    detail: Tensor  # (B, H/4, W/4, skip)
    relu4: Tensor  # (B, H/8, W/8, feature), distilled from VGG-19 relu4_1
    relu5: Tensor  # (B, H/16, W/16, feature), distilled from VGG-19 relu5_1


class Encoder(keras.layers.Layer):
    """The micro encoder: (B, H, W, 3) in [0, 1] -> `Features`."""

    def __init__(self, config: Config, *, name: str = "encoder") -> None:
        super().__init__(name=name)
        c = self.config = config
        block = SeparableBlock if c.separable else DenseBlock
        self.stem = Conv(c.stem, 5, 2, name="stem")
        self.skip = Conv(c.skip, 3, 2, name="skip")
        self.trunk = Conv(c.trunk, 3, 2, name="trunk")
        self.trunk_blocks = [block(c.trunk, name=f"trunk{i}") for i in range(c.trunk_blocks)]
        self.head4 = Conv(c.feature, 1, name="head4")
        self.deep = Conv(c.deep, 3, 2, name="deep")
        self.deep_blocks = [block(c.deep, name=f"deep{i}") for i in range(c.deep_blocks)]
        self.head5 = Conv(c.feature, 1, name="head5")

    def build(self, shape: tuple[int | None, ...]) -> None:
        c = self.config
        b = (None, None, None)
        self.stem.build((*b, 3))
        self.skip.build((*b, c.stem))
        self.trunk.build((*b, c.skip))
        for layer in [*self.trunk_blocks, self.head4, self.deep]:
            layer.build((*b, c.trunk))
        for layer in [*self.deep_blocks, self.head5]:
            layer.build((*b, c.deep))

    def call(self, image: Tensor) -> Features:
        fine = x = leaky(self.stem(2.0 * image - 1.0))  # (B, H/2, W/2, stem)
        detail = x = leaky(self.skip(x))  # (B, H/4, W/4, skip)
        x = leaky(self.trunk(x))  # (B, H/8, W/8, trunk)
        for block in self.trunk_blocks:
            x = block(x)
        x = leaky(x)
        relu4 = ops.relu(self.head4(x))  # (B, H/8, W/8, feature)
        x = leaky(self.deep(x))  # (B, H/16, W/16, deep)
        for block in self.deep_blocks:
            x = block(x)
        relu5 = ops.relu(self.head5(leaky(x)))  # (B, H/16, W/16, feature)
        return Features(fine, detail, relu4, relu5)


class StyleAttention(keras.layers.Layer):
    """One attention level: queries from the content, keys and values from the style.

    mean = A·V and std = sqrt(A·V² − mean²) re-colour the normalised content feature
    (AdaAttN, section 3.2): out( std · mvn(Fc) + mean ).
    """

    def __init__(self, config: Config, *, name: str) -> None:
        super().__init__(name=name)
        self.config = config
        shared = keras.initializers.Orthogonal(seed=7)  # f and g begin equal: like looks at like
        identity = keras.initializers.Identity()
        self.f = keras.layers.Conv2D(config.head, 1, kernel_initializer=shared, name="f")
        self.g = keras.layers.Conv2D(
            config.head, 1, kernel_initializer=keras.initializers.Orthogonal(seed=7), name="g"
        )
        self.h = Pointwise(config.feature, identity, name="h")
        self.out = Pointwise(config.feature, identity, name="out")

    def build(self, shape: tuple[int | None, ...]) -> None:
        both = (None, None, None, 2 * self.config.feature)
        one = (None, None, None, self.config.feature)
        self.f.build(both)
        self.g.build(both)
        self.h.build(one)
        self.out.build(one)

    def keys(self, context: Tensor) -> Tensor:
        """(B, h, w, 2·feature) -> (B, head, M), of length sqrt(head)."""
        return ops.transpose(self._directions(self.g(context)), (0, 2, 1))

    def values(self, feature: Tensor) -> Tensor:
        """(B, h, w, feature) -> (B, M, 2·feature)."""
        v = _tokens(self.h(feature))
        return ops.concatenate([v, ops.square(v)], axis=-1)

    def queries(self, context: Tensor) -> Tensor:
        """(B, h, w, 2·feature) -> (B, N, head), so long that logits are sharpness · cos."""
        return self._directions(self.f(context)) * (self.config.sharpness / self.config.head)

    def _directions(self, x: Tensor) -> Tensor:
        """(B, h, w, head) -> (B, h·w, head), every token scaled to the length sqrt(head).

        Only directions are compared (query-key normalisation, arXiv 2010.04245): with plain
        products a few long keys drew every query to themselves, and one style token filled the
        sky.
        """
        tokens = _tokens(x)
        return tokens / ops.sqrt(
            ops.mean(ops.square(tokens), axis=-1, keepdims=True) + self.config.eps
        )

    def call(self, attended: Tensor, normalised: Tensor) -> Tensor:
        """(B, N, 2·feature) and (B, h, w, feature) -> (B, h, w, feature)."""
        mean, square = ops.split(attended, 2, axis=-1)  # (B, N, feature) ×2
        std = ops.sqrt(ops.relu(square - ops.square(mean)) + self.config.eps)
        shape = ops.shape(normalised)
        mean, std = ops.reshape(mean, shape), ops.reshape(std, shape)
        return self.out(std * normalised + mean)


class Pointwise(keras.layers.Layer):
    """A 1×1 convolution whose kernel initialiser is that of a matrix (the identity, say)."""

    def __init__(self, width: int, init: keras.initializers.Initializer, *, name: str) -> None:
        super().__init__(name=name)
        self.dense = keras.layers.Dense(width, kernel_initializer=init, name="dense")

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.dense.build(shape)

    def call(self, x: Tensor) -> Tensor:
        return self.dense(x)


def _tokens(x: Tensor) -> Tensor:
    """(B, h, w, C) -> (B, h·w, C)."""
    return ops.reshape(x, (ops.shape(x)[0], -1, x.shape[-1]))


class Decoder(keras.layers.Layer):
    """Features back to pixels, with the two skips and a modulation: see `SANetLite.transform`."""

    def __init__(self, config: Config, *, name: str = "decoder") -> None:
        super().__init__(name=name)
        c = self.config = config
        block = SeparableBlock if c.separable else DenseBlock
        self.enter = Conv(c.trunk, name="enter")
        self.blocks = [block(c.trunk, name=f"block{i}") for i in range(c.decoder_blocks)]
        self.to_quarter = Conv(c.skip, name="to_quarter")
        self.adain = Conv(c.skip, 1, init="zeros", name="adain") if c.skips else None
        self.mix = Conv(c.skip, name="mix")
        self.to_half = Conv(c.half, name="to_half")
        self.adain_fine = Conv(c.half, 1, init="zeros", name="adain_fine") if c.skips else None
        self.pixels = Conv(12, init=_nearest_pixels, name="pixels")

    def build(self, shape: tuple[int | None, ...]) -> None:
        c = self.config
        b = (None, None, None)
        self.enter.build((*b, c.feature))
        for layer in [*self.blocks, self.to_quarter]:
            layer.build((*b, c.trunk))
        for layer in [self.mix, self.to_half]:
            layer.build((*b, c.skip))
        if self.adain and self.adain_fine:
            self.adain.build((*b, c.skip))
            self.adain_fine.build((*b, c.stem))
        self.pixels.build((*b, c.half))

    def call(self, merged: Tensor, detail: Tensor, fine: Tensor, modulation: Tensor) -> Tensor:
        c = self.config
        widths = (c.trunk, c.trunk, c.skip, c.skip, c.half, c.half)
        ends = list(accumulate(widths[:-1]))
        scale8, shift8, scale4, shift4, scale2, shift2 = ops.split(modulation, ends, axis=-1)
        x = leaky(self.enter(leaky(merged)))  # (B, H/8, W/8, trunk)
        for block in self.blocks:
            x = block(x)
        x = leaky(x * (1.0 + scale8) + shift8)
        x = self.to_quarter(up2(x))  # (B, H/4, W/4, skip)
        if self.adain:
            x += self.adain(detail)
        x = leaky(x * (1.0 + scale4) + shift4)
        x = leaky(self.mix(x))
        x = self.to_half(up2(x))  # (B, H/2, W/2, half)
        if self.adain_fine:
            x += self.adain_fine(fine)
        x = leaky(x * (1.0 + scale2) + shift2)
        return ops.depth_to_space(self.pixels(x), 2) + 0.5  # (B, H, W, 3)


class Modulation(keras.layers.Layer):
    """What a style's statistics say to the decoder: means and standard deviations, (B, 1, 1, ...)
    -> a scale and a shift for each channel at 1/8, 1/4 and 1/2, one after the other."""

    def __init__(self, config: Config, *, name: str = "modulation") -> None:
        super().__init__(name=name)
        c = self.config = config
        outputs = 2 * (c.trunk + c.skip + c.half)
        self.hidden = Conv(c.modulation, 1, name="hidden")
        self.scales = Conv(outputs, 1, init="zeros", name="scales")  # begins without effect

    def build(self, shape: tuple[int | None, ...]) -> None:
        c = self.config
        self.hidden.build((None, None, None, 2 * (c.stem + c.skip + c.feature)))
        self.scales.build((None, None, None, c.modulation))

    def call(self, statistics: Sequence[Tensor]) -> Tensor:
        return self.scales(leaky(self.hidden(ops.concatenate(list(statistics), axis=-1))))


def _nearest_pixels(shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
    """Initialise the last kernel so that depth-to-space begins as nearest-neighbour upsampling:
    no checkerboard to unlearn (Aitken et al. 2017, arXiv 1707.02937)."""
    one = keras.random.normal((*shape[:-1], 3), stddev=(1.0 / (9 * shape[-2])) ** 0.5, seed=5)
    return ops.cast(ops.concatenate([one] * 4, axis=-1), dtype or "float32")


class SANetLite(keras.Model):
    """The whole network, see `pastiche.models.networks.Network`; `call` is for training."""

    size_multiple = 16  # the encoder halves four times
    graph_inputs = Inputs("image", "keep_detail")
    graph_nodes = Nodes(
        features=("fine", "detail", "relu4", "relu5"),
        queries=("queries4", "queries5"),
        keys=("keys4", "keys5"),
        values=("values4", "values5"),
        statistics=(
            "fine_mean",
            "fine_std",
            "detail_mean",
            "detail_std",
            "relu4_mean",
            "relu4_std",
        ),
        attended=("attended4", "attended5"),
        merged=("merged", "skip", "fine_skip", "scales_and_shifts"),
        output="result",
    )
    # The largest im2col matrix is that of decoder/to_half, 3·3·48 on a quarter of the pixels; its
    # input, padded input, output and the upsampling's copies are what is alive with it. In bands
    # the features of the tokens are kept, 2.5 floats a pixel, and `merged` of two styles and of
    # their mixture.
    cost = Cost(
        least=64,
        style_longest=384,
        im2col_per_pixel=108,
        live_per_pixel=56,
        kept_per_pixel=32,
        banded_per_pixel=9,
        token_side=8,
        reach=80,
    )

    def __init__(self, config: Config | None = None) -> None:
        super().__init__(name="sanet_lite")
        c = self.config = config or Config()
        self.encoder = Encoder(c)
        self.attention = [StyleAttention(c, name=f"attention{4 + i}") for i in range(c.levels)]
        self.merge = Conv(c.feature, 1, name="merge")
        self.modulation = Modulation(c)
        self.decoder = Decoder(c)
        self.encoder.build((None, None, None, 3))
        for layer in self.attention:
            layer.build((None, None, None, c.feature))
        self.merge.build((None, None, None, c.feature))
        self.modulation.build((None, None, None, None))
        self.decoder.build((None, None, None, c.feature))
        self.built = True

    def encode(self, image: Tensor) -> Features:
        """(B, H, W, 3) in [0, 1] -> what the encoder sees in it."""
        features: Features = self.encoder(image)
        return features

    def queries(self, features: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """-> (B, N, head) and (B, N/4, head)."""
        return tuple(a.queries(both) for a, both in self._levels(features))

    def style_code(self, features: Sequence[Tensor]) -> StyleCode:
        """-> keys (B, head, M) and values (B, M, 2·feature) at either level, and the means and
        the standard deviations of fine, detail and relu4, (B, 1, 1, ...) each."""
        fine, detail, relu4, relu5 = features
        return StyleCode(
            tuple(a.keys(both) for a, both in self._levels(features)),
            tuple(a.values(x) for a, x in zip(self.attention, (relu4, relu5), strict=False)),
            tuple(m for x in (fine, detail, relu4) for m in moments(x, self.config.eps)),
        )

    own_code = style_code

    def transform(
        self, features: Sequence[Tensor], attended: Sequence[Tensor], statistics: Sequence[Tensor]
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Merged (B, H/8, W/8, feature); the two skips under the style's statistics,
        (B, H/4, W/4, skip) and (B, H/2, W/2, stem) (AdaIN, arXiv 1703.06868); the modulation,
        (B, 1, 1, 2·(trunk + skip + half))."""
        fine, detail, relu4, relu5 = (mvn(feature, self.config.eps) for feature in features)
        levels = zip(self.attention, attended, (relu4, relu5), strict=False)
        t4, *t5 = (level(seen, own) for level, seen, own in levels)
        fine_mean, fine_std, detail_mean, detail_std, *_ = statistics
        return (
            self.merge(t4 + up2(*t5) if t5 else t4),
            detail * detail_std + detail_mean,
            fine * fine_std + fine_mean,
            self.modulation(statistics),
        )

    def decode(self, merged: Sequence[Tensor], keep_detail: Tensor | float = 1.0) -> Tensor:
        """What `transform` gives -> (B, H, W, 3), unclipped.

        keep_detail: how much of the content's fine structure the skips let through, 0 to 1;
        a number or (B, 1, 1, 1).
        """
        features, detail, fine, modulation = merged
        return self.decoder(features, detail * keep_detail, fine * keep_detail, modulation)

    def for_graph(self) -> SANetLite:
        """Itself: every size it takes is a multiple of 16, and nothing can be folded."""
        return self

    def from_graph(self, arrays: Arrays) -> Arrays:
        """These values."""
        return arrays

    def call(self, content: Tensor, style: Tensor, detail: Tensor | float = 1.0) -> Tensor:
        """content (B, H, W, 3), style (B, h, w, 3) in [0, 1] -> result (B, H, W, 3), unclipped.

        detail: as `keep_detail` of `decode`.
        """
        code = self.style_code(self.encode(style))
        return self.decode(restyle(self, self.encode(content), code), detail)

    def _levels(self, features: Sequence[Tensor]) -> list[tuple[StyleAttention, Tensor]]:
        """Each level's attention, and what it compares: the normalised features of 1/8 and 1/16
        seen together, at its own size."""
        n4, n5 = (mvn(feature, self.config.eps) for feature in features[2:])
        both4 = ops.concatenate([n4, up2(n5)], axis=-1)  # (B, H/8, W/8, 2·feature)
        both5 = ops.concatenate([ops.average_pool(n4, 2), n5], axis=-1)  # (B, H/16, W/16, ...)
        return list(zip(self.attention, (both4, both5), strict=False))
