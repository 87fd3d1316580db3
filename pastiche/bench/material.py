"""What `bench sanet` measures with: one set of weights, in the form that each of the rivals takes.

They are the published ones where `model fetch sanet` has been, else random ones in their form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pastiche.bench.published_shards import write_shards
from pastiche.errors import BuildError
from pastiche.models import published, quantise, weights
from pastiche.models.apply import stylize
from pastiche.models.card import ModelCard
from pastiche.models.export import write_package
from pastiche.models.measures import psnr
from pastiche.models.networks import create
from pastiche.models.places import ROOT

NAME = "sanet"
LAST_SHARD = "group1-shard20of20.bin"


@dataclass(frozen=True)
class Material:
    """The weights by the paths of our variables, and what holds them.

    published: folder of the published graph. cards: of our packages, by dtype; each package is
    the folder of that name in `packages`.
    """

    words: str  # which weights these are
    arrays: weights.Arrays
    published: Path
    packages: Path
    cards: Mapping[str, ModelCard]

    def psnr(self, dtype: str, side: int) -> float:
        """What storing weights so costs: PSNR in dB of a result against float32's."""
        network = create(NAME)
        content, style = picture(side, 0) / np.float32(255), picture(side, 99) / np.float32(255)
        results = []
        for kind in ("float32", dtype):
            stored = quantise.store(self.arrays, kind, self.published)
            values = {path: array.values() for path, array in stored.items()}
            weights.assign(network, values, self.published)
            results.append(stylize(network, content, style))
        return psnr(*results)


def prepare(folder: Path) -> Material:
    """Put weights and packages into `folder`; raises `BuildError` when there is no graph."""
    network = create(NAME)
    shapes = {variable.path: tuple(variable.shape) for variable in network.variables}
    graph, words = published_graph(folder)
    arrays = published.read(graph, shapes)
    weights.assign(network, arrays, graph)
    packages = folder / "packages"
    packages.mkdir()
    cards = {
        dtype: write_package(network, NAME, packages / dtype, dtype, graph)
        for dtype in ("float16", "uint8")
    }
    return Material(words, arrays, graph, packages, cards)


def published_graph(folder: Path) -> tuple[Path, str]:
    """Where the published graph is, or one is put into `folder`; and which weights it has.

    Raises `BuildError` when there is none to be had.
    """
    graph = published.CACHE / NAME
    if all((graph / file).exists() for file in published.listed(NAME).files):
        return graph, "the published weights"
    graph = folder / "published"
    graph.mkdir()
    write_shards(_mirrored(published.GRAPH), _mirrored(LAST_SHARD), graph)
    return graph, "random weights"


def picture(side: int, seed: int) -> NDArray[np.uint8]:
    """Soft colours of random places, (side, side, 3)."""
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    soft = Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(soft, np.uint8)


def _mirrored(file: str) -> Path:
    """A file of the published model in the mirror, as far as that has it."""
    index = ROOT.parent / "shared" / "mirror" / "index.tsv"
    if index.is_file():
        for line in index.read_text("utf-8").splitlines():
            name, _, digest, *_ = line.split("\t")
            if name == f"sanet-tfjs/{file}":
                return index.parent / "sha256" / digest
    raise BuildError(
        None, None, "the published graph is not here", "python3 build.py model fetch sanet"
    )
