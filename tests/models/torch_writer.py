"""Checkpoints as PyTorch writes them, in its three containers, without PyTorch."""

from __future__ import annotations

import io
import pickle
import struct
import sys
import tarfile
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np

from pastiche.models.torch_containers import MAGIC


class Reduced:
    """Pickles as a call: `function(*arguments)`, the function named but not imported."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.call


class FloatStorage:
    """Its pickled name is torch.FloatStorage."""


class FloatTensor:
    """Its pickled name is torch.FloatTensor."""


def _rebuild_tensor_v2() -> None:
    """Its pickled name is torch._utils._rebuild_tensor_v2."""


@contextmanager
def pickled_names() -> Iterator[None]:
    """Let the stand-ins above be pickled under PyTorch's names."""
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")
    things = ((FloatStorage, torch), (FloatTensor, torch), (_rebuild_tensor_v2, utils))
    with mock.patch.dict(sys.modules, {"torch": torch, "torch._utils": utils}):
        for thing, module in things:
            setattr(module, thing.__name__, thing)
        before = [thing.__module__ for thing, _ in things]
        for thing, module in things:
            thing.__module__ = module.__name__
        try:
            yield
        finally:
            for (thing, _), name in zip(things, before, strict=True):
                thing.__module__ = name


class Writer(pickle.Pickler):
    """Writes checkpoints the way PyTorch does: arrays as storages beside the pickle."""

    def __init__(self, file: Any, storages: dict[str, np.ndarray], *view: Any) -> None:
        super().__init__(file, protocol=2)
        self.storages = storages
        self.view = view

    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, np.ndarray):
            key = str(len(self.storages))
            self.storages[key] = obj
            return "storage", FloatStorage, key, "cuda:0", obj.size, *self.view
        return None


class TarWriter(pickle.Pickler):
    """Writes the pickle of a tar, in which a tensor is a number."""

    def __init__(self, file: Any, numbers: Mapping[int, int]) -> None:
        super().__init__(file, protocol=2)
        self.numbers = numbers

    def persistent_id(self, obj: Any) -> Any:
        return str(self.numbers[id(obj)]) if id(obj) in self.numbers else None


def tensor(array: np.ndarray, **changes: Any) -> Reduced:
    """A tensor for `write` and `write_row`; `changes` to its offset, shape and strides."""
    parts = {
        "offset": 0,
        "shape": array.shape,
        "strides": tuple(s // array.itemsize for s in array.strides),
    } | changes
    storage = np.ascontiguousarray(array).ravel() if not changes else array.ravel()
    return Reduced(_rebuild_tensor_v2, storage, *parts.values(), False, OrderedDict())


def tensors(arrays: Mapping[str, np.ndarray]) -> OrderedDict[str, Reduced]:
    """A state dict for `write` and `write_row`."""
    return OrderedDict((key, tensor(array)) for key, array in arrays.items())


def write(path: Path, content: Any) -> Path:
    """A checkpoint as PyTorch 1.6 and later write it: a zip."""
    storages: dict[str, np.ndarray] = {}
    with pickled_names(), zipfile.ZipFile(path, "w") as archive:
        with archive.open("archive/data.pkl", "w") as file:
            Writer(file, storages).dump(content)
        archive.writestr("archive/version", "3\n")
        archive.writestr("archive/byteorder", "little")
        for key, array in storages.items():
            archive.writestr(f"archive/data/{key}", array.tobytes())
    return path


def write_row(path: Path, content: Any, view: Any = None) -> Path:
    """A checkpoint as versions before wrote it: pickles, then counted storages.

    view: key, first number and size of the part of each storage that its tensor is in.
    """
    storages: dict[str, np.ndarray] = {}
    with pickled_names(), path.open("wb") as file:
        for head in (MAGIC, 1001, {"little_endian": True}):
            pickle.dump(head, file, protocol=2)
        Writer(file, storages, view).dump(content)
        pickle.dump(list(storages), file, protocol=2)
        for array in storages.values():
            file.write(struct.pack("<q", array.size) + array.tobytes())
    return path


def write_tar(path: Path, arrays: Mapping[str, np.ndarray], extra: Any = ()) -> Path:
    """A state dict as the first versions wrote it: a tar of storages, views of them, and a pickle.

    The first array lies in a part of its storage. extra: what else the pickle holds, by name.
    """
    parts = {name: io.BytesIO() for name in ("storages", "tensors", "pickle")}
    numbers = {id(array): 100 + i for i, array in enumerate(arrays.values())}

    def dump(value: Any, part: str) -> None:
        pickle.dump(value, parts[part], protocol=2)

    with pickled_names():
        dump(len(arrays), "storages")
        dump(len(arrays), "tensors")
        for i, array in enumerate(arrays.values()):
            before = np.zeros(3 if i == 0 else 0, array.dtype)
            dump((200 + i, "cpu", FloatStorage), "storages")
            data = np.concatenate([before, array.ravel()])
            parts["storages"].write(struct.pack("<q", data.size) + data.tobytes())
            dump((100 + i, 300 if i == 0 else 200 + i, FloatTensor), "tensors")
            strides = [step // array.itemsize for step in np.ascontiguousarray(array).strides]
            layout = f"<ii{2 * array.ndim + 1}q"
            parts["tensors"].write(struct.pack(layout, array.ndim, 0, *array.shape, *strides, 0))
        first = next(iter(arrays.values()))
        dump([(300, 200, 3, first.size)] if arrays else [], "storages")
        TarWriter(parts["pickle"], numbers).dump(OrderedDict(arrays, **dict(extra)))
    with tarfile.open(path, "w") as archive:
        for name, part in parts.items():
            info = tarfile.TarInfo(name)
            info.size = part.tell()
            part.seek(0)
            archive.addfile(info, part)
    return path
