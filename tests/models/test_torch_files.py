"""Reading PyTorch checkpoints without PyTorch: right numbers, no code run, sentences for damage."""

from __future__ import annotations

import os
import pickle
import struct
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import torch_files
from pastiche.models.torch_files import read_state_dict


class Reduced:
    """Pickles as a call: `function(*arguments)`, the function named but not imported."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.call


class Writer(pickle.Pickler):
    """Writes checkpoints the way PyTorch does: arrays as storages beside the pickle."""

    def __init__(self, file: Any, storages: dict[str, np.ndarray]) -> None:
        super().__init__(file, protocol=2)
        self.storages = storages

    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, np.ndarray):
            key = str(len(self.storages))
            self.storages[key] = obj
            return "storage", FloatStorage, key, "cuda:0", obj.size, None
        return None


class FloatStorage:
    """Its pickled name is torch.FloatStorage."""


def _rebuild_tensor_v2() -> None:
    """Its pickled name is torch._utils._rebuild_tensor_v2."""


def tensor(array: np.ndarray, **changes: Any) -> Reduced:
    parts = {
        "offset": 0,
        "shape": array.shape,
        "strides": tuple(s // array.itemsize for s in array.strides),
    } | changes
    storage = np.ascontiguousarray(array).ravel() if not changes else array.ravel()
    return Reduced(_rebuild_tensor_v2, storage, *parts.values(), False, OrderedDict())


@pytest.fixture(autouse=True)
def pickled_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the two stand-ins above be pickled under PyTorch's names."""
    for name, module, thing in (
        ("FloatStorage", "torch", FloatStorage),
        ("_rebuild_tensor_v2", "torch._utils", _rebuild_tensor_v2),
    ):
        fake = type(sys)(module)
        setattr(fake, name, thing)
        monkeypatch.setitem(sys.modules, module, fake)
        monkeypatch.setattr(thing, "__module__", module)


def write(path: Path, content: Any) -> Path:
    """A checkpoint in the zip container."""
    storages: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("archive/data.pkl", "w") as file:
            Writer(file, storages).dump(content)
        archive.writestr("archive/byteorder", "little")
        for key, array in storages.items():
            archive.writestr(f"archive/data/{key}", array.tobytes())
    return path


def write_legacy(path: Path, content: Any) -> Path:
    """A checkpoint in the older container: pickles, then counted storages."""
    storages: dict[str, np.ndarray] = {}
    with path.open("wb") as file:
        for head in (torch_files.MAGIC, 1001, {"little_endian": True}):
            pickle.dump(head, file, protocol=2)
        Writer(file, storages).dump(content)
        pickle.dump(list(storages), file, protocol=2)
        for array in storages.values():
            file.write(struct.pack("<q", array.size) + array.tobytes())
    return path


WRITERS = pytest.mark.parametrize("writer", [write, write_legacy])
KERNEL = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


@WRITERS
def test_tensors_come_back_by_name(tmp_path: Path, writer: Any) -> None:
    path = writer(tmp_path / "a.pth", OrderedDict(kernel=tensor(KERNEL), bias=tensor(KERNEL[0, 0])))
    read = read_state_dict(path)
    assert list(read) == ["kernel", "bias"]
    np.testing.assert_array_equal(read["kernel"], KERNEL)
    np.testing.assert_array_equal(read["bias"], KERNEL[0, 0])


@WRITERS
def test_the_state_dict_inside_a_wrapper_is_found(tmp_path: Path, writer: Any) -> None:
    path = writer(tmp_path / "a.pth", {"epoch": 20, "model": {"kernel": tensor(KERNEL)}})
    np.testing.assert_array_equal(read_state_dict(path)["kernel"], KERNEL)


def test_views_are_read_through_their_strides(tmp_path: Path) -> None:
    view = tensor(KERNEL, offset=1, shape=(4, 2), strides=(1, 12))
    read = read_state_dict(write(tmp_path / "a.pth", {"view": view}))["view"]
    np.testing.assert_array_equal(read, KERNEL.ravel()[[[1, 13], [2, 14], [3, 15], [4, 16]]])
    assert read.flags["C_CONTIGUOUS"]


@WRITERS
def test_a_pickle_that_runs_code_is_refused(tmp_path: Path, writer: Any) -> None:
    trap = tmp_path / "trap"
    path = writer(tmp_path / "a.pth", {"kernel": Reduced(os.mkdir, str(trap))})
    with pytest.raises(BuildError, match=r"mkdir, which is no tensor data"):
        read_state_dict(path)
    assert not trap.exists()


@WRITERS
@pytest.mark.parametrize("part", [0.0, 0.02, 0.3, 0.6, 0.99])
def test_a_truncated_file_is_a_sentence(tmp_path: Path, writer: Any, part: float) -> None:
    path = writer(tmp_path / "a.pth", {"kernel": tensor(KERNEL)})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BuildError, match=r"a\.pth: .*(damaged|cut short|no PyTorch checkpoint)"):
        read_state_dict(path)


@pytest.mark.parametrize(
    "changes",
    [{"offset": 1}, {"offset": -1}, {"shape": (2, 3, 5)}, {"strides": (12, 4, -1)},
     {"shape": (1 << 40,), "strides": (0,)}],
)  # fmt: skip
def test_a_tensor_outside_its_storage_is_refused(tmp_path: Path, changes: Any) -> None:
    path = write(tmp_path / "a.pth", {"kernel": tensor(KERNEL, **changes)})
    with pytest.raises(BuildError, match="outside its storage"):
        read_state_dict(path)


def test_a_file_without_or_with_several_state_dicts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="holds no state dict"):
        read_state_dict(write(tmp_path / "a.pth", {"epoch": 20}))
    two = {"net": {"w": tensor(KERNEL)}, "ema": {"w": tensor(KERNEL)}}
    with pytest.raises(BuildError, match=r"several state dicts \(ema, net\)"):
        read_state_dict(write(tmp_path / "a.pth", two))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such checkpoint"):
        read_state_dict(tmp_path / "a.pth")
