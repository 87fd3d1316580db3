"""The gallery: paintings and photographs of gallery.toml, added to the trays when they can be had.

A build never waits long for them and never fails for want of them. What was fetched is kept in
.cache/gallery/; what could not be is tried again a day later.
"""

from __future__ import annotations

import json
import os
import threading
import time
import warnings
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from pastiche.pinned import Pinned, Unavailable, download, held
from pastiche.progress import step
from pastiche.samples.catalogue import Sample, Samples
from pastiche.site.gallery_list import Entry, entries

CACHE = Path(".cache/gallery")
PATIENCE = 2.0  # seconds until some server must have answered
DEADLINE = 30.0  # seconds until all pictures must be there
DAY = 86_400.0  # seconds until a picture that could not be had is tried again
CONNECTIONS = 6


def fetch(root: Path) -> Samples:
    """The pictures of gallery.toml that are at hand, after one quick attempt at those that are not.

    Asks the cache, then the folder named by PASTICHE_MIRROR (relative to `root`), then the network.
    A warning says what is missing. Raises BuildErrors for mistakes in gallery.toml.
    """
    listed = entries(root / "gallery.toml")
    failures = _Failures(root)
    missing = [entry for entry in listed if not _held(root, entry)]
    due = [entry for entry in missing if failures.due(entry)]
    absent = _download(root, due)
    failures.note(due, absent)
    for reason, names in _by_reason(absent).items():
        warnings.warn(f"the gallery goes without {names} today: {reason}", stacklevel=2)
    lacking = {entry.name for entry in missing if entry not in due} | absent.keys()
    return _samples(root, [entry for entry in listed if entry.name not in lacking])


def _place(root: Path, entry: Entry) -> Path:
    suffix = PurePosixPath(urlsplit(entry.url).path).suffix.lower()
    return root / CACHE / entry.sha256 / f"{entry.name}{suffix}"


def _held(root: Path, entry: Entry) -> bool:
    mirror = os.environ.get("PASTICHE_MIRROR")
    return held(
        Pinned(entry.url, entry.sha256), _place(root, entry), root / mirror if mirror else None
    )


def _download(root: Path, wanted: Sequence[Entry]) -> dict[str, str]:
    """Fetch side by side; returns the reason for each that did not come, by name.

    Daemon threads, because a name look-up without a network cannot be interrupted.
    """
    if not wanted:
        return {}
    answered, queue, lock = threading.Event(), list(reversed(wanted)), threading.Lock()
    outcome: dict[str, str | None] = {}
    ended = time.monotonic() + DEADLINE

    def work() -> None:
        while True:
            with lock:
                if not queue:
                    return
                entry = queue.pop()
            try:
                download(
                    Pinned(entry.url, entry.sha256),
                    _place(root, entry),
                    seconds=ended - time.monotonic(),
                    answered=answered.set,
                )
                outcome[entry.name] = None
            except (Unavailable, OSError) as error:
                outcome[entry.name] = str(error)

    workers = [threading.Thread(target=work, daemon=True) for _ in range(CONNECTIONS)]
    with step("Fetching the gallery", lambda: f"{len(outcome)} of {len(wanted)}"):
        for worker in workers:
            worker.start()
        _wait(workers, answered, ended)
        with lock:
            queue.clear()
    if not answered.is_set() and None not in outcome.values():
        return dict.fromkeys((entry.name for entry in wanted), "no answer from the network")
    late = "the download took too long"
    reasons = {entry.name: outcome.get(entry.name, late) for entry in wanted}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def _wait(workers: Sequence[threading.Thread], answered: threading.Event, ended: float) -> None:
    """Until all workers are done, but only for PATIENCE when no server answers."""
    soon = time.monotonic() + PATIENCE
    for worker in workers:
        while worker.is_alive():
            limit = ended if answered.is_set() else soon
            left = limit - time.monotonic()
            if left <= 0:
                return
            worker.join(min(left, 0.05))


class _Failures:
    """When each picture that could not be had was last tried, by SHA-256; seconds since 1970."""

    def __init__(self, root: Path) -> None:
        self._path = root / CACHE / "failures.json"
        try:
            found = json.loads(self._path.read_bytes())
            self._times = {str(key): float(value) for key, value in found.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            self._times = {}

    def due(self, entry: Entry) -> bool:
        return not 0 <= time.time() - self._times.get(entry.sha256, -DAY) < DAY

    def note(self, tried: Sequence[Entry], absent: dict[str, str]) -> None:
        if not tried:
            return
        for entry in tried:
            self._times.pop(entry.sha256, None)
            if entry.name in absent:
                self._times[entry.sha256] = time.time()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._times, indent=1), encoding="utf-8")


def _by_reason(absent: dict[str, str]) -> dict[str, str]:
    """Reason -> the names it holds for, as a phrase."""
    names: dict[str, list[str]] = {}
    for name, reason in absent.items():
        names.setdefault(reason, []).append(name)
    return {
        reason: ", ".join(group) if len(group) < 4 else f"{len(group)} pictures"
        for reason, group in names.items()
    }


def _samples(root: Path, listed: Sequence[Entry]) -> Samples:
    def tray(kind: Literal["content", "style"]) -> tuple[Sample, ...]:
        return tuple(
            Sample(
                entry.name,
                entry.title,
                _place(root, entry),
                entry.alt,
                entry.byline,
                entry.licence,
            )
            for entry in listed
            if entry.kind == kind
        )

    return Samples(tray("content"), tray("style"))
