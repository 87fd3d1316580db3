"""Read the tensors of a PyTorch checkpoint into numpy, without PyTorch and without running it.

A checkpoint is a pickle, and a pickle is a program. This reader runs that program with six names
to call on, none of which does anything but describe a tensor, so a hostile file can fail and
nothing else. Both containers are read: the zip of PyTorch 1.6 and later, and the older row of
pickles followed by the raw storages (`torch/serialization.py`, `_load` and `_legacy_load`).
"""

from __future__ import annotations

import io
import math
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

import numpy as np

from pastiche.errors import BuildError

MAGIC = 0x1950A86A20F9469CFC6C
"""First pickle of a file in the older container."""

STORAGES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
"""PyTorch's storage classes as numpy dtypes; their place (a GPU, say) does not matter here."""


def read_state_dict(path: Path) -> dict[str, np.ndarray]:
    """Tensors of a checkpoint by name, in the file's order.

    When the file wraps its state dict in another mapping (`{"epoch": 20, "model": {…}}`), that
    inner mapping is meant. Raises BuildError for a file that is missing, truncated, no checkpoint,
    in need of anything else than tensors, or with no state dict or several.
    """
    try:
        with path.open("rb") as file:
            if zipfile.is_zipfile(file):
                content, storages = _read_zip(file)
            else:
                file.seek(0)
                content, storages = _read_legacy(file)
        return {name: _array(tensor, storages) for name, tensor in _state_dict(content).items()}
    except _RefusedError as e:
        raise BuildError(path, None, str(e), "use a state dict saved by torch.save") from None
    except FileNotFoundError:
        raise BuildError(path, None, "there is no such checkpoint", "check the path") from None
    except Exception as e:
        # A damaged pickle can raise nearly anything; whichever it is, the file is the cause.
        reason = str(e) or type(e).__name__
        raise BuildError(
            path, None, f"the checkpoint is damaged or cut short: {reason}", "fetch it again"
        ) from e


class _RefusedError(Exception):
    """The file is whole, but holds what this reader does not accept; says what."""


@dataclass(frozen=True)
class _Storage:
    """Where a tensor's numbers lie: `size` numbers of `dtype` under `key`."""

    key: str
    dtype: np.dtype[Any]
    size: int


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage, in elements, as PyTorch pickles it."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


@dataclass(frozen=True)
class _StorageClass:
    """Stands for `torch.FloatStorage` and its kin in the pickle; cannot be called."""

    dtype: str


def _rebuild_tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


def _rebuild_parameter(tensor: _Tensor, *_: object) -> _Tensor:
    return tensor


KNOWN: dict[tuple[str, str], Callable[..., object] | _StorageClass] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): tuple,
    ("torch._utils", "_rebuild_tensor"): _rebuild_tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    **{("torch", name): _StorageClass(dtype) for name, dtype in STORAGES.items()},
}
"""Every global a checkpoint may name, and what it gets instead."""


class _Unpickler(pickle.Unpickler):
    """A pickle machine that knows only `KNOWN`."""

    def __init__(self, file: IO[bytes]) -> None:
        # Files of Python 2 hold byte strings; all names in them are ASCII.
        super().__init__(file, encoding="latin1")

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in KNOWN:
            raise _RefusedError(f"the checkpoint asks for {module}.{name}, which is no tensor data")
        return KNOWN[module, name]

    def persistent_load(self, pid: Any, /) -> _Storage:
        kind, storage, key, _place, size, *view = pid
        if kind != "storage" or any(view) or not isinstance(storage, _StorageClass):
            raise _RefusedError(
                "the checkpoint keeps its tensors in a form this reader does not know"
            )
        return _Storage(str(key), np.dtype(storage.dtype), int(size))


def _read_zip(file: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        entries = {info.filename: info for info in archive.infolist()}
        main = next((name for name in entries if name.endswith("/data.pkl")), None)
        if main is None:
            raise _RefusedError("this zip file holds no data.pkl, so it is no PyTorch checkpoint")
        folder = main.removesuffix("data.pkl")
        order = entries.get(folder + "byteorder")
        if order is not None and archive.read(order) != b"little":
            _refuse_byte_order()
        content = _Unpickler(io.BytesIO(archive.read(main))).load()
        prefix = folder + "data/"
        # PyTorch never compresses; without compression no entry can outgrow the file.
        if any(info.compress_type != zipfile.ZIP_STORED for info in entries.values()):
            raise _RefusedError("this zip file is compressed, which PyTorch's never are")
        names = [name for name in entries if name.startswith(prefix)]
        return content, {name.removeprefix(prefix): archive.read(name) for name in names}


def _read_legacy(file: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    if _Unpickler(file).load() != MAGIC:
        raise _RefusedError("this is no PyTorch checkpoint")
    _Unpickler(file).load()  # version of the container: 1001, never another
    if not _Unpickler(file).load()["little_endian"]:
        _refuse_byte_order()
    content = _Unpickler(file).load()
    sizes = {t.storage.key: t.storage.dtype.itemsize for t in _tensors(content).values()}
    storages = {}
    for key in _Unpickler(file).load():
        (count,) = struct.unpack("<q", file.read(8))
        if key not in sizes:
            raise _RefusedError("the checkpoint holds tensors outside its mappings")
        storages[key] = file.read(max(count, 0) * sizes[key])
    return content, storages


def _refuse_byte_order() -> NoReturn:
    raise _RefusedError("the checkpoint was written on a big-endian machine")


def _tensors(content: Any) -> dict[tuple[str, ...], _Tensor]:
    """All tensors in nested mappings, by their path of keys."""
    if isinstance(content, _Tensor):
        return {(): content}
    if not isinstance(content, Mapping):
        return {}
    return {
        (str(key), *path): tensor
        for key, value in content.items()
        for path, tensor in _tensors(value).items()
    }


def _state_dict(content: Any) -> dict[str, _Tensor]:
    """The one mapping in `content` that holds tensors."""
    found = _tensors(content)
    parents = {path[:-1] for path in found}
    if not found or () in found:
        raise _RefusedError("the file holds no state dict (a mapping of names to tensors)")
    if len(parents) > 1:
        names = ", ".join(sorted(".".join(p) or "the top" for p in parents))
        raise _RefusedError(f"the file holds several state dicts ({names}), so none is meant")
    return {path[-1]: tensor for path, tensor in found.items()}


def _array(tensor: _Tensor, storages: Mapping[str, bytes]) -> np.ndarray:
    """The tensor's numbers as an array of its own, C-ordered."""
    storage = tensor.storage
    if storage.key not in storages:
        raise ValueError(f"storage {storage.key} is missing")
    size = len(storages[storage.key]) // storage.dtype.itemsize
    if size != storage.size:
        raise ValueError(f"storage {storage.key} has {size} of {storage.size} numbers")
    extent = sum((n - 1) * step for n, step in zip(tensor.shape, tensor.strides, strict=True))
    numbers = math.prod(tensor.shape)
    inside = min((0, tensor.offset, *tensor.shape, *tensor.strides)) == 0
    if not inside or numbers > size or (numbers and tensor.offset + extent >= size):
        raise ValueError(f"a tensor of shape {tensor.shape} reaches outside its storage")
    flat = np.frombuffer(storages[storage.key], storage.dtype)[tensor.offset :]
    steps = [step * storage.dtype.itemsize for step in tensor.strides]
    return np.lib.stride_tricks.as_strided(flat, tensor.shape, steps).copy("C")
