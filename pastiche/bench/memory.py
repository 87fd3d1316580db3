"""How much memory a browser takes: all its processes together, what they share counted once."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.1
"""Seconds between two looks."""


def measurable() -> bool:
    """Whether this system says what its processes take: Linux does."""
    return (PROC / "self" / "smaps_rollup").exists()


class Peak:
    """The largest number of bytes seen."""

    def __init__(self) -> None:
        self.bytes = 0


@contextmanager
def peak_of_browser() -> Iterator[Peak]:
    """Watch every browser that this process has open; the peak is final after the block."""
    peak, ended = Peak(), threading.Event()

    def watch() -> None:
        while not ended.is_set():
            peak.bytes = max(peak.bytes, sum(map(_bytes, browser_processes())))
            ended.wait(PAUSE)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def browser_processes(of: int | None = None) -> list[int]:
    """Ids of all processes below the Playwright driver that process `of` (this one) started.

    That driver is a child of ours; the browser is a child of it, and has a tree of its own.
    """
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (parent := _parent(folder)) is not None:
            children.setdefault(parent, []).append(int(folder.name))
    drivers = children.get(of or os.getpid(), [])
    found = [browser for driver in drivers for browser in children.get(driver, [])]
    for process in found:
        found.extend(children.get(process, []))
    return found


def _parent(folder: Path) -> int | None:
    try:
        _, _, rest = (folder / "stat").read_text().rpartition(")")
    except OSError:  # it has ended
        return None
    return int(rest.split()[1])


def _bytes(process: int) -> int:
    """The process's proportional set size: a page that n processes share counts 1/n for each."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    kibibytes = next((line.split()[1] for line in lines if line.startswith("Pss:")), "0")
    return int(kibibytes) * 1024
