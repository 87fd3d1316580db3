"""A network's weights as a file: a `.npz` of arrays under their variables' paths.

Readable by numpy alone, and never unpickled. Checkpoints of training are files of this kind too,
with more in them: the running average of the weights under `ema/`, which is what is meant when it
is there, the optimiser's state, and layers that only training needs under `heads/`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError

AVERAGE = "ema/"
HEADS = "heads/"
OTHERS = (AVERAGE, "meta/", "optimizer/", HEADS)
"""First parts of names that belong to training, not to the network."""

Arrays = Mapping[str, NDArray[np.float32]]


def load(model: Any, path: Path) -> None:
    """Set every variable of a Keras model from a file. Raises `BuildError`, see `assign`."""
    assign(model, read(path), path)


def read(path: Path) -> dict[str, NDArray[np.float32]]:
    """The network's arrays in a file, by variable path: the averages where they are kept.

    Raises `BuildError` when the file is missing, cut short or not of this kind.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            names = [n for n in arrays.files if n.startswith(AVERAGE)]
            names = names or [n for n in arrays.files if not n.startswith(OTHERS)]
            own = {name.removeprefix(AVERAGE): name for name in names}
            return {n: arrays[name] for n, name in own.items() if not n.startswith(HEADS)}
    except FileNotFoundError:
        raise BuildError(path, None, "there is no such weights file", "check the path") from None
    except (ValueError, TypeError, EOFError, zipfile.BadZipFile) as e:
        message = f"the weights file is damaged, or no .npz: {e}"
        raise BuildError(path, None, message, "take the checkpoint.npz of a training run") from e


def assign(model: Any, arrays: Arrays, path: Path) -> None:
    """Set every variable of a Keras model; `path` is where the arrays are from.

    Raises `BuildError`, before anything is set, for a variable that is missing, of another shape
    or not finite, and for an array that no variable takes.
    """
    hint = "these are weights of another architecture"
    variables = {v.path: v for v in model.variables}
    if missing := [name for name in variables if name not in arrays]:
        raise BuildError(path, None, f"{_some(missing)} missing", hint)
    if extra := [name for name in arrays if name not in variables]:
        raise BuildError(path, None, f"{_some(extra)} too many", hint)
    for name, variable in variables.items():
        shape, expected = arrays[name].shape, tuple(variable.shape)
        if shape != expected:
            raise BuildError(path, None, f"{name} has shape {shape} and not {expected}", hint)
        if not np.isfinite(arrays[name]).all():
            message = f"{name} holds values that are not finite"
            raise BuildError(path, None, message, "training diverged: take an earlier checkpoint")
    for name, variable in variables.items():
        variable.assign(arrays[name].astype(np.float32))


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{rest} {'are' if rest else 'is'}"
