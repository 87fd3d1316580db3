"""MicroAST: a small network without attention (Wang et al. 2023, arXiv 2211.15313).

Two micro encoders of one shape, for contents and for styles, give features at two depths, both at
1/4 of the size. The decoder brings each content feature to the mean and standard deviation of the
style's (AdaIN), and its residual blocks are steered by a weight and a bias per channel that a
modulator reads off the style's features. Shapes and names are the checkpoints' own. What those
and the paper leave open, that the modulated bias multiplies the block's input and that upsampling
is bilinear, was settled by trying: only so do the published weights give clean pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from keras import ops
from numpy.typing import NDArray

from pastiche.models.layers import Tensor, moments, reflect
from pastiche.models.torch_files import read_state_dict

Array = NDArray[np.floating[Any]]
Modulation = tuple[Tensor, Tensor]  # weight and bias, (1, 1, 1, 64)

PARTS = ("content_encoder", "style_encoder", "modulator", "decoder")
EPS = 1e-5


class StyleCode(NamedTuple):
    """What is kept of a style, at both depths."""

    features: tuple[Tensor, ...]  # (1, h, w, 64)
    modulations: tuple[Modulation, ...]


class MicroAST:
    """The network with its published weights."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        """files: the four checkpoints as `PART.pth.tar`. Raises BuildError for a damaged one."""
        tensors = {
            f"{part}.{name.replace('.conv_layer', '')}": value
            for part in PARTS
            for name, value in read_state_dict(files[f"{part}.pth.tar"]).items()
        }
        self.parameters = sum(value.size for value in tensors.values())
        self._convolutions = {
            name.removesuffix(".weight"): (value.transpose(2, 3, 1, 0).copy(), tensors[_bias(name)])
            for name, value in tensors.items()
            if name.endswith(".weight")
        }

    def code(self, style: Array) -> StyleCode:
        """style: (h, w, 3) in [0, 1]."""
        features = self._encode(style, "style_encoder")
        return StyleCode(features, tuple(self._modulation(x, i) for i, x in enumerate(features, 1)))

    def stylize(self, content: Array, code: StyleCode) -> Array:
        """content: (H, W, 3) in [0, 1] -> the same shape and range, under a style's code."""
        (_, x), height, width = self._encode(content, "content_encoder"), *content.shape[:2]
        for block, depth in (("dec1", 1), ("dec2", 0)):
            x = _adain(x, code.features[depth])
            x = self._block(x, f"decoder.{block}", code.modulations[depth])
        for layer in (1, 3, 6, 8):
            x = _doubled(x) if layer in {1, 6} else x
            x = ops.relu(self._conv(x, f"decoder.dec3.{layer}"))
        x = self._conv(x, "decoder.dec3.10")
        return np.clip(np.asarray(x)[0, :height, :width], 0, 1)

    def _encode(self, picture: Array, part: str) -> tuple[Tensor, Tensor]:
        x = ops.convert_to_tensor(picture[None], "float32")
        for layer in (0, 2, 4, 6, 8):
            x = ops.relu(self._conv(x, f"{part}.enc1.{layer}", stride=2 if layer in {2, 6} else 1))
        shallow = self._block(x, f"{part}.enc1.10")
        return shallow, self._block(shallow, f"{part}.enc2.0")

    def _modulation(self, feature: Tensor, number: int) -> Modulation:
        weight, bias = (
            ops.mean(self._conv(feature, f"modulator.{kind}{number}.0"), (1, 2), keepdims=True)
            for kind in ("weight", "bias")
        )
        return weight, bias

    def _block(self, x: Tensor, name: str, modulation: Modulation = (1.0, 0.0)) -> Tensor:
        """A residual block; each of its convolutions is scaled, and lets some of its input by."""
        weight, bias = modulation
        between = ops.relu(weight * self._conv(x, f"{name}.conv1") + bias * x)
        return x + weight * self._conv(between, f"{name}.conv2") + bias * between

    def _conv(self, x: Tensor, name: str, stride: int = 1) -> Tensor:
        kernel, bias = self._convolutions[name]
        side, _, members, out = kernel.shape
        x = reflect(x, side // 2) if side > 1 else x
        groups = x.shape[-1] // members
        if groups == 1:
            return ops.conv(x, kernel, strides=stride, padding="valid") + bias
        # A convolution by groups of a few channels, as one depthwise one for each of the few:
        # TensorFlow's own is fifteen times slower on a CPU.
        parts = [
            ops.depthwise_conv(
                x[..., i::members],
                kernel[:, :, i].reshape(side, side, groups, out // groups),
                strides=stride,
                padding="valid",
            )
            for i in range(members)
        ]
        return sum(parts[1:], parts[0]) + bias


def _bias(weight: str) -> str:
    return weight.removesuffix(".weight") + ".bias"


def _adain(x: Tensor, style: Tensor) -> Tensor:
    (mean, std), (wanted_mean, wanted_std) = moments(x, EPS), moments(style, EPS)
    return (x - mean) / std * wanted_std + wanted_mean


def _doubled(x: Tensor) -> Tensor:
    height, width = x.shape[1:3]
    return ops.image.resize(x, (2 * height, 2 * width), interpolation="bilinear")
