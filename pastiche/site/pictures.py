"""Pictures: each is turned upright, stripped of metadata and offered in several sizes and formats.

Addresses follow from the source's digest, so a page can be put together before anything is encoded;
what is missing is encoded at the end, in threads, and kept under .cache/site/pictures/.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pastiche.errors import BuildError
from pastiche.site import cache, stamps
from pastiche.site.urls import ROOT, slugify

if TYPE_CHECKING:
    from PIL.Image import Image

Format = Literal["avif", "webp", "jpg", "png"]
WIDTHS = (480, 800, 1200, 1800, 2400)
FORMATS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff"})
FOLDER = "assets/img"
_ENCODING = "1"  # raise when the settings of _save change
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
    alpha: bool


@dataclass(frozen=True)
class Job:
    """A file to encode from `source`, in pixels; a vector picture (`format` None) is copied."""

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
        self._jobs: dict[str, Job] = {}
        self._trace = Trace()

    def responsive(self, path: Path) -> Picture:
        """The picture at `path` in all sizes up to its own; a vector picture as it is."""
        facts = self._facts(path)
        if path.suffix == ".svg":
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

    @property
    def jobs(self) -> dict[str, Job]:
        """Every file that was asked for, by its name."""
        return self._jobs

    def encode(self, jobs: Mapping[str, Job] | None = None) -> None:
        """Encodes what is missing of `jobs`, or of all, each source once, on all cores."""
        missing: dict[Path, list[Job]] = {}
        for job in (self._jobs if jobs is None else jobs).values():
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

    def write(self, out: Path) -> None:
        """Copies everything that was asked for into the site at `out`."""
        if self._jobs:
            (out / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, job in self._jobs.items():
            shutil.copyfile(self.file(job), out / FOLDER / name)

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
        self._jobs[job.name] = self._trace.jobs[job.name] = job

    def _facts(self, path: Path) -> _Facts:
        facts = self._known_facts(path)
        self._trace.files[path] = facts.digest
        return facts

    def _known_facts(self, path: Path) -> _Facts:
        key = os.path.relpath(path, self._root)
        now = stamps.settled(path)
        stamp = [_ENCODING, *now]
        known = self._store.get(key)
        if known is not None and known[: len(stamp)] == stamp:
            return _Facts(*known[len(stamp) :])
        data = path.read_bytes()
        digest = cache.digest(_ENCODING, data)
        if path.suffix == ".svg":
            facts = _Facts(digest, *_svg_size(path, data.decode("utf-8", "replace")), True)
        else:
            upright = read_upright(path)
            facts = _Facts(digest, *upright.size, upright.mode == "RGBA")
        self._store.put(key, [*stamp, facts.digest, facts.width, facts.height, facts.alpha])
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


def read_upright(path: Path) -> Image:
    """The picture upright, in sRGB, as RGB or, if any of it is transparent, RGBA."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            turned = ImageOps.exif_transpose(opened)
            profile = turned.info.get("icc_profile")
            alpha = turned.has_transparency_data
            plain = turned.convert("RGBA" if alpha else "RGB")
    except (OSError, Image.DecompressionBombError) as error:
        hint = "save it as JPEG, PNG, WebP or SVG"
        raise BuildError(path, None, f"is not a picture we can read: {error}", hint) from error
    if profile:
        plain = _to_srgb(plain, profile)
    if alpha and plain.getchannel("A").getextrema() == (255, 255):
        plain = plain.convert("RGB")
    plain.info.clear()
    return plain


def _to_srgb(picture: Image, profile: bytes) -> Image:
    from io import BytesIO

    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except ImageCms.PyCMSError:
        return picture  # a damaged profile, or one for another kind of colour: as browsers do
    return converted or picture


def _svg_size(path: Path, text: str) -> tuple[int, int]:
    tag = re.search(r"<svg\b[^>]*>", text)
    if tag:
        box = re.search(r'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"', tag[0])
        width = re.search(r'\swidth="([\d.]+)(?:px)?"', tag[0])
        height = re.search(r'\sheight="([\d.]+)(?:px)?"', tag[0])
        size = (width[1], height[1]) if width and height else box.groups() if box else ("0", "0")
        across, down = (float(side) for side in size)
        if across > 0 and down > 0:
            return max(1, round(across)), max(1, round(down))
    hint = 'add width="…" and height="…", or a viewBox, to its <svg>'
    raise BuildError(path, None, "this SVG has no size", hint)
