"""Stamps: whether a file is still the one that was seen, told without reading it."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

Stamp = tuple[int, int, int, int]
"""Bytes, time of the last write and of the last change (ns), inode; bytes are -1 for a folder."""

NOTHING: Stamp = (0, 0, 0, 0)
"""The stamp of a path at which nothing stands."""
_SETTLED = 50_000_000
"""A file written less than these ns ago can change once more within one tick of its clock."""


def stamp(path: str | Path) -> Stamp:
    """What stands at `path` now."""
    try:
        found = os.stat(path)
    except OSError:
        return NOTHING
    size = -1 if stat.S_ISDIR(found.st_mode) else found.st_size
    return size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def settled(path: str | Path) -> Stamp:
    """A stamp to remember, taken *before* `path` is read; one that is too fresh fits nothing later.

    As in Git's index: https://git-scm.com/docs/racy-git
    """
    now = time.time_ns()
    found = stamp(path)
    return (-2, now, 0, 0) if now - max(found[1], found[2]) < _SETTLED else found


def take(paths: Iterable[str | Path]) -> dict[str, Stamp]:
    """Stamps to remember, by path."""
    return {str(path): settled(path) for path in paths}


def unchanged(stamps: Mapping[str, Stamp]) -> bool:
    """Whether everything is as it was stamped."""
    return all(stamp(path) == known for path, known in stamps.items())


def tree(*folders: Path, suffixes: frozenset[str] | None = None) -> list[str]:
    """Every folder and file below `folders`, sorted; of files only those with one of `suffixes`."""
    found: list[str] = []
    waiting = [str(folder) for folder in folders]
    while waiting:
        folder = waiting.pop()
        found.append(folder)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.name != "__pycache__":
                            waiting.append(entry.path)
                    elif suffixes is None or os.path.splitext(entry.name)[1] in suffixes:
                        found.append(entry.path)
        except OSError:
            continue
    return sorted(found)
