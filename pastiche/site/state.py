"""What a build remembers for the next one: what it read, what it made of it, and what stands where.

Two files: a small one tells whether anything changed at all, a large one is read when it has.
"""

from __future__ import annotations

import contextlib
import pickle
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.site import cache, stamps
from pastiche.site.manifest import Manifest
from pastiche.site.stamps import Stamp

if TYPE_CHECKING:
    from pastiche.site.load import Source
    from pastiche.site.page_facts import PageFacts
    from pastiche.site.pictures import Job
    from pastiche.site.render import Made

KEPT = 4  # outputs of which the state is kept
_FORM = 1  # raise when what is remembered changes its form without a change of this package's code


@dataclass(frozen=True)
class Seen:
    """The small file: stamps of all that was read, what was written, and the report's numbers."""

    version: str
    inputs: Mapping[str, Stamp]
    live: Manifest
    report: Mapping[str, Any]


@dataclass(frozen=True)
class PageRecord:
    """A page in the site: the key it was made for, its digest, and what is in it."""

    key: str
    digest: str
    facts: PageFacts
    jobs: Mapping[str, Job] = field(default_factory=dict)


@dataclass
class State:
    """The large file; `made` is by source, `pages` by path."""

    version: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    pages: dict[str, PageRecord] = field(default_factory=dict)
    map: str = ""  # digest of the addresses that links can lead to
    models: str = ""  # digest of what the heavy documents' assets were made from
    heavy_files: list[str] = field(default_factory=list)
    live: Manifest | None = None
    spare: Manifest = field(default_factory=Manifest)


_last: dict[str, tuple[Stamp, State]] = {}
"""The large file that this process wrote last, which `serve` then need not read."""


class Memory:
    """The files of one output, for one set of options."""

    def __init__(self, root: Path, out: Path, options: str) -> None:
        self.folder = cache.folder(root) / "outputs" / f"{out.name}-{cache.digest(str(out))}"
        self._small = self.folder / "seen.pickle"
        self._large = self.folder / "state.pickle"
        self.options = options

    def seen(self) -> Seen | None:
        """The small file, if it is there and for these options."""
        found = _load(self._small)
        return found if isinstance(found, Seen) and found.version == self.options else None

    def state(self, version: str) -> State:
        """The large file; of one written by other code, only what stands where is kept."""
        stamp, found = _last.get(str(self._large), (stamps.NOTHING, None))
        if stamp != stamps.stamp(self._large):
            found = _load(self._large)
        if not isinstance(found, State):
            return State(version)
        if found.version != version:
            return State(version, live=found.live, spare=found.spare)
        return found

    def save(self, state: State, seen: Seen | None) -> None:
        """Keeps both; without `seen` the next build looks at everything."""
        self._small.unlink(missing_ok=True)
        cache.write_atomic(self._large, pickle.dumps(state, pickle.HIGHEST_PROTOCOL))
        _last.clear()
        _last[str(self._large)] = (stamps.stamp(self._large), state)
        if seen:
            cache.write_atomic(self._small, pickle.dumps(seen, pickle.HIGHEST_PROTOCOL))

    def forget(self) -> None:
        """Begins anew."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def forget_others(self) -> None:
        """Keeps the newest few outputs' files."""
        times = {}
        for folder in self.folder.parent.iterdir():
            with contextlib.suppress(OSError):
                times[folder] = (folder / "state.pickle").stat().st_mtime
        for folder in sorted(times, key=lambda one: times[one], reverse=True)[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(folder.parent.with_name("next") / folder.name, ignore_errors=True)


def options(*values: object) -> str:
    """The small file's name for a set of options, this package's code included."""
    return repr((_FORM, *values))


def unchanged(seen: Seen, out: Path) -> bool:
    """Whether nothing that was read and nothing that was written has changed."""
    until = seen.report.get("until", 0)
    if until and time.time() >= until:
        return False
    return stamps.unchanged(seen.inputs) and seen.live.untouched(out)


def _load(path: Path) -> Any:
    try:
        return pickle.loads(path.read_bytes())
    except Exception:  # of another version, or damaged in any way: it is made again
        return None
