"""SANet's weights out of the three PyTorch files in which its authors gave them away.

`vgg_normalised.pth` and `decoder_iter_N.pth` are state dicts of `nn.Sequential`s, whose keys are
places in a row of layers; the rows are written out here, and the places counted. The third,
`transformer_iter_N.pth`, names its layers. PyTorch keeps kernels as (out, in, height, width).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models.torch_files import read_state_dict

ENCODER = "vgg_normalised.pth"
TRANSFORMER = "transformer_iter_{}.pth"
DECODER = "decoder_iter_{}.pth"

STAGES = {1: 2, 2: 2, 3: 4, 4: 4, 5: 4}
"""VGG-19's convolutions at each resolution (Simonyan & Zisserman 2014, arXiv 1409.1556)."""

DEEPEST = "conv5_1"
"""The last convolution that SANet runs. The encoder's file goes on to conv5_4."""

PREFIX = "module."
"""What PyTorch puts before every key when a network was trained on several GPUs."""

OIHW = (3, 2, 0, 1)
"""Axes of one of our kernels in PyTorch's order."""
HWIO = (2, 3, 1, 0)
"""Axes of one of PyTorch's kernels in our order."""

Array = NDArray[np.float32]
Shape = tuple[int, ...]


def encoder_row() -> Iterator[str]:
    """The layers of the encoder's `nn.Sequential` in order, convolutions by their names."""
    yield "conv0"  # 1×1: RGB in [0, 1] to what VGG was trained on
    for stage, count in STAGES.items():
        for i in range(1, count + 1):
            yield from ("pad", f"conv{stage}_{i}", "relu")
        yield "pool"


def decoder_row() -> Iterator[str]:
    """The same of the decoder: the encoder from conv4_1 backwards."""
    yield from ("pad", "conv4_1", "relu")
    for stage in (3, 2, 1):
        yield "upsample"
        for i in range(STAGES[stage], 0, -1):
            yield from ("pad", f"conv{stage}_{i}", "relu")


def places(row: Iterator[str]) -> dict[str, str]:
    """Each convolution of a row -> its place, which is its key in the state dict.

    >>> places(iter(["conv0", "pad", "conv1_1", "relu"]))
    {'conv0': '0', 'conv1_1': '2'}
    """
    return {name: str(place) for place, name in enumerate(row) if name.startswith("conv")}


def transformer_keys() -> dict[str, str]:
    """Each layer between encoder and decoder -> its key in the transformer's state dict."""
    parts = {"f": "f", "g": "g", "h": "h", "out": "out_conv"}
    levels = ("sanet4_1", "sanet5_1")
    keys = {f"{level}/{name}": f"{level}.{key}" for level in levels for name, key in parts.items()}
    return keys | {"merge": "merge_conv"}


def read_sanet(folder: Path, shapes: Mapping[str, Shape]) -> dict[str, Array]:
    """The network's arrays by variable path, kernels as (height, width, in, out).

    folder: holds the three files; the highest number of iterations is taken. shapes: of the
    network's variables, by path. Raises `BuildError`, naming file and key, for a file that is
    missing, damaged or more than tensors, and for a tensor that is missing, too many, of another
    shape or not finite.
    """
    encoder, transformer, decoder = _files(folder)
    layers = places(encoder_row())
    names = list(layers)
    used = names[: names.index(DEEPEST) + 1]
    spare = [layers[name] for name in names if name not in used]
    return {
        **_arrays(encoder, {f"encoder/{name}": layers[name] for name in used}, shapes, spare),
        **_arrays(transformer, transformer_keys(), shapes),
        **_arrays(decoder, {f"decoder/{n}": k for n, k in places(decoder_row()).items()}, shapes),
    }


def _files(folder: Path) -> tuple[Path, Path, Path]:
    """The three files in `folder`, transformer and decoder after the same number of iterations."""
    if not folder.is_dir():
        raise BuildError(folder, None, "there is no such folder", "check --from")
    wanted = f"{ENCODER}, {TRANSFORMER.format('N')} and {DECODER.format('N')}"
    hint = f"an import needs {wanted} in one folder"
    pattern = re.compile(re.escape(TRANSFORMER).replace(r"\{\}", r"(\d+)"))
    numbers = [int(m[1]) for path in folder.iterdir() if (m := pattern.fullmatch(path.name))]
    if not numbers:
        path = folder / TRANSFORMER.format(500000)
        raise BuildError(path, None, "there is no such checkpoint", hint)
    found = (folder / name.format(max(numbers)) for name in (ENCODER, TRANSFORMER, DECODER))
    encoder, transformer, decoder = found
    for path in (encoder, transformer, decoder):
        if not path.is_file():
            raise BuildError(path, None, "there is no such checkpoint", hint)
    return encoder, transformer, decoder


def _arrays(
    path: Path,
    keys: Mapping[str, str],
    shapes: Mapping[str, Shape],
    spare: Collection[str] = (),
) -> dict[str, Array]:
    """Kernel and bias of every layer of `keys` from one file. spare: keys that may be there too."""
    state = _unprefixed(read_state_dict(path))
    hint = "this is the file of another network"
    wanted = {
        f"{key}.{torch}": f"{layer}/{ours}"
        for layer, key in keys.items()
        for torch, ours in (("weight", "kernel"), ("bias", "bias"))
    }
    if missing := [key for key in wanted if key not in state]:
        raise BuildError(path, None, f"lacks {_some(missing)}", hint)
    known = {*wanted, *(f"{key}.{part}" for key in spare for part in ("weight", "bias"))}
    if extra := [key for key in state if key not in known]:
        raise BuildError(path, None, f"holds {_some(extra)}, which SANet has not", hint)
    return {name: _array(path, key, state[key], shapes[name]) for key, name in wanted.items()}


def _array(path: Path, key: str, tensor: NDArray[np.generic], shape: Shape) -> Array:
    """One tensor as TensorFlow has it. shape: of the variable it is for."""
    expected = shape if len(shape) == 1 else tuple(shape[axis] for axis in OIHW)
    if tensor.shape != expected:
        message = f"{key} has shape {tensor.shape} and not {expected}"
        raise BuildError(path, None, message, "this is the file of another network")
    if not np.issubdtype(tensor.dtype, np.floating):
        message = f"{key} holds {tensor.dtype}, which are no weights"
        raise BuildError(path, None, message, "this is the file of another network")
    array = tensor.astype(np.float32)
    if not np.isfinite(array).all():
        message = f"{key} holds values that are not finite"
        raise BuildError(path, None, message, "fetch the file again")
    return array if len(shape) == 1 else array.transpose(HWIO).copy("C")


def _unprefixed(state: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    every = bool(state) and all(key.startswith(PREFIX) for key in state)
    return {key.removeprefix(PREFIX) if every else key: tensor for key, tensor in state.items()}


def _some(keys: list[str]) -> str:
    rest = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return f"{keys[0]}{rest}"
