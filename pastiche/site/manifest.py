"""What a folder of a built site holds, told by stamps, and how files are put into one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

Mark = tuple[int, int]
"""Bytes and time of the last write (ns) of a file."""


@dataclass
class Manifest:
    """What a folder holds: (digest, mark) by path, and when each folder in it was last changed."""

    files: dict[str, tuple[str, Mark]] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)

    def holds(self, folder: Path, path: str, wanted: str) -> bool:
        """Whether the file at `path` below `folder` is the one that was written there."""
        known = self.files.get(path)
        return known is not None and known[0] == wanted and mark(f"{folder}/{path}") == known[1]

    def untouched(self, folder: Path) -> bool:
        """Whether nobody has changed, added or removed a file since."""
        place = str(folder)
        return all(
            changed(f"{place}/{name}") == time for name, time in self.folders.items()
        ) and all(mark(f"{place}/{path}") == known for path, (_, known) in self.files.items())


def mark(path: str) -> Mark | None:
    """The mark of the file at `path`, None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def put(folder: Path, path: str, data: bytes) -> Mark:
    """Writes a file that shares its bytes with no other folder; answers its mark."""
    target = f"{folder}/{path}"
    handle = _begin(target)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        found = os.fstat(handle)
    finally:
        os.close(handle)
    return found.st_size, found.st_mtime_ns


def _begin(target: str) -> int:
    """A new, empty file at `target`, open for writing."""
    for _ in range(3):
        try:
            return os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            os.unlink(target)
        except FileNotFoundError:
            folder = os.path.dirname(target)
            try:
                os.mkdir(folder)
            except OSError:
                os.makedirs(folder, exist_ok=True)
    raise FileExistsError(17, "another program writes this file, too", target)


def changed(folder: str) -> int:
    """When an entry of `folder` was last added or removed (ns), 0 when there is none."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
