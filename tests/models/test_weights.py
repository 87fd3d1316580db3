"""Weights files: read, and refused with a sentence when they are another network's."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import weights
from pastiche.models.sanet_lite import SANetLite

NAME = "merge/conv/bias"


@pytest.fixture(scope="module")
def arrays(weights_file: Path) -> dict[str, np.ndarray]:
    return weights.read(weights_file)


def write(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    np.savez(path, **arrays)
    return path


def test_every_weight_of_a_file_is_loaded(weights_file: Path, arrays: dict) -> None:
    network = SANetLite()
    weights.load(network, weights_file)
    for variable in network.variables:
        np.testing.assert_array_equal(variable.numpy(), arrays[variable.path])


def test_of_a_checkpoint_the_average_is_taken(tmp_path: Path, arrays: dict) -> None:
    averages = {f"ema/{name}": array + 1 for name, array in arrays.items()}
    rest = {"optimizer/0": np.zeros(3), "meta/state": np.array("{}")}
    read = weights.read(write(tmp_path / "checkpoint.npz", arrays | averages | rest))
    assert read.keys() == arrays.keys()
    np.testing.assert_array_equal(read[NAME], arrays[NAME] + 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({NAME: None}, f"{NAME} is missing"),
        ({NAME: None, "merge/conv/kernel": None}, "merge/conv/kernel and 1 more are missing"),
        ({"merge/extra": np.zeros(3)}, "merge/extra is too many"),
        ({NAME: np.zeros((2, 64))}, rf"{NAME} has shape \(2, 64\) and not \(128,\)"),
        ({NAME: np.full(128, np.nan)}, f"{NAME} holds values that are not finite"),
    ],
)
def test_weights_of_another_network_are_refused(
    tmp_path: Path, arrays: dict, change: dict, message: str
) -> None:
    changed = {name: array for name, array in (arrays | change).items() if array is not None}
    path = write(tmp_path / "other.npz", changed)
    network = SANetLite()
    before = [np.array(v.numpy()) for v in network.variables]
    with pytest.raises(BuildError, match=rf"other\.npz: {message}"):
        weights.load(network, path)
    for variable, value in zip(network.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


def test_a_file_that_is_no_weights_file_is_refused(tmp_path: Path, weights_file: Path) -> None:
    path = tmp_path / "w.npz"
    with pytest.raises(BuildError, match="no such weights file"):
        weights.read(path)
    whole = weights_file.read_bytes()
    contents = [b"", b"hello", pickle.dumps([1]), whole[: len(whole) // 2], whole[:-30]]
    for content in contents:
        path.write_bytes(content)
        with pytest.raises(BuildError, match=r"w\.npz: the weights file is damaged"):
            weights.read(path)


def test_arrays_of_objects_are_never_unpickled(tmp_path: Path) -> None:
    path = write(tmp_path / "w.npz", {NAME: np.array([print], object)})
    with pytest.raises(BuildError, match="damaged"):
        weights.read(path)
