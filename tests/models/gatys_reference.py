"""Gatys' two losses in TensorFlow, with the perceptual network of a package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from pastiche.models import weights
from pastiche.models.perceptual import PerceptualNetwork
from pastiche.models.restore import stored

CONTENT_LAYER = "conv4_2"
STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")


@dataclass(frozen=True)
class Wanted:
    """Features of a content, and Gram matrices of a style by their layers."""

    features: Any
    grams: dict[str, Any]


class Reference:
    """The losses as shares of what is wanted (assets/stylizer/gatys/losses.js)."""

    def __init__(self, package: Path, pooling: str) -> None:
        self._pooling = pooling
        self._network = PerceptualNetwork()
        shapes = {variable.path: tuple(variable.shape) for variable in self._network.variables}
        weights.assign(self._network, stored(package, shapes), package)

    def wanted(self, content: Any, style: Any) -> Wanted:
        """What is aimed at; pictures are (H, W, 3) in [0, 1], of any size."""
        seen = self.see(style)
        grams = {name: gram(seen[name]) for name in STYLE_LAYERS}
        return Wanted(self.see(content)[CONTENT_LAYER], grams)

    def losses(self, picture: Any, wanted: Wanted) -> dict[str, Any]:
        """Of a picture of the content's size."""
        seen = self.see(picture)
        style = [_share(gram(seen[name]), matrix) for name, matrix in wanted.grams.items()]
        content = _share(seen[CONTENT_LAYER], wanted.features)
        return {"content": content, "style": tf.reduce_mean(style)}

    def see(self, picture: Any) -> dict[str, Any]:
        """Features, (H, W, C), by their layers."""
        seen = self._network.features(tf.cast(picture, tf.float32)[None], self._pooling)
        return {f"conv{name}": features[0] for name, features in seen.items()}


def gram(features: Any) -> Any:
    """(C, C) of features (H, W, C)."""
    flat = tf.reshape(features, (-1, features.shape[-1]))
    return tf.transpose(flat) @ flat / tf.cast(tf.shape(flat)[0], tf.float32)


def _share(found: Any, wanted: Any) -> Any:
    return tf.reduce_sum((found - wanted) ** 2) / tf.reduce_sum(wanted**2)
