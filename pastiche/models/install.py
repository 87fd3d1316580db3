"""Weights that came from elsewhere, as a SavedModel for Python and a package for the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pastiche.models import places, weights
from pastiche.models.card import ModelCard
from pastiche.models.export import write_package
from pastiche.models.networks import create
from pastiche.models.package import replaced
from pastiche.models.saved_model import write_saved_model
from pastiche.progress import step

Shapes = Mapping[str, tuple[int, ...]]
Source = tuple[weights.Arrays, Path]
"""A network's arrays by variable path, and where they are from."""


def install(name: str, get: Callable[[Shapes], Source], dtype: str) -> ModelCard:
    """Write the SavedModel (float32) and the package (as `dtype`) to their places, over the old.

    get: from the shapes of the network's variables, by path, to their values. Raises `BuildError`,
    as `get` and `weights.assign` do, and leaves everything as it was then.
    """
    network = create(name)
    arrays, source = get({v.path: tuple(v.shape) for v in network.variables})
    weights.assign(network, arrays, source)
    with replaced(places.SAVED_MODELS / name) as new:
        with step("Writing the SavedModel"):
            write_saved_model(network, new)
        with step("Writing the package"):
            return write_package(network, name, places.LOCAL / name, dtype, source)
