"""Read the tensors of a PyTorch checkpoint into numpy, without PyTorch and without running it.

A checkpoint is a pickle, and a pickle is a program. This reader runs that program with a few names
to call on, none of which does anything but describe a tensor, so a hostile file can fail and
nothing else. `torch_containers` opens what checkpoints come in.
"""

from __future__ import annotations

import math
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from pastiche.errors import BuildError
from pastiche.models.torch_containers import (
    RefusedError,
    Tensor,
    read_row,
    read_tar,
    read_zip,
    tensors,
)


def read_state_dict(path: Path) -> dict[str, np.ndarray]:
    """Tensors of a checkpoint by name, in the file's order.

    When the file wraps its state dict in another mapping (`{"epoch": 20, "model": {…}}`), that
    inner mapping is meant. Raises BuildError for a file that is missing, truncated, no checkpoint,
    in need of anything else than tensors, or with no state dict or several.
    """
    try:
        with path.open("rb") as file:
            content, storages = _open(file)
        return {name: _array(tensor, storages) for name, tensor in _state_dict(content).items()}
    except RefusedError as e:
        raise BuildError(path, None, str(e), "use a state dict saved by torch.save") from None
    except FileNotFoundError:
        raise BuildError(path, None, "there is no such checkpoint", "check the path") from None
    except Exception as e:
        # A damaged pickle can raise nearly anything; whichever it is, the file is the cause.
        reason = str(e) or type(e).__name__
        raise BuildError(
            path, None, f"the checkpoint is damaged or cut short: {reason}", "fetch it again"
        ) from e


def _open(file: IO[bytes]) -> tuple[Any, dict[str, bytes]]:
    for is_such, read in ((zipfile.is_zipfile, read_zip), (tarfile.is_tarfile, read_tar)):
        file.seek(0)
        if is_such(file):
            file.seek(0)
            return read(file)
    file.seek(0)
    return read_row(file)


def _state_dict(content: Any) -> dict[str, Tensor]:
    """The one mapping in `content` that holds tensors."""
    found = tensors(content)
    parents = {path[:-1] for path in found}
    if not found or () in found:
        raise RefusedError("the file holds no state dict (a mapping of names to tensors)")
    if len(parents) > 1:
        names = ", ".join(sorted(".".join(p) or "the top" for p in parents))
        raise RefusedError(f"the file holds several state dicts ({names}), so none is meant")
    return {path[-1]: tensor for path, tensor in found.items()}


def _array(tensor: Tensor, storages: Mapping[str, bytes]) -> np.ndarray:
    """The tensor's numbers as an array of its own, C-ordered."""
    storage = tensor.storage
    if storage.key not in storages:
        raise ValueError(f"storage {storage.key} is missing")
    size = len(storages[storage.key]) // storage.dtype.itemsize
    if size != storage.size:
        raise ValueError(f"storage {storage.key} has {size} of {storage.size} numbers")
    extent = sum((n - 1) * step for n, step in zip(tensor.shape, tensor.strides, strict=True))
    numbers = math.prod(tensor.shape)
    offset = storage.begin + tensor.offset
    inside = min((0, tensor.offset, storage.begin, *tensor.shape, *tensor.strides)) == 0
    if not inside or numbers > size or (numbers and offset + extent >= size):
        raise ValueError(f"a tensor of shape {tensor.shape} reaches outside its storage")
    flat = np.frombuffer(storages[storage.key], storage.dtype)[offset:]
    steps = [step * storage.dtype.itemsize for step in tensor.strides]
    return np.lib.stride_tricks.as_strided(flat, tensor.shape, steps).copy("C")
