"""The package of the perceptual network: its weights, normalised, and a card that lists its layers.

There is no graph in it: a browser builds the network from the layers' names, because it must also
differentiate it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pastiche.errors import BuildError
from pastiche.models import golden, quantise, weights
from pastiche.models.card import (
    FORMAT,
    PERCEPTUAL,
    FeaturesGolden,
    PerceptualCard,
    read_card_as,
    write_card,
)
from pastiche.models.export import about
from pastiche.models.package import GRAPH, record_files, replaced, verify_package
from pastiche.models.perceptual import GAIN, GREY, LAYERS, PerceptualNetwork, Pooling
from pastiche.models.places import ROOT
from pastiche.models.restore import stored
from pastiche.models.verify import Difference
from pastiche.samples.catalogue import samples

SIDE = 160
"""Pixels, both ways, of the pictures by which activations are normalised."""

TOLERANCE = 0.02

Arrays = dict[str, NDArray[np.float32]]


def export_perceptual(weights_file: Path, folder: Path, dtype: str = "float16") -> PerceptualCard:
    """Write the package with the weights of a training run into `folder`, in place of the old.

    Raises `BuildError` when the weights are not this network's, and leaves the old package then.
    """
    arrays = weights.read(weights_file)
    arrays["conv1_1/kernel"] = GAIN * arrays["conv1_1/kernel"]
    network = PerceptualNetwork()
    weights.assign(network, arrays, weights_file)
    kept = quantise.store(_normalised(network, arrays), dtype, weights_file)
    weights.assign(network, {name: array.values() for name, array in kept.items()}, weights_file)
    with replaced(folder) as new:
        _write_weights(kept, new)
        graph_bytes = sum(path.stat().st_size for path in new.iterdir())
        shown, _ = golden.pictures()
        (new / golden.FILE).write_bytes(shown.tobytes())
        card = PerceptualCard(
            format=FORMAT,
            name=PERCEPTUAL,
            version=datetime.now(UTC).strftime("%Y.%m.%d"),
            parameters=network.count_params(),
            dtype=dtype,
            bytes=graph_bytes,
            files=record_files(new),
            layers=_layer_names(),
            grey=GREY,
            golden=FeaturesGolden(
                golden.FILE,
                shown.shape,
                means(network, shown, "average"),
                means(network, shown, "max"),
                TOLERANCE,
            ),
            **about(PERCEPTUAL),
        )
        write_card(card, new)
        verify_package(new)
    return card


def restore_perceptual(folder: Path) -> PerceptualNetwork:
    """The network of a package, verified. Raises `BuildError` when it is damaged."""
    verify_package(folder)
    network = PerceptualNetwork()
    shapes = {v.path: tuple(v.shape) for v in network.variables}
    weights.assign(network, stored(folder, shapes), folder / GRAPH)
    return network


def verify_perceptual(folder: Path) -> Difference:
    """How far, relatively, the self-test is from what TensorFlow makes of the package's weights.

    Raises `BuildError` when the package is not whole, or the difference exceeds its tolerance.
    """
    network = restore_perceptual(folder)
    expected = read_card_as(PerceptualCard, folder).golden
    pixels = np.frombuffer((folder / expected.file).read_bytes(), np.uint8)
    shown = pixels.reshape(expected.picture)
    wanted: dict[Pooling, Mapping[str, float]] = {
        "average": expected.average,
        "max": expected.max,
    }
    apart = [
        abs(mean / wanted[pooling][name] - 1)
        for pooling in wanted
        for name, mean in means(network, shown, pooling).items()
    ]
    difference = Difference(float(np.mean(apart)), float(np.max(apart)))
    if not difference.max <= expected.tolerance:
        message = f"the self-test is {100 * difference.max:.0f} % away in one layer"
        raise BuildError(folder / expected.file, None, message, "export the model again")
    return difference


def means(
    network: PerceptualNetwork, shown: NDArray[np.uint8], pooling: Pooling
) -> dict[str, float]:
    """Mean activation of each layer for a picture (H, W, 3), by layer ("conv1_1" …)."""
    seen = network.features(shown[None].astype(np.float32) / 255, pooling)
    return {f"conv{name}": float(np.mean(x)) for name, x in seen.items()}


def _normalised(network: PerceptualNetwork, arrays: Mapping[str, NDArray[np.float32]]) -> Arrays:
    """The weights of the same network whose layers have a mean activation of 1 over pictures.

    Exact, for a ReLU and either pooling let a positive factor pass. Gatys et al. 2015 (arXiv
    1505.07376, section 2) have it so of each filter; in a network so narrow that makes the filters
    loud that hardly ever answer, and an optimisation slow. The pictures are the site's samples.
    """
    shown = samples(ROOT)
    paths = [sample.path for sample in (*shown.contents, *shown.styles)]
    seen = network.features(np.stack([picture(path) for path in paths]), "average")
    result = {}
    before = np.float32(1)
    for layer in LAYERS:
        mean = np.float32(np.mean(seen[layer.name]))
        kernel, bias = (arrays[f"conv{layer.name}/{part}"] for part in ("kernel", "bias"))
        result[f"conv{layer.name}/kernel"] = kernel * (before / mean)
        result[f"conv{layer.name}/bias"] = bias / mean
        before = mean
    return result


def picture(path: Path) -> NDArray[np.float32]:
    """A sample as (SIDE, SIDE, 3) in [0, 1]."""
    with Image.open(path) as image:
        small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(small, np.float32) / np.float32(255)


def _layer_names() -> tuple[str, ...]:
    names: list[str] = []
    for layer in LAYERS:
        if layer.pooled:
            names.append(f"pool{int(layer.name[0]) - 1}")
        names.append(f"conv{layer.name}")
    return tuple(names)


def _write_weights(arrays: Mapping[str, quantise.Stored], folder: Path) -> None:
    """A manifest as TensorFlow.js has it, without a graph, and one shard."""
    entries = []
    for name, array in arrays.items():
        entry: dict[str, Any] = {"name": name, "shape": list(array.data.shape), "dtype": "float32"}
        if array.quantization is not None:
            entry["quantization"] = dict(array.quantization)
        entries.append(entry)
    shard = "group1-shard1of1.bin"
    (folder / shard).write_bytes(b"".join(array.data.tobytes() for array in arrays.values()))
    manifest = {"weightsManifest": [{"paths": [shard], "weights": entries}]}
    (folder / GRAPH).write_text(
        json.dumps(manifest, sort_keys=True, separators=(",", ":")), "utf-8"
    )
