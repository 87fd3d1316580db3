"""Check a model package: its files against its card, and its self-test against TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from pastiche.errors import BuildError
from pastiche.models import golden
from pastiche.models.apply import stylize
from pastiche.models.card import read_card
from pastiche.models.restore import restore


class Difference(NamedTuple):
    """Absolute difference of two pictures with values in [0, 1]."""

    mean: float
    max: float


def verify(folder: Path) -> Difference:
    """How far the self-test is from what TensorFlow computes with the package's weights.

    Raises `BuildError` when the package is not whole, or the difference exceeds its tolerance.
    """
    network = restore(folder)
    card = read_card(folder)
    content, style, expected = golden.read(card, folder)
    result = stylize(network, content / 255, style / 255)
    apart = np.abs(result - expected / 255)
    difference = Difference(float(apart.mean()), float(apart.max()))
    tolerance = card.golden.tolerance
    if difference.mean > tolerance.mean or difference.max > tolerance.max:
        message = (
            f"the self-test is {255 * difference.mean:.1f}/255 away on average, "
            f"{255 * difference.max:.0f}/255 at most"
        )
        raise BuildError(folder / card.golden.file, None, message, "export the model again")
    return difference
