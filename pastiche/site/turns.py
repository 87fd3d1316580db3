"""One build at a time in a checkout: caches and outputs belong to the process that has its turn."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pastiche.site import cache


@contextmanager
def turn(root: Path) -> Iterator[None]:
    """While this process builds under `root`; it waits, and says so, until no other one does.

    The lock belongs to the process alone: what it starts does not hold it, and its end frees it.
    """
    import fcntl

    folder = cache.folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "build.lock").open("w") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another build is at work here; this one waits for it.", file=sys.stderr)
            fcntl.lockf(handle, fcntl.LOCK_EX)
        yield
