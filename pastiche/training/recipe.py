"""The recipe of sanet-lite: phases, weights of the losses, learning rates. Nothing else decides.

Phases follow one another; a checkpoint says how far the run is, so a recipe whose later phases
are edited goes on from where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Objective = Literal["distil", "autoencode", "stylise"]


@dataclass(frozen=True)
class Phase:
    """A stretch of training. Sizes in pixels, rates per step of Adam."""

    name: str
    objective: Objective
    steps: int
    size: int
    batch: int
    rate: float
    last_rate: float  # reached along a half cosine
    detail: bool = False  # let the skips in: mostly whole, else at a random strength or not at all
    steady: bool = False  # with the term `flicker`: each content twice, a few pixels apart
    encoder: bool = False  # train the encoder too: it drifts from the teacher when rates are high


@dataclass(frozen=True)
class Weights:
    """Weights of the terms of `losses.py`, each normalised to be about 1 untrained."""

    style: float = 30.0
    content: float = 1.2
    local: float = 0.1
    identity_pixels: float = 50.0
    identity_features: float = 1.0
    distillation: float = 0.5
    roughness: float = 0.1
    grid: float = 400.0
    flicker: float = 50.0  # of steady phases
    out_of_range: float = 20.0


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, given the pictures and the seed."""

    phases: tuple[Phase, ...]
    weights: Weights = Weights()
    identity_every: int = 5
    average: float = 0.999  # of the weights, over the stylising phases
    warm_up: int = 100  # steps at the start of each phase
    patterns: int = 7  # generated styles of each hand that join the paintings
    seed: int = 1812


SANET_LITE = Recipe(
    phases=(
        Phase("distil", "distil", 4000, 128, 8, 2e-3, 3e-4, encoder=True),
        Phase("autoencode", "autoencode", 1000, 128, 4, 1e-3, 1e-3),
        Phase("stylise", "stylise", 4000, 128, 4, 5e-4, 4e-4),
        Phase("detail", "stylise", 7500, 128, 4, 6e-4, 3e-4, detail=True),
        Phase("finish", "stylise", 4500, 192, 2, 3.5e-4, 1e-5, detail=True),
    )
)
