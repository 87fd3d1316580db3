"""A narrower network for one style, distilled from a wider one that knows the style already.

No painting and no perceptual network take part: the student regresses onto the pictures that its
teacher makes of photographs (as Hinton, Vinyals & Dean 2015, arXiv 1503.02531, do with a teacher's
answers about classes), and, through a linear map, onto what the teacher has in the middle (FitNets,
Romero et al. 2015, arXiv 1412.6550, section 2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import keras

from pastiche.models.johnson import Johnson, Painted
from pastiche.models.layers import Tensor
from pastiche.training import data
from pastiche.training.gradients import Terms, compiled
from pastiche.training.losses import unexplained
from pastiche.training.recipe import Phase, Recipe
from pastiche.training.sheet import write_rows

RECIPE = Recipe(
    phases=(
        Phase("hinted", 1000, 96, 4, 4e-3, 4e-3),
        Phase("alone", 3000, 128, 4, 4e-3, 5e-5, averaged=True),
    ),
    seed=1412,
    average=0.99,
    warm_up=50,
)
"""The hints lead the student for a quarter of its steps and are then left out: a narrow network
that must go on describing a wide one has less left for the picture."""

HINT = 0.5
"""Weight of the hints beside the pictures, each relative to what there is to be explained."""


class Hinted(keras.Model):
    """A painter, and the 1×1 convolutions that translate its features into its teacher's."""

    def __init__(self, width: int, wide: int) -> None:
        """Channels at half of the size, its own and the teacher's."""
        super().__init__(name="student")
        self.painter = Johnson(width).painter
        self.heads = Heads(wide)
        self.heads.build((None, None, None, width))
        self.built = True


class Heads(keras.layers.Layer):
    """See `Hinted`; the names of its variables begin with `heads/`."""

    def __init__(self, wide: int, *, name: str = "heads") -> None:
        super().__init__(name=name)
        self.eighth = keras.layers.Conv2D(4 * wide, 1, name="eighth")
        self.quarter = keras.layers.Conv2D(2 * wide, 1, name="quarter")

    def build(self, shape: tuple[int | None, ...]) -> None:
        width = shape[-1] or 0
        self.eighth.build((None, None, None, 4 * width))
        self.quarter.build((None, None, None, 2 * width))

    def call(self, seen: Painted) -> tuple[Tensor, Tensor]:
        return self.eighth(seen.eighth), self.quarter(seen.quarter)


class StudentTask:
    """See `pastiche.training.recipe.Task`."""

    columns = ("loss", "pixels", "eighth", "quarter")

    def __init__(
        self,
        recipe: Recipe[Phase],
        teacher: Johnson,
        width: int,
        pictures: data.Pictures,
        *,
        hint: float = HINT,
    ) -> None:
        """width: the student's channels at half of the size. hint: the weight of the hints beside
        the pictures, in the first phase."""
        keras.utils.set_random_seed(recipe.seed)
        self.recipe = recipe
        self.teacher = teacher.painter
        self.model = Hinted(width, self.teacher.width)
        self.pictures = pictures
        self.hint = hint

    def batches(self, phase: int) -> Callable[[int], data.Batch]:
        """Photographs."""
        plan = self.recipe.phases[phase]
        seed = self.recipe.seed + 1000 * phase
        return partial(data.photographs, self.pictures, plan.size, plan.batch, seed)

    def steps(self, phase: int, optimizer: keras.optimizers.Optimizer) -> Callable[..., Terms]:
        """With hints in the first phase, without them afterwards."""
        loss = partial(self.loss, hint=0.0 if phase else self.hint)
        one = compiled(loss, self.model.trainable_variables, optimizer)
        return lambda step, content: one(content)

    def loss(self, content: Tensor, hint: float = 0.0) -> Terms:
        """How much of the teacher's picture, and of what led to it, the student does not explain.

        content: (B, H, W, 3) in [0, 1], H and W multiples of 8.
        """
        wanted, seen = self.teacher.painted(content), self.model.painter.painted(content)
        terms = {"pixels": unexplained(seen.pixels, wanted.pixels)}
        if not hint:
            return {"loss": terms["pixels"], **terms}
        eighth, quarter = self.model.heads(seen)
        terms["eighth"] = unexplained(eighth, wanted.eighth)
        terms["quarter"] = unexplained(quarter, wanted.quarter)
        hints = terms["eighth"] + terms["quarter"]
        return {"loss": terms["pixels"] + hint * hints, **terms}

    def sheet(self, phase: int, path: Path) -> None:
        """Photographs, and below each what the student makes of it."""
        write_rows(self.model.painter, self.pictures, path)
