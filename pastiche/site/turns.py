"""One build at a time in a checkout: caches and outputs belong to the process that has its turn."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from pastiche.locks import only_one
from pastiche.site import cache


def turn(root: Path) -> AbstractContextManager[None]:
    """While this process builds under `root`; it waits, and says so, until no other one does."""
    waiting = "Another build is at work here; this one waits for it."
    return only_one(cache.folder(root) / "build.lock", waiting)
