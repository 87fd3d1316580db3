"""Builds the site. What has not changed since the last build is told by stamps alone, here; for the
rest see `pastiche.site.rebuild`, which is the map of the other modules."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from pastiche.errors import BuildError, BuildErrors
from pastiche.site import state
from pastiche.site.schedule import today
from pastiche.site.state import Memory


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
    root: Path, out: Path, *, base_url: str | None = None, drafts: bool = False
) -> BuildReport:
    """Builds the content under `root` into `out`, which is replaced only when all went well.

    `base_url` is where the site will stand ("https://me.github.io/pastiche/"); it is needed for
    addresses that must be absolute: feed, sitemap, canonical. Raises `BuildErrors`.
    """
    began = time.perf_counter()
    memory = Memory(root, out, state.options(str(root), base_url, drafts, today()))
    seen = memory.seen()
    if seen and state.unchanged(seen, out):
        numbers = {key: value for key, value in seen.report.items() if key != "until"}
        return BuildReport(out, seconds=time.perf_counter() - began, changed=False, **numbers)
    from pastiche.site.rebuild import Lost, Rebuild

    problems: list[BuildError] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            try:
                numbers = Rebuild(root, out, base_url, drafts, memory, problems).run(caught)
            except Lost:
                memory.forget()
                numbers = Rebuild(root, out, base_url, drafts, memory, problems).run(caught)
        except BuildErrors as errors:
            raise BuildErrors(_in_order(root, errors.errors)) from None
        except BuildError as error:
            raise BuildErrors(_in_order(root, [*problems, error])) from None
    return BuildReport(out, seconds=time.perf_counter() - began, **numbers)


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
