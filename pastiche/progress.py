"""Say what is being done, once it has taken longer than two seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 2.0  # seconds of silence a person does not mind


@contextmanager
def step(name: str, detail: Callable[[], str] = lambda: "") -> Iterator[None]:
    """Show `name` and the seconds that have passed while the block runs, after two silent seconds.

    On a terminal one line is rewritten, with `detail()` behind it; elsewhere, a log for example,
    it is one line at the start and one at the end.
    """
    began = time.monotonic()
    ended = threading.Event()
    live = sys.stderr.isatty()
    shown = threading.Event()

    def watch() -> None:
        if ended.wait(PATIENCE):
            return
        shown.set()
        if not live:
            print(f"{name} ...", file=sys.stderr, flush=True)
            return
        while not ended.wait(0.25):
            text = f"{name} ... {time.monotonic() - began:.0f} s  {detail()}"
            print(f"\r\033[K{text[:100]}", end="", file=sys.stderr, flush=True)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    outcome = "stopped"
    try:
        yield
        outcome = "done"
    finally:
        ended.set()
        watcher.join()
        if shown.is_set():
            start = "\r\033[K" if live else ""
            seconds = time.monotonic() - began
            print(f"{start}{name}: {outcome} in {seconds:.0f} s", file=sys.stderr, flush=True)


def bar(done: float, whole: float, width: int = 20) -> str:
    """How much of something is done, drawn.

    >>> bar(3, 4, width=8)
    '██████░░  75 %'
    """
    share = min(max(done / whole, 0.0), 1.0) if whole else 1.0
    full = int(share * width)
    return f"{'█' * full}{'░' * (width - full)} {share:4.0%}".replace("%", " %")
