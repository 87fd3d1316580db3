"""The builds of `serve`, counted: what open pages wait for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Revisions:
    """Counts the builds, and lets every open page wait for the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._problem = ""
        self._pages = 0
        self._listeners = 0

    def publish(self, problem: str = "") -> None:
        """Tells all pages that a build has ended, with its mistakes if it failed."""
        with self._changed:
            self._number += 1
            self._problem = problem
            self._changed.notify_all()

    def served(self) -> None:
        """Notes that a page was sent."""
        with self._changed:
            self._pages += 1
            self._changed.notify_all()

    def let_through(self, seconds: float) -> None:
        """Waits until an open page has fetched the newest build, at the latest after `seconds`."""
        with self._changed:
            before = self._pages
            if self._listeners:
                self._changed.wait_for(lambda: self._pages > before, timeout=seconds)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While a page waits for builds."""
        with self._changed:
            self._listeners += 1
        try:
            yield
        finally:
            with self._changed:
                self._listeners -= 1

    @property
    def number(self) -> int:
        """How many builds have ended."""
        with self._changed:
            return self._number

    @property
    def problem(self) -> str:
        """What is wrong with the newest build."""
        with self._changed:
            return self._problem

    def wait(self, seen: int, seconds: float) -> tuple[int, str]:
        """The number and problem of the newest build, at the latest after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > seen, timeout=seconds)
            return self._number, self._problem
