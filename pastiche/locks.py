"""One process at a time: for what belongs to a whole checkout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(lock: Path, waiting: str) -> Iterator[None]:
    """While this process holds the lock of that file; another one waits, and says `waiting`.

    The lock belongs to the process alone: what it starts does not hold it, and its end frees it.
    """
    import fcntl

    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(waiting, file=sys.stderr)
            fcntl.lockf(handle, fcntl.LOCK_EX)
        yield
