"""A model package back into a Keras network, so that Python computes what the browser does."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models import weights
from pastiche.models.card import read_card
from pastiche.models.networks import Network, create, recognise
from pastiche.models.package import GRAPH, verify_package
from pastiche.models.places import package_folder
from pastiche.models.quantise import decode


def restore(source: str | Path) -> Network:
    """The network with its weights.

    source: the name of a package in `assets/models` or `.cache/models`, the folder of any
    package, or a `.npz` of weights. Raises `BuildError` when the package or the file is missing,
    damaged or of another architecture.
    """
    path = package_folder(source) if isinstance(source, str) else source
    if path.suffix == ".npz":
        arrays = weights.read(path)
        network = create(recognise(arrays))
        weights.assign(network, arrays, path)
        return network
    if not path.is_dir():
        raise BuildError(path, None, "there is no such model package", "check its name")
    verify_package(path)
    network = create(read_card(path).name)
    shapes = {v.path: tuple(v.shape) for v in network.variables}
    weights.assign(network, network.from_graph(stored(path, shapes)), path / GRAPH)
    return network


def stored(folder: Path, shapes: dict[str, tuple[int, ...]]) -> weights.Arrays:
    """The arrays of a package as float32, by variable path.

    The graph keeps dense layers as 1×1 convolutions, (1, 1, Cin, Cout) for (Cin, Cout): `shapes`
    says what the network wants.
    """
    arrays: dict[str, NDArray[np.float32]] = {}
    for group in json.loads((folder / GRAPH).read_bytes())["weightsManifest"]:
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            quantization = entry.get("quantization")
            dtype = np.dtype((quantization or entry)["dtype"])
            count = math.prod(entry["shape"])
            if entry["name"] in shapes or quantization:
                stored = np.frombuffer(data, dtype, count, offset).reshape(entry["shape"])
                array = decode(stored, quantization)
                wanted = shapes.get(entry["name"], ())
                fits = math.prod(wanted) == count
                arrays[entry["name"]] = array.reshape(wanted) if fits else array
            offset += count * dtype.itemsize
    return arrays
