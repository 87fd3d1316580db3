"""The perceptual network: what a sixteen times compressed VGG-19 sees, seen by fewer layers.

Knowledge distillation by regression of features (Romero et al. 2015, arXiv 1412.6550): each
level's first layer, through a linear 1×1 head of its own, is to give what the teacher has of the
true VGG-19's widths, before their ReLU: a head with a ReLU can die. The export drops the heads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from pastiche.models.layers import Tensor
from pastiche.models.perceptual import GAIN, LAYERS, PerceptualNetwork, Pooling
from pastiche.training import data
from pastiche.training.gradients import Terms, compiled
from pastiche.training.losses import unexplained
from pastiche.training.perceptual import Teacher
from pastiche.training.recipe import Phase, Recipe

HEADS = {"1_1": 64, "2_1": 128, "3_1": 256, "4_1": 512, "4_2": 128, "5_1": 512}
"""Layers that are compared with the teacher's of the same name, and its widths there: those of the
true VGG-19, but of relu4_2, which the teacher has in its own width only."""

RECIPE = Recipe(
    phases=(
        Phase("small", 3000, 96, 4, 4e-3, 1e-3, averaged=True),
        Phase("large", 1200, 128, 4, 1e-3, 2e-5, averaged=True),
    ),
    seed=1508,
    average=0.998,
)

NOISY = 0.25
"""Part of the pictures that noise is mixed into: an optimisation starts from noise, and on its way
sees pictures that no camera makes."""


class Heads(keras.layers.Layer):
    """The 1×1 convolutions that translate the network's features into the teacher's."""

    def __init__(self, *, name: str = "heads") -> None:
        super().__init__(name=name)
        self.convs = {
            layer: keras.layers.Conv2D(width, 1, name=f"relu{layer}")
            for layer, width in HEADS.items()
        }

    def build(self, shape: tuple[int | None, ...]) -> None:
        for layer in LAYERS:
            if layer.name in HEADS:
                self.convs[layer.name].build((*shape[:-1], layer.width))

    def call(self, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {name: conv(features[name]) for name, conv in self.convs.items()}


class Student(keras.Model):
    """The network and its heads, whose variables begin with `heads/`."""

    def __init__(self) -> None:
        super().__init__(name="student")
        self.network = PerceptualNetwork(GAIN)
        self.heads = Heads()
        self.heads.build((None, None, None, None))
        self.built = True

    def seen(self, image: Tensor, pooling: Pooling) -> dict[str, Tensor]:
        """What the heads make of the network's features, by layer."""
        seen: dict[str, Tensor] = self.heads(self.network.features(image, pooling))
        return seen


class PerceptualTask:
    """See `pastiche.training.recipe.Task`."""

    columns = ("loss", *(f"relu{name}" for name in HEADS))

    def __init__(
        self,
        recipe: Recipe[Phase],
        teacher: Mapping[str, NDArray[np.float32]],
        pictures: data.Pictures,
    ) -> None:
        """teacher: the state of `training.perceptual.Teacher`."""
        keras.utils.set_random_seed(recipe.seed)
        self.recipe = recipe
        self.model = Student()
        self.teacher = Teacher(teacher)
        self.pictures = pictures

    def batches(self, phase: int) -> Callable[[int], data.Batch]:
        """Photographs and paintings, some of them noisy: one array."""
        plan = self.recipe.phases[phase]
        seed = self.recipe.seed + 1000 * phase
        make = partial(data.batch, self.pictures, plan.size, plan.batch, seed)
        return lambda step: (_noisy(np.concatenate(make(step)), (seed, 7, step)),)

    def steps(self, phase: int, optimizer: keras.optimizers.Optimizer) -> Callable[..., Terms]:
        """Steps with the one pooling and with the other in turn."""
        either = [
            compiled(partial(self._loss, pooling), self.model.trainable_variables, optimizer)
            for pooling in ("average", "max")
        ]
        return lambda step, images: either[step % 2](images)

    def _loss(self, pooling: Pooling, images: Tensor) -> Terms:
        seen = self.model.seen(images, pooling)
        wanted = self.teacher.linear(images)
        terms = {f"relu{n}": unexplained(seen[n], wanted[n.replace("_", "")]) for n in HEADS}
        return {"loss": sum(terms.values()), **terms}

    def sheet(self, phase: int, path: Path) -> None:
        """Nothing: features are no pictures."""


def _noisy(images: NDArray[np.float32], seed: Any) -> NDArray[np.float32]:
    """Some of the pictures (B, H, W, 3), in part or whole replaced by noise in [0, 1]."""
    rng = np.random.default_rng(seed)
    share = rng.uniform(0, 1, (len(images), 1, 1, 1)) * (rng.random((len(images), 1, 1, 1)) < NOISY)
    noise = np.clip(rng.normal(0.5, 0.25, images.shape), 0, 1)
    return (images + share * (noise - images)).astype(np.float32)
