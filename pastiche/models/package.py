"""A model package as a folder of files: verified against its card, and replaced only in whole.

Needs no TensorFlow: the build of the site checks the packages it ships with this.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.models.card import (
    CARD,
    EXPORT_AGAIN,
    PERCEPTUAL,
    FileRecord,
    ModelCard,
    PackageCard,
    PerceptualCard,
    read_card_as,
)

GRAPH = "model.json"


def verify_package(folder: Path) -> None:
    """Raise `BuildError` unless `folder` holds exactly the files of its card, whole.

    Checked are the card itself, every file's size and SHA-256, that no file is there besides,
    that the graph's shards are among them, and that the self-test has the size its shapes say.
    """
    card = read_card_as(PackageCard, folder)
    for name, record in card.files.items():
        _verify_file(folder / name, record)
    present = {path.name for path in folder.iterdir()}
    for name in sorted(present - set(card.files) - {CARD}):
        raise BuildError(folder / name, None, "no file of this model package", "remove it")
    _verify_shards(folder, card)
    name, expected = _self_test(folder, card.family)
    if name not in card.files or card.files[name].bytes != expected:
        message = f"the self-test {name!r} does not hold pictures of the shapes given"
        raise BuildError(folder / CARD, None, message, EXPORT_AGAIN)


def record_files(folder: Path) -> dict[str, FileRecord]:
    """Size and SHA-256 of every file in `folder` but the card, by name, sorted."""
    paths = sorted(path for path in folder.iterdir() if path.name != CARD)
    return {path.name: FileRecord(path.stat().st_size, _sha256(path)) for path in paths}


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new empty folder that takes the place of `folder` when the block ends well.

    When it does not, `folder` stays as it was and nothing is left beside it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new, old = aside / "new", aside / "old"
        new.mkdir()
        yield new
        if folder.exists():
            folder.replace(old)
        try:
            new.replace(folder)
        except OSError:
            if old.exists():
                old.replace(folder)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _verify_file(path: Path, record: FileRecord) -> None:
    if path.name != os.fspath(path.relative_to(path.parent)) or path.name in {CARD, ".", ".."}:
        raise BuildError(path, None, "the card names a file outside the package", EXPORT_AGAIN)
    if not path.is_file():
        raise BuildError(path, None, "a file of the model package is missing", EXPORT_AGAIN)
    size = path.stat().st_size
    if size != record.bytes:
        message = f"the file has {size:,} bytes and should have {record.bytes:,}"
        raise BuildError(path, None, message, EXPORT_AGAIN)
    if _sha256(path) != record.sha256:
        raise BuildError(path, None, "the file is damaged: its SHA-256 is another", EXPORT_AGAIN)


def _self_test(folder: Path, family: str) -> tuple[str, int]:
    """The file of the self-test, and how many bytes its pictures have."""
    if family == PERCEPTUAL:
        features = read_card_as(PerceptualCard, folder).golden
        return features.file, math.prod(features.picture)
    golden = read_card_as(ModelCard, folder).golden
    shapes = (golden.content, golden.style, golden.result)
    return golden.file, sum(math.prod(shape) for shape in shapes)


def _verify_shards(folder: Path, card: PackageCard) -> None:
    try:
        manifest = json.loads((folder / GRAPH).read_bytes())["weightsManifest"]
        shards = {path for group in manifest for path in group["paths"]}
    except (OSError, ValueError, KeyError, TypeError):
        message = "this is no TensorFlow.js graph model"
        raise BuildError(folder / GRAPH, None, message, EXPORT_AGAIN) from None
    if missing := sorted(shards - set(card.files)):
        message = f"the graph needs {', '.join(missing)}, which the card does not list"
        raise BuildError(folder / CARD, None, message, EXPORT_AGAIN)
    if card.bytes != sum(card.files[name].bytes for name in shards | {GRAPH}):
        raise BuildError(folder / CARD, None, "'bytes' is not the size of the graph", EXPORT_AGAIN)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
