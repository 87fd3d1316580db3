"""A feed-forward network for one style (Johnson et al. 2016, arXiv 1603.08155).

Trained once with the losses that Gatys' optimisation minimises for every picture anew: the features
of photographs, the Gram matrices of the one style (section 3.2 of the paper).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from pastiche.models import weights
from pastiche.models.johnson import Johnson
from pastiche.models.layers import Tensor, mvn
from pastiche.training import data, losses
from pastiche.training.gradients import Terms, compiled
from pastiche.training.perceptual import Teacher
from pastiche.training.recipe import Phase, Recipe
from pastiche.training.sheet import write_rows

STYLE_LAYERS = ("11", "21", "31", "41", "51")
CONTENT_LAYERS = ("31", "41")

RECIPE = Recipe(
    phases=(
        Phase("paint", 1000, 160, 4, 3e-3, 1.5e-3, averaged=True),
        Phase("finish", 400, 224, 2, 1.2e-3, 5e-5, averaged=True),
    ),
    seed=1603,
    average=0.995,
    warm_up=50,
)

FROM_ANOTHER = replace(
    RECIPE,
    phases=(
        Phase("paint", 400, 160, 4, 2.5e-3, 1.2e-3, averaged=True),
        Phase("finish", 250, 224, 2, 1e-3, 5e-5, averaged=True),
    ),
)
"""Of a network that begins with another style's weights: what a picture's parts are it knows."""

STYLE_SIDE = 320
"""Longer side, in pixels, of the style: about what its marks are to be as large as."""


@dataclass(frozen=True)
class Weights:
    """Weights of the terms, the first two normalised to be about 1 untrained."""

    style: float = 10.0
    content: float = 1.0
    roughness: float = 0.3
    grid: float = 400.0


class JohnsonTask:
    """See `pastiche.training.recipe.Task`."""

    columns = ("loss", "style", "content", "roughness", "grid")

    def __init__(
        self,
        recipe: Recipe[Phase],
        teacher: Mapping[str, NDArray[np.float32]],
        pictures: data.Pictures,
        style: data.Pixels,
        *,
        begin: Path | None = None,
        weights_of_terms: Weights | None = None,
    ) -> None:
        """teacher: the state of `training.perceptual.Teacher`. style: (H, W, 3) uint8. begin: a
        checkpoint of another style, to start from its weights instead of random ones."""
        keras.utils.set_random_seed(recipe.seed)
        self.recipe = recipe
        self.model = Johnson()
        if begin:
            weights.load(self.model, begin)
        self.teacher = Teacher(teacher)
        self.pictures = pictures
        self.weights = weights_of_terms or Weights()
        painted = style[None].astype(np.float32) / np.float32(255)
        seen = self.teacher.narrow(ops.convert_to_tensor(painted))
        self.wanted = {name: gram(seen[name]) for name in STYLE_LAYERS}

    def batches(self, phase: int) -> Callable[[int], data.Batch]:
        """Photographs."""
        plan = self.recipe.phases[phase]
        seed = self.recipe.seed + 1000 * phase
        return partial(data.photographs, self.pictures, plan.size, plan.batch, seed)

    def steps(self, phase: int, optimizer: keras.optimizers.Optimizer) -> Callable[..., Terms]:
        """The same step always."""
        one = compiled(self._loss, self.model.trainable_variables, optimizer)
        return lambda step, content: one(content)

    def _loss(self, content: Tensor) -> Terms:
        result = self.model.painter(content)
        of_content, of_result = self.teacher.narrow(content), self.teacher.narrow(result)
        terms = {
            "style": style_loss(of_result, self.wanted),
            "content": content_loss(of_result, of_content),
            "roughness": losses.roughness(result),
            "grid": losses.grid(result),
        }
        return {"loss": sum(getattr(self.weights, n) * term for n, term in terms.items()), **terms}

    def sheet(self, phase: int, path: Path) -> None:
        """Photographs, and below each what the network makes of it."""
        write_rows(self.model.painter, self.pictures, path)


def gram(x: Tensor) -> Tensor:
    """Gram matrices, (B, H, W, C) -> (B, C, C): mean products of channels over space."""
    b, h, w, channels = ops.shape(x)
    flat = ops.reshape(x, (b, h * w, channels))
    return ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / ops.cast(h * w, "float32")


def style_loss(result: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> Tensor:
    """Squared distance of Gram matrices in units of the style's own square, mean over layers.

    result: features by layer, (B, H, W, C). wanted: the style's matrices, (1, C, C).
    """
    apart = [
        ops.mean(ops.sum(ops.square(gram(result[name]) - one), axis=(1, 2)))
        / ops.sum(ops.square(one))
        for name, one in wanted.items()
    ]
    return sum(apart) / len(apart)


def content_loss(result: Mapping[str, Tensor], content: Mapping[str, Tensor]) -> Tensor:
    """Distance of features, each channel normalised, so that colour is free; 2 is unrelated."""
    apart = [
        ops.mean(ops.square(mvn(result[name], losses.EPS) - mvn(content[name], losses.EPS)))
        for name in CONTENT_LAYERS
    ]
    return sum(apart) / len(apart)


def read_style(path: Path) -> data.Pixels:
    """The style's picture, its longer side `STYLE_SIDE` pixels at most; raises `data.DataError`."""
    try:
        with Image.open(path) as image:
            picture = image.convert("RGB")
    except FileNotFoundError:
        raise data.DataError(f"{path}: no such file. Give a picture with --style FILE.") from None
    except (UnidentifiedImageError, OSError) as error:
        raise data.DataError(f"{path}: not a picture that can be read ({error}).") from error
    picture.thumbnail((STYLE_SIDE, STYLE_SIDE), Image.Resampling.LANCZOS)
    return np.asarray(picture)
