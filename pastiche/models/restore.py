"""A model package back into a Keras network, so that Python computes what the browser does."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models import weights
from pastiche.models.package import GRAPH, verify_package
from pastiche.models.places import PACKAGES
from pastiche.models.sanet_lite import SANetLite


def restore(source: str | Path) -> SANetLite:
    """The network with its weights.

    source: the name of a package in `assets/models`, the folder of any package, or a `.npz` of
    weights. Raises `BuildError` when the package or the file is missing, damaged or of another
    architecture.
    """
    path = PACKAGES / source if isinstance(source, str) else source
    network = SANetLite()
    if path.suffix == ".npz":
        weights.load(network, path)
        return network
    if not path.is_dir():
        raise BuildError(path, None, "there is no such model package", "check its name")
    verify_package(path)
    shapes = {v.path: tuple(v.shape) for v in network.variables}
    weights.assign(network, _stored(path, shapes), path / GRAPH)
    return network


def _stored(folder: Path, shapes: dict[str, tuple[int, ...]]) -> weights.Arrays:
    """The float16 arrays of a package as float32, by variable path.

    The graph keeps dense layers as 1×1 convolutions, (1, 1, Cin, Cout) for (Cin, Cout): `shapes`
    says what the network wants.
    """
    arrays: dict[str, NDArray[np.float32]] = {}
    for group in json.loads((folder / GRAPH).read_bytes())["weightsManifest"]:
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            dtype = np.dtype(entry.get("quantization", entry)["dtype"])
            count = math.prod(entry["shape"])
            if entry["name"] in shapes or "quantization" in entry:
                flat = np.frombuffer(data, dtype, count, offset).astype(np.float32)
                wanted = shapes.get(entry["name"], ())
                fits = math.prod(wanted) == count
                arrays[entry["name"]] = flat.reshape(wanted if fits else entry["shape"])
            offset += count * dtype.itemsize
    return arrays
