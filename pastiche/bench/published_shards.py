"""Random weights in the form of the published SANet, to test and measure with where it is not.

Of its 20 shards only the graph and the last one lie in the mirror. That shard holds all small
constants (axes, sizes, limits) but 17; those are written down here, as the graph's attributes
leave no choice: a `[n:n+1]`, a `[tf.newaxis, ...]`, a move of the channels to the front.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHARD = 4 << 20
"""Bytes of every shard but the last."""
PREFIX = "StatefulPartitionedCall/"
WEIGHTS = "unknown"

CONSTANTS: Mapping[str, tuple[int, ...]] = {
    # shape[:2], then its two entries one by one
    "strided_slice/stack": (0,), "strided_slice/stack_1": (2,), "strided_slice/stack_2": (1,),
    "resize_3/strided_slice/stack": (0,),
    "resize_3/strided_slice/stack_1": (1,),
    "resize_3/strided_slice/stack_2": (1,),
    "resize_3/strided_slice_1/stack": (1,),
    "resize_3/strided_slice_1/stack_1": (2,),
    "resize_3/strided_slice_1/stack_2": (1,),
    # either picture, (H, W, 3) -> (1, 3, H, W)
    "transpose/perm": (2, 0, 1), "transpose_1/perm": (2, 0, 1),
    "strided_slice_3/stack": (0, 0), "strided_slice_4/stack": (0, 0),
    "strided_slice_3/stack_1": (0, 0), "strided_slice_4/stack_1": (0, 0),
    "strided_slice_3/stack_2": (1, 1), "strided_slice_4/stack_2": (1, 1),
}  # fmt: skip


def write_shards(graph: Path, last: Path, folder: Path, seed: int = 0) -> None:
    """Write `model.json` and 20 shards into `folder`.

    graph, last: the published `model.json` and its last shard. Activations keep their scale
    through the random layers, logits are of a few units, and results vary about mid-grey.
    """
    (folder / "model.json").write_bytes(graph.read_bytes())
    (group,) = json.loads(graph.read_bytes())["weightsManifest"]
    random = np.random.default_rng(seed)
    tail = last.read_bytes()
    begin = SHARD * (len(group["paths"]) - 1)
    data = bytearray()
    for entry in group["weights"]:
        dtype, shape = np.dtype(entry["dtype"]), tuple(entry["shape"])
        name = entry["name"].removeprefix(PREFIX)
        if name.startswith(WEIGHTS):
            data += _random(shape, random).tobytes()
        elif len(data) < begin:
            data += np.array(CONSTANTS[name], dtype).reshape(shape).tobytes()
        else:
            start = len(data) - begin
            data += tail[start : start + math.prod(shape) * dtype.itemsize]
    for i, path in enumerate(group["paths"]):
        (folder / path).write_bytes(data[i * SHARD : (i + 1) * SHARD])


def _random(shape: tuple[int, ...], random: np.random.Generator) -> NDArray[np.float32]:
    """A kernel (out, in, height, width) or a bias (out,)."""
    noise: NDArray[np.float32] = random.standard_normal(shape, np.float32)
    if len(shape) == 1:
        return np.float32(0.05) * noise + np.float32(0.5 if shape == (3,) else 0)
    out, width, height, _ = shape
    if (out, height) == (3, 1):  # of pictures, before the encoder
        return np.eye(3, dtype=np.float32)[..., None, None] + np.float32(0.1) * noise
    gain = 0.05 if out == 3 else 2.0 if height == 3 else 0.3
    return noise * np.float32(math.sqrt(gain / (width * height * height)))
