"""The state of a training run, and the file that it is kept in."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray


class TrainingError(Exception):
    """Training cannot go on; the message says at which step, why and what to do."""


@dataclass
class Run:
    """The state of a training run: what a checkpoint holds."""

    model: keras.Model
    optimizer: keras.optimizers.Optimizer
    average: list[NDArray[np.float32]] = field(default_factory=list)
    phase: int = 0
    step: int = 0  # within the phase
    seconds: float = 0.0  # spent so far

    def save(self, path: Path) -> None:
        """Write the checkpoint aside, then move it into place: a kill leaves the old one."""
        arrays = {v.path: ops.convert_to_numpy(v.value) for v in self.model.trainable_variables}
        for v, mean in zip(self.model.trainable_variables, self.average, strict=False):
            arrays[f"ema/{v.path}"] = mean
        for i, v in enumerate(self.optimizer.variables):
            arrays[f"optimizer/{i}"] = ops.convert_to_numpy(v.value)
        state = {"phase": self.phase, "step": self.step, "seconds": self.seconds}
        arrays["meta/state"] = np.array(json.dumps(state))
        aside = path.with_suffix(".part.npz")
        try:
            np.savez(aside, **arrays)
            aside.replace(path)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise TrainingError(
                f"{path}: the checkpoint could not be written ({error.strerror}). The one before "
                "it still stands; make room and run the same command to go on."
            ) from error

    def load(self, path: Path) -> None:
        """Take up a checkpoint of the same architecture, or raise `TrainingError`."""
        try:
            arrays = _arrays(path)
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise TrainingError(
                f"{path}: not a readable checkpoint ({error}). Delete it to start afresh."
            ) from error
        for v in self.model.trainable_variables:
            if v.path not in arrays or arrays[v.path].shape != tuple(v.shape):
                raise TrainingError(
                    f"{path}: {v.path} is missing or of another shape than {tuple(v.shape)}: "
                    "this is a checkpoint of another architecture. Give an empty --out folder."
                )
            v.assign(arrays[v.path])
        for i, v in enumerate(self.optimizer.variables):
            v.assign(arrays[f"optimizer/{i}"])
        names = [f"ema/{v.path}" for v in self.model.trainable_variables]
        self.average = [arrays[name] for name in names if name in arrays]
        for key, value in json.loads(str(arrays["meta/state"])).items():
            setattr(self, key, value)

    def follow(self, decay: float) -> None:
        """Move the running average of the weights towards the weights."""
        values = [ops.convert_to_numpy(v.value) for v in self.model.trainable_variables]
        if not self.average:
            self.average = [value.copy() for value in values]
        for mean, value in zip(self.average, values, strict=True):
            mean += (1 - decay) * (value - mean)


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return dict(arrays)
