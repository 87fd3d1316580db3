"""The containers in which PyTorch has kept checkpoints, opened without running what they hold.

Three are read: the zip of PyTorch 1.6 and later; the row of pickles followed by raw storages of
0.1.10 and later; the tar before that (`torch/serialization.py`: `_load`, `_legacy_load` and
`legacy_load`).
"""

from __future__ import annotations

import io
import pickle
import struct
import tarfile
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any, NoReturn

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
"""First pickle of a row of pickles."""

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


class RefusedError(Exception):
    """The file is whole, but holds what this reader does not accept; says what."""


@dataclass(frozen=True)
class Storage:
    """Where a tensor's numbers lie: `size` numbers of `dtype` under `key`, or a part of them that
    begins at the number `begin`."""

    key: str
    dtype: np.dtype[Any]
    size: int
    begin: int = 0


@dataclass(frozen=True)
class Tensor:
    """A view of a storage, in elements, as PyTorch pickles it."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


@dataclass(frozen=True)
class StorageClass:
    """Stands for `torch.FloatStorage` and its kin in the pickle; cannot be called."""

    dtype: str


def _rebuild_tensor(
    storage: Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> Tensor:
    return Tensor(storage, offset, tuple(shape), tuple(strides))


def _rebuild_parameter(tensor: Tensor, *_: object) -> Tensor:
    return tensor


KNOWN: dict[tuple[str, str], Callable[..., object] | StorageClass] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): tuple,
    ("torch._utils", "_rebuild_tensor"): _rebuild_tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    **{("torch", name): StorageClass(dtype) for name, dtype in STORAGES.items()},
    **{
        (module, name.replace("Storage", "Tensor")): StorageClass(dtype)
        for module in ("torch", "torch.cuda")
        for name, dtype in STORAGES.items()
    },
}
"""Every global a checkpoint may name, and what it gets instead."""


class _Unpickler(pickle.Unpickler):
    """A pickle machine that knows only `KNOWN`."""

    def __init__(self, file: IO[bytes]) -> None:
        # Files of Python 2 hold byte strings; all names in them are ASCII.
        super().__init__(file, encoding="latin1")

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in KNOWN:
            raise RefusedError(f"the checkpoint asks for {module}.{name}, which is no tensor data")
        return KNOWN[module, name]

    def persistent_load(self, pid: Any, /) -> Any:
        kind, storage, key, _place, size, *more = pid
        if kind != "storage" or not isinstance(storage, StorageClass):
            raise RefusedError(
                "the checkpoint keeps its tensors in a form this reader does not know"
            )
        view = more[0] if more else None  # key, first number and size of a part of the storage
        return Storage(str(key), np.dtype(storage.dtype), int(size), int(view[1]) if view else 0)


class _TarUnpickler(_Unpickler):
    """The same for the pickle of a tar, which has its tensors beside it."""

    def __init__(self, file: IO[bytes], tensors: Mapping[str, Tensor]) -> None:
        super().__init__(file)
        self.tensors = tensors

    def persistent_load(self, pid: Any, /) -> Any:
        return self.tensors[str(pid)]


def read_zip(file: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    """What the pickle of a zip holds, with a `Tensor` for each tensor; bytes of storages by key.

    Raises `RefusedError`, and anything at all when the file is damaged.
    """
    with zipfile.ZipFile(file) as archive:
        entries = {info.filename: info for info in archive.infolist()}
        main = next((name for name in entries if name.endswith("/data.pkl")), None)
        if main is None:
            raise RefusedError("this zip file holds no data.pkl, so it is no PyTorch checkpoint")
        folder = main.removesuffix("data.pkl")
        # PyTorch never compresses; without compression no entry can outgrow the file.
        if any(info.compress_type != zipfile.ZIP_STORED for info in entries.values()):
            raise RefusedError("this zip file is compressed, which PyTorch's never are")
        order = entries.get(folder + "byteorder")
        if order is not None and archive.read(order) != b"little":
            _refuse_byte_order()
        content = _Unpickler(io.BytesIO(archive.read(main))).load()
        prefix = folder + "data/"
        names = [name for name in entries if name.startswith(prefix)]
        return content, {name.removeprefix(prefix): archive.read(name) for name in names}


def read_row(file: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    """The same for a row of pickles, followed by the storages."""
    if _Unpickler(file).load() != MAGIC:
        raise RefusedError("this is no PyTorch checkpoint")
    _Unpickler(file).load()  # version of the container: 1001, never another
    if not _Unpickler(file).load()["little_endian"]:
        _refuse_byte_order()
    content = _Unpickler(file).load()
    sizes = {t.storage.key: t.storage.dtype.itemsize for t in tensors(content).values()}
    storages = {}
    for key in _Unpickler(file).load():
        if key not in sizes:
            raise RefusedError("the checkpoint holds tensors outside its mappings")
        storages[key] = _counted(file, sizes[key])
    return content, storages


def read_tar(file: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    """The same for a tar of three files: storages, tensors as views of them, and the pickle."""
    with tarfile.open(fileobj=file, mode="r:") as archive:
        parts = {name: io.BytesIO(_member(archive, name)) for name in ("storages", "tensors")}
        main = io.BytesIO(_member(archive, "pickle"))
    whole: dict[str, Storage] = {}
    storages: dict[str, bytes] = {}
    for _ in range(_Unpickler(parts["storages"]).load()):
        key, _place, kind = _Unpickler(parts["storages"]).load()
        dtype = np.dtype(kind.dtype)
        storages[str(key)] = data = _counted(parts["storages"], dtype.itemsize)
        whole[str(key)] = Storage(str(key), dtype, len(data) // dtype.itemsize)
    for key, root, begin, _size in _Unpickler(parts["storages"]).load():
        whole[str(key)] = replace(whole[str(root)], begin=int(begin))
    views: dict[str, Tensor] = {}
    for _ in range(_Unpickler(parts["tensors"]).load()):
        key, storage, _kind = _Unpickler(parts["tensors"]).load()
        dimensions, _unused = _integers(parts["tensors"], "ii")
        numbers = _integers(parts["tensors"], "q" * (2 * dimensions + 1))
        shape, strides, offset = numbers[:dimensions], numbers[dimensions:-1], numbers[-1]
        views[str(key)] = Tensor(whole[str(storage)], offset, shape, strides)
    return _TarUnpickler(main, views).load(), storages


def tensors(content: Any) -> dict[tuple[str, ...], Tensor]:
    """All tensors in nested mappings, by their path of keys."""
    if isinstance(content, Tensor):
        return {(): content}
    if not isinstance(content, Mapping):
        return {}
    return {
        (str(key), *path): tensor
        for key, value in content.items()
        for path, tensor in tensors(value).items()
    }


def _counted(file: IO[bytes], itemsize: int) -> bytes:
    """A storage: how many numbers, and the numbers."""
    (count,) = _integers(file, "q")
    return file.read(max(count, 0) * itemsize)


def _integers(file: IO[bytes], kinds: str) -> tuple[int, ...]:
    layout = struct.Struct("<" + kinds)
    return layout.unpack(file.read(layout.size))


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise RefusedError("this tar file is no PyTorch checkpoint")
    return member.read()


def _refuse_byte_order() -> NoReturn:
    raise RefusedError("the checkpoint was written on a big-endian machine")
