"""sanet-lite: distil the encoder, learn to reconstruct, then to stylize."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import keras
import numpy as np
from numpy.typing import NDArray

from pastiche.models.sanet_lite import Config, SANetLite
from pastiche.training import data
from pastiche.training.gradients import Terms, compiled
from pastiche.training.losses import MARGIN
from pastiche.training.objectives import Weights, distil, identity, stylise
from pastiche.training.perceptual import Teacher
from pastiche.training.recipe import Phase, Recipe
from pastiche.training.sheet import write_sheet

Objective = Literal["distil", "autoencode", "stylise"]

LONGEST_SHIFT = 8
"""Pixels, in steady phases: a whole stride of the encoder."""


@dataclass(frozen=True)
class SANetPhase(Phase):
    """A phase, and what it trains."""

    objective: Objective = "stylise"
    detail: bool = False  # let the skips in: mostly whole, else at a random strength or not at all
    steady: bool = False  # with the term `flicker`: each content twice, a few pixels apart
    encoder: bool = False  # train the encoder too: it drifts from the teacher when rates are high


RECIPE = Recipe(
    phases=(
        SANetPhase("distil", 4000, 128, 8, 2e-3, 3e-4, objective="distil", encoder=True),
        SANetPhase("autoencode", 1000, 128, 4, 1e-3, 1e-3, objective="autoencode"),
        SANetPhase("stylise", 4000, 128, 4, 5e-4, 4e-4, averaged=True),
        SANetPhase("detail", 7500, 128, 4, 6e-4, 3e-4, averaged=True, detail=True),
        SANetPhase("finish", 4500, 192, 2, 3.5e-4, 1e-5, averaged=True, detail=True),
    ),
    seed=1812,
)


class SANetLiteTask:
    """See `pastiche.training.recipe.Task`."""

    columns = (
        "loss", "style", "content", "local", "distillation", "roughness", "grid", "out_of_range",
        "flicker", "psnr", "same", "distil", "relu4", "relu5",
    )  # fmt: skip

    def __init__(
        self,
        recipe: Recipe[SANetPhase],
        teacher: Mapping[str, NDArray[np.float32]],
        pictures: data.Pictures,
        *,
        config: Config | None = None,
        weights: Weights | None = None,
        identity_every: int = 5,
    ) -> None:
        """teacher: the state of `perceptual.Teacher`. identity_every: steps, when stylising."""
        keras.utils.set_random_seed(recipe.seed)
        self.recipe = recipe
        self.model = SANetLite(config)
        self.teacher = Teacher(teacher)
        self.pictures = pictures
        self.weights = weights or Weights()
        self.identity_every = identity_every

    def batches(self, phase: int) -> Callable[[int], data.Batch]:
        """Pairs of a content and a style."""
        plan = self.recipe.phases[phase]
        side = plan.size + MARGIN * plan.steady
        seed = self.recipe.seed + 1000 * phase
        return partial(data.batch, self.pictures, side, plan.batch, seed)

    def steps(self, phase: int, optimizer: keras.optimizers.Optimizer) -> Callable[..., Terms]:
        """One function of (step, content, style) that does the phase's step."""
        plan = self.recipe.phases[phase]
        model, teacher, w = self.model, self.teacher, self.weights
        if plan.objective == "distil":
            one = compiled(
                lambda c, s: distil(model, teacher, c, s),
                model.encoder.trainable_variables,
                optimizer,
            )
            return lambda step, content, style: one(content, style)
        trained = model.trainable_variables
        if not plan.encoder:
            fixed = {v.path for v in model.encoder.trainable_variables}
            trained = [v for v in trained if v.path not in fixed]
        same = compiled(lambda image, d: identity(model, teacher, w, image, d), trained, optimizer)
        paint = compiled(
            lambda c, s, d, shift=None: stylise(model, teacher, w, c, s, d, shift),
            trained,
            optimizer,
        )

        def step(step: int, content: Any, style: Any) -> Terms:
            rng = np.random.default_rng((self.recipe.seed, 7, step))
            detail = (plan.detail * _detail(plan.batch, rng)).astype(np.float32)
            if plan.objective == "autoencode" or step % self.identity_every == 0:
                return same(content if step // self.identity_every % 2 else style, detail)
            if not plan.steady:
                return paint(content, style, detail)
            shift = rng.integers((1, 0), (LONGEST_SHIFT + 1, LONGEST_SHIFT), dtype=np.int32)
            return paint(content, style[:, :-MARGIN, :-MARGIN], detail, shift)

        return step

    def sheet(self, phase: int, path: Path) -> None:
        """Styles across, contents down; nothing while only the encoder is trained."""
        if self.recipe.phases[phase].objective != "distil":
            write_sheet(self.model, self.pictures, path)


def _detail(batch: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """How much of the skips each picture of a step is given, (batch, 1, 1, 1) in [0, 1].

    Mostly all, as visitors mostly have it; the rest keeps the trunk alive and the control useful.
    """
    chance = rng.random()
    if chance < 0.6:
        return np.ones((batch, 1, 1, 1))
    return rng.uniform(0, 1, (batch, 1, 1, 1)) if chance < 0.87 else np.zeros((batch, 1, 1, 1))
