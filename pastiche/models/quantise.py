"""How a package stores weights: float32, float16, uint8 with a scale for each output channel, or
whichever of these is smallest and changes nothing ("exact").

The manifest in `model.json` says of every array how it is stored. float16 and uint8 with one scale
are TensorFlow.js's own; a scale for each output channel is ours, because a single one is set by the
channel with the largest weights and leaves the small ones a few steps (Krishnamoorthi 2018,
arXiv 1806.08342). Such an entry has lists, as long as the array's last axis:

    "quantization": {"dtype": "uint8", "axis": 3, "min": […], "scale": […], …}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models.package import GRAPH

SHARD = 4 * 2**20
"""Bytes of a shard: every browser's cache takes files of this size."""

SMALL = 2**14
"""Arrays with no more numbers are float16 in a uint8 package: all biases, the first and the last
layers, a small network's projections. They are little of its size and most of its error."""

NOISE = 4e-4
"""Squared error of bytes, as a part of the array's own squares, up to which it is stored so (34 dB;
trained kernels are at 36 to 46 dB). Above, when single numbers stick out, it is float16 as well."""

SYMMETRIC = 127
"""Steps from 0 to the largest number of an output channel, where TensorFlow Lite rounded it to
bytes (its "8-bit quantization specification"): on either side as many, and 0 is 0."""

FEW = 16
"""Numbers of an output channel below which its two more, as text, cost what bytes save."""

SAME = 1e-6
"""Of the largest number of an output channel: what is no more apart than that counts as the same.
float32 resolves a sixteenth of it."""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Stored:
    """An array as it lies in a shard, and its manifest entry's "quantization", None for float32."""

    data: NDArray[Any]
    quantization: Mapping[str, Any] | None

    def values(self) -> Array:
        """What every backend computes with: float32, in the shape of `data`."""
        return decode(self.data, self.quantization)


def store(arrays: Mapping[str, Array], dtype: str, path: Path) -> dict[str, Stored]:
    """The arrays as a package of `dtype`, one of `DTYPES`, keeps them. path: where they are from.

    Raises `BuildError` for a value that float16 cannot hold.
    """
    if dtype == "float32":
        return {name: Stored(array.astype("<f4"), None) for name, array in arrays.items()}
    if dtype == "float16":
        return {name: _half(array, name, path) for name, array in arrays.items()}
    if dtype == "exact":
        return {name: _exact(array) for name, array in arrays.items()}
    return {
        name: (_bytes(array) if array.size > SMALL else None) or _half(array, name, path)
        for name, array in arrays.items()
    }


def decode(data: NDArray[Any], quantization: Mapping[str, Any] | None) -> Array:
    """Stored numbers as float32, rounded as TensorFlow.js does it: once, at the end."""
    if quantization is None or "scale" not in quantization:
        return data.astype(np.float32)
    scale, least = (np.asarray(quantization[key], np.float64) for key in ("scale", "min"))
    return (data * scale + least).astype(np.float32)


def rewrite(folder: Path, weights: Mapping[str, Stored]) -> None:
    """Put `weights` in place of the arrays of these names in the float32 graph model in `folder`.

    Other arrays keep their type. The manifest and the shards, of 4 MiB, are written anew.
    """
    graph = json.loads((folder / GRAPH).read_bytes())
    (group,) = graph["weightsManifest"]
    old = b"".join((folder / path).read_bytes() for path in group["paths"])
    parts, begin = [], 0
    for entry in group["weights"]:
        end = begin + int(np.prod(entry["shape"])) * np.dtype(entry["dtype"]).itemsize
        kept = weights.get(entry["name"])
        parts.append(old[begin:end] if kept is None else kept.data.tobytes())
        if kept is not None and kept.quantization is not None:
            entry["quantization"] = dict(kept.quantization)
            if "axis" in kept.quantization:  # a dense layer may be a 1×1 convolution in the graph
                entry["quantization"]["axis"] = len(entry["shape"]) - 1
        begin = end
    for path in group["paths"]:
        (folder / path).unlink()
    data = b"".join(parts)
    shards = [data[i : i + SHARD] for i in range(0, len(data), SHARD)]
    group["paths"] = [f"group1-shard{i + 1}of{len(shards)}.bin" for i in range(len(shards))]
    for path, shard in zip(group["paths"], shards, strict=True):
        (folder / path).write_bytes(shard)
    text = json.dumps(graph, sort_keys=True, separators=(",", ":"))
    (folder / GRAPH).write_text(text, "utf-8")


def _half(array: Array, name: str, path: Path) -> Stored:
    stored = _rounded_half(array)
    if not np.isfinite(stored.data).all() and np.isfinite(array).all():
        message = f"{name} reaches {np.abs(array).max():g}, and float16 ends at 65504"
        raise BuildError(path, None, message, "choose --dtype float32")
    return stored


def _rounded_half(array: Array) -> Stored:
    """Numbers that are too large are infinite."""
    with np.errstate(over="ignore"):
        return Stored(array.astype("<f2"), {"dtype": "float16", "original_dtype": "float32"})


def _exact(array: Array) -> Stored:
    """As float16 or bytes where the array came as such, else as float32."""
    half = _rounded_half(array)
    if np.array_equal(half.values(), array):
        return half
    return _symmetric_bytes(array) or Stored(array.astype("<f4"), None)


def _symmetric_bytes(array: Array) -> Stored | None:
    """None where there are other numbers than -127 to 127 steps, or too few of them to gain."""
    channels = array.reshape(-1, array.shape[-1])
    if len(channels) < FEW:
        return None
    largest = np.abs(channels).max(0)
    scale = (largest / SYMMETRIC).astype(np.float32)
    steps = np.round(channels / np.where(scale > 0, scale, 1)) + SYMMETRIC
    quantization = _per_channel(-largest, scale, array.ndim)
    stored = Stored(steps.astype(np.uint8).reshape(array.shape), quantization)
    apart = np.abs(stored.values() - array).reshape(channels.shape).max(0)
    return stored if np.all(apart <= SAME * largest) else None


def _per_channel(least: Array, scale: Array, axes: int) -> Mapping[str, Any]:
    """A manifest entry's "quantization": two numbers for each place of the last axis."""
    return {
        "dtype": "uint8",
        "axis": axes - 1,
        "min": _short(least),
        "scale": _short(scale),
        "original_dtype": "float32",
    }


def _bytes(array: Array) -> Stored | None:
    """None where bytes are too coarse."""
    taps = array.reshape(-1, *array.shape[-2:]).astype(np.float64)  # (taps, in, out)
    least = taps.min((0, 1)).astype(np.float32)
    scale = ((taps.max((0, 1)) - least) / 255).astype(np.float32)
    steps = _balanced((taps - least) / np.where(scale > 0, scale, 1))
    quantization = _per_channel(least, scale, array.ndim)
    stored = Stored(np.clip(steps, 0, 255).astype(np.uint8).reshape(array.shape), quantization)
    noise = np.square(stored.values() - array, dtype=np.float64).sum()
    return stored if noise <= NOISE * np.square(array, dtype=np.float64).sum() else None


def _balanced(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers (taps, in, out) rounded so that also their sums are: over the taps of each kernel,
    and then over all of an output channel.

    Neighbouring pixels are much alike and activations positive, so errors that cancel in the sum
    cancel in the picture; rounding each number for itself leaves 7 dB more noise (SQuant, Guo et
    al. 2022, arXiv 2202.07471).
    """
    rounded = np.round(steps)
    if len(steps) > 1:
        rounded += _mended(steps - rounded)
    errors = steps - rounded
    kernels = _mended(errors.sum(0))  # (in, out): -1, 0 or 1
    tap = np.arange(len(steps))[:, None, None]
    rounded += (kernels > 0) * (tap == errors.argmax(0))
    rounded -= (kernels < 0) * (tap == errors.argmin(0))
    return rounded


def _mended(errors: NDArray[np.float64]) -> NDArray[np.int64]:
    """-1, 0 or 1 for each error: as many steps as bring the sum over the first axis below half a
    step, where the error is largest."""
    missing = np.round(errors.sum(0))
    place = errors.argsort(0).argsort(0)
    up = len(errors) - 1 - place < missing
    down = place < -missing
    return up.astype(np.int64) - down


def _short(numbers: Array) -> list[float]:
    """float32 values in as few digits as tell them apart: they are text in the manifest."""
    return [float(str(number)) for number in numbers]
