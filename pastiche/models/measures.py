"""How good a stylized picture is, in numbers: style, content, patterns and LPIPS.

Three judges look at it: the compressed VGG-19 that training uses too, and two that nothing was
trained on, the true VGG-19 up to relu3_1 and SqueezeNet. All pictures of a comparison have one
size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from keras import ops
from numpy.typing import NDArray

from pastiche.models.layers import reflect
from pastiche.models.lpips import LPIPS
from pastiche.training.perceptual import Teacher

Array = NDArray[np.floating[Any]]

EPS = 1e-5
PATCH = 3  # side of a pattern, in cells of relu3_1 halved: about 28 pixels of the picture


class Seen(NamedTuple):
    """What the judges see in one picture; features are (h, w, C)."""

    compressed: tuple[Array, ...]  # relu1_1 … relu5_1 at the widths of the true VGG-19
    true: tuple[Array, ...]  # relu1_1, relu2_1, relu3_1
    patterns: Array  # (number, 9·256), every patch of relu3_1 as a unit vector
    squeezenet: tuple[Array, ...]  # see `LPIPS.see`


class Scores(NamedTuple):
    """Lower is better. An untouched content scores style 1 and content 0."""

    style: float
    content: float
    style_true: float
    content_true: float
    patterns: float
    lpips: float  # from the content


class Judges:
    """The three networks."""

    def __init__(
        self, compressed: Mapping[str, Array], true: Mapping[str, Array], lpips: LPIPS
    ) -> None:
        """Tensors by name, of `vgg19-16x.pth` (5SE) and of `vgg19-relu31.pth`, and the metric."""
        self._compressed = Teacher(compressed)
        self._lpips = lpips
        self._true = {
            name.removesuffix(".weight"): (value.transpose(2, 3, 1, 0).copy(), _bias(true, name))
            for name, value in true.items()
            if name.endswith(".weight")
        }

    def see(self, picture: Array) -> Seen:
        """picture: (H, W, 3) float32 in [0, 1]."""
        wide = self._compressed(picture[None]).wide
        true = self._relu31(picture)
        compressed = tuple(np.asarray(x)[0] for x in wide)
        return Seen(compressed, true, _patterns(true[-1]), self._lpips.see(picture))

    def score(self, result: Seen, content: Seen, style: Seen) -> Scores:
        """Measure one result."""
        return Scores(
            style=_style(result.compressed, content.compressed, style.compressed),
            content=_content(result.compressed[3], content.compressed[3]),
            style_true=_style(result.true, content.true, style.true),
            content_true=_content(result.true[2], content.true[2]),
            patterns=float(1 - (result.patterns @ style.patterns.T).max(axis=1).mean()),
            lpips=self._lpips.distance(result.squeezenet, content.squeezenet),
        )

    def _relu31(self, picture: Array) -> tuple[Array, ...]:
        x = self._conv(picture[None], "conv1")
        kept = []
        for layer in ("conv2", "conv3", "pool", "conv4", "conv5", "pool", "conv6"):
            if layer == "pool":
                x = ops.max_pool(x, 2)
                continue
            x = ops.relu(self._conv(reflect(x, 1), layer))
            if layer in {"conv2", "conv4", "conv6"}:
                kept.append(np.asarray(x)[0])
        return tuple(kept)

    def _conv(self, x: Array, name: str) -> Array:
        kernel, bias = self._true[name]
        return ops.conv(x, kernel, padding="valid") + bias


def average(scores: Sequence[Scores]) -> Scores:
    """The mean of each measure."""
    return Scores(*(float(np.mean(column)) for column in zip(*scores, strict=True)))


def psnr(a: Array, b: Array) -> float:
    """Peak signal-to-noise ratio of pictures with values in [0, 1], in dB."""
    return float(-10 * np.log10(np.mean(np.square(a - b)) + 1e-10))


def _style(result: Sequence[Array], content: Sequence[Array], style: Sequence[Array]) -> float:
    """MSE of channel means and of standard deviations, over the content's own, mean of layers."""
    ratios = [
        np.mean(np.square(r - s)) / np.mean(np.square(c - s))
        for layers in zip(result, content, style, strict=True)
        for r, c, s in zip(*map(_moments, layers), strict=True)
    ]
    return float(np.mean(ratios))


def _content(result: Array, content: Array) -> float:
    """MSE of the features after mean-variance normalisation; 2 is unrelated."""
    return float(np.mean(np.square(_normalised(result) - _normalised(content))))


def _moments(x: Array) -> tuple[Array, Array]:
    return x.mean((0, 1)), x.std((0, 1))


def _normalised(x: Array) -> Array:
    mean, std = _moments(x)
    return (x - mean) / np.sqrt(np.square(std) + EPS)


def _patterns(relu31: Array) -> Array:
    halved = np.asarray(ops.average_pool(relu31[None], 2))[0]
    windows = np.lib.stride_tricks.sliding_window_view(halved, (PATCH, PATCH), (0, 1))
    flat = windows.reshape(-1, PATCH * PATCH * relu31.shape[-1])
    return flat / np.linalg.norm(flat, axis=1, keepdims=True)


def _bias(tensors: Mapping[str, Array], weight: str) -> Array:
    return tensors[weight.replace(".weight", ".bias")]
