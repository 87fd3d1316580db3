"""Pictures: each is turned upright, stripped of metadata and offered in several sizes and formats.

Addresses follow from the source's digest, so a page can be put together before anything is encoded;
what is missing is encoded at the end, in threads, and kept under .cache/site/pictures/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pastiche.site import cache, stamps
from pastiche.site.picture_files import moving, read_upright, svg_size
from pastiche.site.urls import ROOT, slugify

Format = Literal["avif", "webp", "jpg", "png"]
WIDTHS = (480, 800, 1200, 1800, 2400)
FORMATS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff"})
FOLDER = "assets/img"
_ENCODING = "1"  # raise when the settings of _SAVE change
_FORM = 2  # raise when _Facts changes
_SAVE: dict[Format, dict[str, Any]] = {
    # One thread: the bytes of an AVIF depend on the number of threads.
    "avif": {"format": "AVIF", "quality": 62, "speed": 7, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 82, "method": 4},
    "jpg": {"format": "JPEG", "quality": 84, "progressive": True, "optimize": True},
    "png": {"format": "PNG", "optimize": True},
}


@dataclass(frozen=True)
class Rendition:
    """One encoded file: its address from the root and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """A picture in several sizes: `sources` are (MIME type, srcset), `url` is for old browsers."""

    url: str
    width: int
    height: int
    srcset: str = ""
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Facts:
    digest: str
    width: int
    height: int
    alpha: bool = False
    as_it_is: bool = False  # a drawing, or a picture that moves: copied, never encoded anew


@dataclass(frozen=True)
class Job:
    """A file to encode from `source`, in pixels; with `format` None it is copied."""

    source: Path
    width: int
    height: int
    format: Format | None
    name: str


@dataclass
class Trace:
    """What a document asked for: digest by source, and the files made for it."""

    files: dict[Path, str] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)


class Pictures:
    """Knows every picture the build uses and encodes what is not in the cache."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cache = cache.folder(root) / "pictures"
        self._store = cache.Store(cache.folder(root) / "pictures.json")
        self._trace = Trace()

    def responsive(self, path: Path) -> Picture:
        """The picture at `path` in all sizes up to its own; one that is drawn or moves as it is."""
        facts = self._facts(path)
        if facts.as_it_is:
            url = self._copy(path, facts.digest)
            return Picture(url, facts.width, facts.height)
        widths = [width for width in WIDTHS if width < facts.width * 0.9]
        if facts.width <= WIDTHS[-1]:
            widths.append(facts.width)
        plain: Format = "png" if facts.alpha else "jpg"
        sets: dict[Format, str] = {}
        for kind in ("avif", "webp", plain):
            files = [self._rendition(path, facts, width, kind) for width in widths]
            sets[kind] = ", ".join(f"{file.url} {file.width}w" for file in files)
        middle = next((width for width in widths if width >= 1200), widths[-1])
        fallback = self._rendition(path, facts, middle, plain)
        sources = (("image/avif", sets["avif"]), ("image/webp", sets["webp"]))
        return Picture(fallback.url, facts.width, facts.height, sets[plain], sources)

    def rendition(self, path: Path, longest: int, kind: Format = "webp") -> Rendition:
        """The picture in one size, its longer side at most `longest` pixels."""
        facts = self._facts(path)
        scale = min(1.0, longest / max(facts.width, facts.height))
        return self._rendition(path, facts, max(1, round(facts.width * scale)), kind)

    def finished(self, file: Path, size: tuple[int, int]) -> Rendition:
        """A picture that is made already, named by its content; `size` in pixels."""
        self._note(Job(file, 0, 0, None, file.name))
        return Rendition(f"{ROOT}{FOLDER}/{file.name}", *size)

    @contextmanager
    def traced(self) -> Iterator[Trace]:
        """Gives a record of what is asked for inside the block."""
        before, self._trace = self._trace, Trace()
        try:
            yield self._trace
        finally:
            self._trace = before

    def encode(self, jobs: Mapping[str, Job]) -> None:
        """Encodes what is missing of `jobs`, by name, each source once, on all cores."""
        missing: dict[Path, list[Job]] = {}
        for job in jobs.values():
            if job.format and not (self._cache / job.name).is_file():
                missing.setdefault(job.source, []).append(job)
        if missing:
            from concurrent.futures import ThreadPoolExecutor

            self._cache.mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(self._encode, missing.items()))

    def file(self, job: Job) -> Path:
        """Where the file of `job` lies once it is encoded."""
        return self._cache / job.name if job.format else job.source

    def digest(self, path: Path) -> str:
        """The digest of the picture's bytes."""
        return self._facts(path).digest

    def drain(self) -> dict[str, Any]:
        """What was learned here and is not kept yet, for another part of the process to keep."""
        return self._store.drain()

    def add(self, entries: Mapping[str, Any]) -> None:
        """Keeps what another part of the process learned."""
        self._store.add(entries)

    def save(self, *, prune: bool) -> None:
        """Keeps what was learned about the pictures; `prune` forgets what is long unused."""
        self._store.save(prune=prune)

    def _rendition(self, path: Path, facts: _Facts, width: int, kind: Format) -> Rendition:
        height = max(1, round(facts.height * width / facts.width))
        stem = slugify(path.stem) or "picture"
        name = f"{stem}-{facts.digest}-{width}.{kind}"
        self._note(Job(path, width, height, kind, name))
        return Rendition(f"{ROOT}{FOLDER}/{name}", width, height)

    def _copy(self, path: Path, digest: str) -> str:
        name = f"{slugify(path.stem) or 'picture'}-{digest}{path.suffix}"
        self._note(Job(path, 0, 0, None, name))
        return f"{ROOT}{FOLDER}/{name}"

    def _note(self, job: Job) -> None:
        self._trace.jobs[job.name] = job

    def _facts(self, path: Path) -> _Facts:
        facts = self._known_facts(path)
        self._trace.files[path] = facts.digest
        return facts

    def _known_facts(self, path: Path) -> _Facts:
        key = os.path.relpath(path, self._root)
        now = stamps.settled(path)
        stamp = [_ENCODING, _FORM, *now]
        known = self._store.get(key)
        if known is not None and known[: len(stamp)] == stamp:
            return _Facts(*known[len(stamp) :])
        data = path.read_bytes()
        digest = cache.digest(_ENCODING, data)
        if path.suffix == ".svg":
            facts = _Facts(digest, *svg_size(path, data.decode("utf-8", "replace")), as_it_is=True)
        elif size := moving(path):
            facts = _Facts(digest, *size, as_it_is=True)
        else:
            upright = read_upright(path)
            facts = _Facts(digest, *upright.size, alpha=upright.mode == "RGBA")
        self._store.put(key, [*stamp, *astuple(facts)])
        return facts

    def _encode(self, task: tuple[Path, list[Job]]) -> None:
        from PIL.Image import Resampling

        path, jobs = task
        upright = read_upright(path)
        for job in jobs:
            size = (job.width, job.height)
            resized = upright if size == upright.size else upright.resize(size, Resampling.LANCZOS)
            assert job.format
            if job.format == "jpg" and resized.mode != "RGB":
                resized = resized.convert("RGB")
            part = self._cache / f".part-{os.getpid()}-{job.name}"
            resized.save(part, **_SAVE[job.format])
            part.replace(self._cache / job.name)
