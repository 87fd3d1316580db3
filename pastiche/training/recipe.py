"""What a training run is made of: phases, one after the other, and what holds for all of them.

Nothing else decides the weights, given the pictures. A checkpoint says how far the run is, so a
recipe whose later phases are edited goes on from where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import keras

from pastiche.training.data import Batch
from pastiche.training.gradients import Terms


@dataclass(frozen=True)
class Phase:
    """A stretch of training. Sizes in pixels, rates per step of Adam."""

    name: str
    steps: int
    size: int
    batch: int
    rate: float
    last_rate: float  # reached along a half cosine
    averaged: bool = False  # keep a running average of the weights


P_co = TypeVar("P_co", bound=Phase, covariant=True)


@dataclass(frozen=True)
class Recipe(Generic[P_co]):
    """Everything that decides the weights, given the pictures."""

    phases: tuple[P_co, ...]
    seed: int
    average: float = 0.999  # of the weights, a step, over the phases that are averaged
    warm_up: int = 100  # steps at the start of each phase


class Task(Protocol):
    """A network, what it is to learn, and the pictures: all that the loop in `train` is given."""

    model: keras.Model

    @property
    def columns(self) -> tuple[str, ...]:
        """Terms that the log has a column for."""

    @property
    def recipe(self) -> Recipe[Any]:
        """Phases and seed."""

    def batches(self, phase: int) -> Callable[[int], Batch]:
        """What makes the batch of a step of that phase, from the seed and the step alone."""

    def steps(self, phase: int, optimizer: keras.optimizers.Optimizer) -> Callable[..., Terms]:
        """One function of (step, *batch) that does the phase's step and returns its terms."""

    def sheet(self, phase: int, path: Path) -> None:
        """Write what the network makes at this moment, where there is something to be seen."""
