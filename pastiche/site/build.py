"""Builds the site. What has not changed since the last build is told by stamps alone, here; for the
rest see `pastiche.site.rebuild`, which is the map of the other modules."""

from __future__ import annotations

import gc
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError, BuildErrors
from pastiche.site import state
from pastiche.site.schedule import today
from pastiche.site.state import Memory
from pastiche.site.turns import turn


@dataclass(frozen=True)
class BuildReport:
    """What a build made, and how long it took; `str()` is the sentence the command prints."""

    out: Path
    posts: int
    pages: int
    files: int
    bytes: int
    seconds: float
    warnings: tuple[str, ...] = ()
    changed: bool = True

    def __str__(self) -> str:
        lines = [f"Note: {warning}" for warning in self.warnings]
        verb = "Built" if self.changed else "Nothing has changed:"
        lines.append(
            f"{verb} {_count(self.posts, 'post')} and {_count(self.pages, 'page')}: "
            f"{self.files} files, {self.bytes / 1e6:.1f} MB in {self.out.name}/, "
            f"{self.seconds:.2f} s."
        )
        return "\n".join(lines)


def build(
    root: Path,
    out: Path,
    *,
    base_url: str | None = None,
    drafts: bool = False,
    stands: Callable[[], object] = lambda: None,
) -> BuildReport:
    """Builds the content under `root` into `out`, which is replaced only when all went well.

    `base_url` is where the site will stand ("https://me.github.io/pastiche/"); it is needed for
    addresses that must be absolute: feed, sitemap, canonical. `stands` is called when a new site is
    in its place and only the notes for the next build are not written yet. Raises `BuildErrors`.
    """
    began = time.perf_counter()
    memory = Memory(root, out, state.options(str(root), base_url, drafts, today()))
    numbers = _known(memory, out)
    if numbers is None:
        with turn(root):
            numbers = _known(memory, out)  # another build may have done it meanwhile
            if numbers is None:
                numbers = _rebuilt(root, out, base_url, drafts, memory, stands)
                return BuildReport(out, seconds=time.perf_counter() - began, **numbers)
    return BuildReport(out, seconds=time.perf_counter() - began, changed=False, **numbers)


def _known(memory: Memory, out: Path) -> dict[str, Any] | None:
    """The numbers of the last build, if it would be the same again."""
    seen = memory.seen()
    if not seen or not state.unchanged(seen, out):
        return None
    return {key: value for key, value in seen.report.items() if key != "until"}


def _rebuilt(
    root: Path,
    out: Path,
    base_url: str | None,
    drafts: bool,
    memory: Memory,
    stands: Callable[[], object],
) -> dict[str, Any]:
    from pastiche.site.context import Context
    from pastiche.site.product import Lost
    from pastiche.site.rebuild import Rebuild

    def rebuild() -> dict[str, Any]:
        context = Context(root, out, base_url, drafts, memory, problems)
        return Rebuild(context).run(caught, stands)

    problems: list[BuildError] = []
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)  # what a build makes lives until its end, or dies by counting
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            try:
                return rebuild()
            except Lost:
                memory.forget()
                return rebuild()
        except BuildErrors as errors:
            raise BuildErrors(_in_order(root, errors.errors)) from None
        except BuildError as error:
            raise BuildErrors(_in_order(root, [*problems, error])) from None
        finally:
            gc.set_threshold(*thresholds)


def _in_order(root: Path, problems: list[BuildError]) -> list[BuildError]:
    """Each problem once, by place, with its path as seen from the project's root."""
    known: dict[str, BuildError] = {}
    for problem in problems:
        path = problem.path
        if path and path.is_absolute() and path.is_relative_to(root):
            path = path.relative_to(root)
        placed = BuildError(path, problem.line, problem.message, problem.hint)
        known[str(placed)] = placed
    return sorted(known.values(), key=lambda problem: (str(problem.path or ""), problem.line or 0))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
