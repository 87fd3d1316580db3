"""Graph models that others published: pinned in models.toml, fetched, and read for their weights.

What was fetched stays in .cache/published/, so that a run goes on where the one before stopped.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError, explain
from pastiche.models.places import ROOT
from pastiche.models.published_graph import Array, Shape, read_nodes, walk
from pastiche.pinned import PAUSE, STALL, Pinned, Unavailable, download, held
from pastiche.progress import bar, step

CACHE = ROOT / ".cache" / "published"
PINS = ROOT / "models.toml"
GRAPH = "model.json"
TRIES = 5
SECONDS = 600.0  # until one file must be there
DTYPES = ("float32", "int32", "bool")
"""Types of the constants, all stored as they are: TensorFlow.js's names are numpy's."""


@dataclass(frozen=True)
class Published:
    """A graph model at a public address: its files by name, pinned."""

    name: str
    files: Mapping[str, Pinned]

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(pinned.limit for pinned in self.files.values())


def listed(name: str, pins: Path = PINS) -> Published:
    """The published model of `name`; raises `BuildError` when `pins` names none, or mistakenly."""
    try:
        table = tomllib.loads(pins.read_text("utf-8"))[name]["published"]
        address = {key: str(table[key]) for key in ("repository", "commit", "path")}
        files = {
            entry["file"]: Pinned(
                table["url"].format(**address, file=entry["file"]),
                entry["git_blob"],
                int(entry["bytes"]),
                "Git blob id",
            )
            for entry in table["files"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        message = f"[{name}.published] pins no published model: {type(e).__name__} {e}"
        raise BuildError(pins, None, message, "restore it from Git") from None
    if GRAPH not in files or any(Path(file).name != file for file in files):
        message = f"[{name}.published] lists no {GRAPH}, or a file outside its folder"
        raise BuildError(pins, None, message, "restore it from Git")
    return Published(name, files)


def fetched(
    name: str, shapes: Mapping[str, Shape], *, pins: Path = PINS, cache: Path = CACHE
) -> tuple[dict[str, NDArray[np.float32]], Path]:
    """The weights of a published model, fetched as far as needed, and the graph they are from.

    shapes: of the network's variables by path; see `pastiche.models.published_graph.walk`. Asks
    the `cache`, then the folder named by PASTICHE_MIRROR, then the network. Raises
    `BuildError` when a file cannot be had, or the graph is not the one expected.
    """
    folder = cache / name
    mirror = os.environ.get("PASTICHE_MIRROR")
    fetch(listed(name, pins), folder, ROOT / mirror if mirror else None)
    with step("Reading the graph"):
        return read(folder, shapes), folder / GRAPH


def fetch(
    model: Published,
    folder: Path,
    mirror: Path | None = None,
    *,
    patience: float = STALL,
    pause: float = 2 * PAUSE,
) -> None:
    """Bring every file of the model into `folder`, whole and verified; those that are, stay.

    patience, pause: seconds, see `pastiche.pinned.download`. Raises `BuildError` for a file that
    cannot be had or written, with what is there kept for the next run.
    """
    run = _Run(model)
    again = "run this again to go on"
    try:
        with step(f"Fetching the published {model.name}", run.progress):
            run.complete(folder, mirror, patience, pause)
    except Unavailable as error:
        instead = f"or use the PyTorch files: build.py model import {model.name}"
        message = f"{model.files[run.file].url} could not be fetched: {error}"
        raise BuildError(None, None, message, f"{run.kept()}; {again}, {instead}") from None
    except OSError as error:
        sentence = explain(error)
        message = sentence.message if sentence else f"cannot be written: {error.strerror}"
        missing = math.ceil((model.bytes - run.present) / 1e6)
        remedy = sentence.hint if sentence else again
        hint = f"{missing} MB are missing, {run.kept()}; {remedy}"
        raise BuildError(folder / run.file, None, message, hint) from None
    except KeyboardInterrupt:
        print(f"\n{run.kept()}; {again}.", file=sys.stderr)
        raise


class _Run:
    """How far a fetch has come."""

    def __init__(self, model: Published) -> None:
        self.model = model
        self.file = GRAPH
        self.whole = 0
        self.present = 0  # bytes of whole files
        self.arriving = 0  # bytes of the file on its way

    def complete(self, folder: Path, mirror: Path | None, patience: float, pause: float) -> None:
        """Bring every file into `folder`."""
        missing = []
        for file, pinned in self.model.files.items():
            self.file = file
            if held(pinned, folder / file, mirror):
                self.add(pinned)
            else:
                missing.append(file)
        for file in missing:
            self.file, pinned = file, self.model.files[file]
            download(
                pinned, folder / file, seconds=SECONDS, tries=TRIES,
                patience=patience, pause=pause, received=self.receive,
            )  # fmt: skip
            self.add(pinned)

    def add(self, pinned: Pinned) -> None:
        self.whole += 1
        self.present += pinned.limit
        self.arriving = 0

    def receive(self, count: int) -> None:
        self.arriving = count

    def progress(self) -> str:
        """For the progress line."""
        here, whole = self.present + self.arriving, self.model.bytes
        return f"{bar(here, whole)}  {here / 1e6:.1f} of {whole / 1e6:.1f} MB"

    def kept(self) -> str:
        """For sentences."""
        return f"{self.whole} of {len(self.model.files)} files are kept"


def read(folder: Path, shapes: Mapping[str, Shape]) -> dict[str, NDArray[np.float32]]:
    """The network's arrays out of the graph model in `folder`, by variable path.

    shapes: of the network's variables by path. Raises `BuildError` when a file is missing, or the
    model is not the one expected.
    """
    path = folder / GRAPH
    try:
        model = json.loads(path.read_bytes())
        nodes = read_nodes(model["modelTopology"])
        constants: dict[str, Array] = {}
        for group in model["weightsManifest"]:
            data = b"".join((folder / Path(name).name).read_bytes() for name in group["paths"])
            constants |= _constants(group["weights"], data)
    except FileNotFoundError as e:
        hint = "fetch the model again: build.py model fetch"
        raise BuildError(Path(e.filename), None, "the file is missing", hint) from None
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        message = f"this is no graph model of TensorFlow.js, or it is cut short: {e}"
        raise BuildError(path, None, message, "fetch it again") from None
    return walk(nodes, constants, shapes, path)


def _constants(entries: Sequence[Mapping[str, Any]], data: bytes) -> dict[str, Array]:
    """The values that a manifest lists, by name; they lie in `data` one behind the other."""
    constants = {}
    offset = 0
    for entry in entries:
        if entry["dtype"] not in DTYPES or "quantization" in entry:
            raise ValueError(f"{entry['name']} is stored in another way")
        dtype, count = np.dtype(entry["dtype"]), math.prod(entry["shape"])
        flat = np.frombuffer(data, dtype, count, offset)
        constants[entry["name"]] = flat.reshape(entry["shape"])
        offset += count * dtype.itemsize
    if offset != len(data):
        raise ValueError(f"{len(data)} bytes of weights instead of {offset}")
    return constants
