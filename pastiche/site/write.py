"""Write: the site is put together in a second folder, which then trades places with the first.

The folder that was replaced is kept as the second one of the next build, which changes in it only
what differs. Files that both hold are one file with two names, and are never written in place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from pastiche.site import cache
from pastiche.site.manifest import Manifest, Mark, changed, put


class Tree:
    """The site at `out` and the second folder, `aside`, with what is known of each."""

    def __init__(self, out: Path, aside: Path, live: Manifest | None, spare: Manifest) -> None:
        self.out = out
        self.aside = aside
        self.live = live or Manifest()
        self.spare = spare
        self._known_live = live is not None
        self._dirty = aside.with_name(f"{aside.name}.dirty")
        self._twin = aside.with_name(f"{aside.name}.twin")
        self._first = not out.exists()
        self._written: dict[str, tuple[str, Mark]] = {}

    def begin(self) -> None:
        """Makes the second folder ready to be changed."""
        self.aside.parent.mkdir(parents=True, exist_ok=True)
        if self._dirty.exists() or not self.spare.files:
            shutil.rmtree(self.aside, ignore_errors=True)
            self.spare = Manifest()
        self._dirty.touch()
        self.aside.mkdir(exist_ok=True)
        self.aside.chmod(0o755)
        if self._twin.exists():
            shutil.rmtree(self._twin)
        if self._first:
            self._twin.mkdir(mode=0o755)

    def has(self, path: str, digest: str) -> bool:
        """Whether either folder holds this file."""
        return self.live.holds(self.out, path, digest) or self.spare.holds(self.aside, path, digest)

    def wrote(self, path: str, digest: str, written: Mark) -> None:
        """Notes a file that was put into the second folder."""
        self._written[path] = (digest, written)

    def write(self, path: str, data: bytes) -> Mark:
        """Writes a file into the second folder, from any part of the process; `wrote` notes it.

        In the first build a twin of that folder grows beside it, for the next build to change.
        """
        written = put(self.aside, path, data)
        if self._first:
            _link(f"{self.aside}/{path}", f"{self._twin}/{path}")
        return written

    def put(self, path: str, data: bytes, digest: str) -> None:
        """Writes a file into the second folder and notes it."""
        self.wrote(path, digest, self.write(path, data))

    def copy(self, path: str, source: Path, digest: str) -> None:
        """Copies a file into the second folder, unless a folder has it already."""
        if path not in self._written and not self.has(path, digest):
            self.put(path, source.read_bytes(), digest)

    def settle(self, wanted: Mapping[str, str]) -> None:
        """Brings the second folder to hold exactly `wanted`, digest by path."""
        files: dict[str, tuple[str, Mark]] = {}
        for path, digest in wanted.items():
            if path in self._written:
                files[path] = self._written[path]
            elif self.spare.holds(self.aside, path, digest):
                files[path] = self.spare.files[path]
            else:
                self._link(path)
                files[path] = self.live.files[path]
        self._remove((self.spare.files.keys() | self._written.keys()) - files.keys())
        folders = {""} | {above for path in files for above in _above(path)}
        times = {name: changed(f"{self.aside}/{name}") for name in sorted(folders)}
        self.spare = Manifest(files, times)

    def swap(self) -> None:
        """Puts the second folder in the place of the first."""
        if not self.out.exists():
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self.aside.rename(self.out)
            self.live, self.spare = self.spare, Manifest()
            if self._first and self._written.keys() == self.live.files.keys():
                self._twin.rename(self.aside)
                self._remember_spare()
            else:
                self._double()
            return
        _exchange(self.aside, self.out)
        old, self.live = self.live, self.spare
        whole = self._known_live and all(
            changed(f"{self.aside}/{name}") == time for name, time in old.folders.items()
        )
        self.spare = old if whole else Manifest()
        if not whole:
            shutil.rmtree(self.aside, ignore_errors=True)
            self._double()

    def end(self) -> None:
        """Says that the folders are as what is remembered of them."""
        if self._twin.exists():
            shutil.rmtree(self._twin)
        self._dirty.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Takes back what was written; the first folder stays."""
        self._remove(self._written)
        for path in self._written:
            self.spare.files.pop(path, None)
        self._written = {}

    def _double(self) -> None:
        """Makes a second folder like the first, so that the next build finds one."""
        for name in sorted(self.live.folders):
            os.makedirs(f"{self.aside}/{name}", exist_ok=True)
        for path in self.live.files:
            self._link(path)
        self._remember_spare()

    def _remember_spare(self) -> None:
        """Notes that the second folder holds what the first does."""
        folders = {name: changed(f"{self.aside}/{name}") for name in self.live.folders}
        self.spare = Manifest(dict(self.live.files), folders)

    def _link(self, path: str) -> None:
        target = f"{self.aside}/{path}"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)
        _link(f"{self.out}/{path}", target)

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            with contextlib.suppress(OSError):
                os.unlink(f"{self.aside}/{path}")
            for above in _above(path):
                try:
                    os.rmdir(f"{self.aside}/{above}")
                except OSError:
                    break


def _link(source: str, target: str) -> None:
    """Gives a file a second name, or a copy where the system has no such thing."""
    for _ in range(2):
        try:
            os.link(source, target)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except OSError:
            shutil.copy2(source, target)
            return
        else:
            return
    raise FileNotFoundError(2, "the folder of a page is gone", target)


def beside(out: Path, kept: Path) -> Path:
    """Where the second folder of `out` lies: in the cache, or next to it on another disk."""
    name = f"{out.name}-{cache.digest(str(out))}"
    kept.mkdir(parents=True, exist_ok=True)
    above = next(folder for folder in out.parents if folder.exists())
    if above.stat().st_dev == kept.stat().st_dev:
        return kept / "next" / name
    return out.with_name(f".{out.name}-next")


def _above(path: str) -> list[str]:
    """The folders that a path runs through, the nearest first."""
    found = []
    while path := os.path.dirname(path):
        found.append(path)
    return found


def _exchange(one: Path, other: Path) -> None:
    """Two folders trade places: in one step where the system can, else in three."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    here, trade = -100, 2  # AT_FDCWD; RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        if library.renamex_np(first, second, trade) == 0:
            return
    elif hasattr(library, "renameat2") and library.renameat2(here, first, here, second, trade) == 0:
        return
    between = one.with_name(f"{one.name}.old")
    shutil.rmtree(between, ignore_errors=True)
    other.rename(between)
    try:
        one.rename(other)
    except OSError:
        between.rename(other)
        raise
    between.rename(one)
