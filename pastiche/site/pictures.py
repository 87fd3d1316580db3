"""Pictures: each is turned upright, stripped of metadata and offered in several sizes and formats.

Addresses follow from the source's digest, so a page can be put together before anything is encoded;
what is missing is encoded at the end, in threads, and kept under .cache/site/pictures/.
"""

from __future__ import annotations

import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pastiche.errors import BuildError
from pastiche.site import cache
from pastiche.site.urls import ROOT, slugify

if TYPE_CHECKING:
    from PIL.Image import Image

Format = Literal["avif", "webp", "jpg", "png"]
WIDTHS = (480, 800, 1200, 1800, 2400)
FORMATS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff"})
_FOLDER = "assets/img"
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
class _Job:
    source: Path
    width: int
    height: int
    format: Format
    name: str


class Pictures:
    """Knows every picture the build uses and encodes what is not in the cache."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cache = cache.folder(root) / "pictures"
        self._store = cache.Store(cache.folder(root) / "pictures.json")
        self._jobs: dict[str, _Job] = {}
        self._copies: dict[str, Path] = {}

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

    def encode(self) -> None:
        """Encodes what is missing, each source once, on all cores."""
        missing: dict[Path, list[_Job]] = {}
        for job in self._jobs.values():
            if not (self._cache / job.name).is_file():
                missing.setdefault(job.source, []).append(job)
        if missing:
            self._cache.mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(self._encode, missing.items()))

    def write(self, out: Path) -> None:
        """Copies everything that was asked for into the site at `out`."""
        target = out / _FOLDER
        if self._jobs or self._copies:
            target.mkdir(parents=True, exist_ok=True)
        for name in self._jobs:
            shutil.copyfile(self._cache / name, target / name)
        for name, source in self._copies.items():
            shutil.copyfile(source, target / name)

    def digest(self, path: Path) -> str:
        """The digest of the picture's bytes."""
        return self._facts(path).digest

    def save(self, *, prune: bool) -> None:
        """Keeps what was learned about the pictures; `prune` forgets those no longer in use."""
        self._store.save(prune=prune)

    def _rendition(self, path: Path, facts: _Facts, width: int, kind: Format) -> Rendition:
        height = max(1, round(facts.height * width / facts.width))
        stem = slugify(path.stem) or "picture"
        name = f"{stem}-{facts.digest}-{width}.{kind}"
        self._jobs[name] = _Job(path, width, height, kind, name)
        return Rendition(f"{ROOT}{_FOLDER}/{name}", width, height)

    def _copy(self, path: Path, digest: str) -> str:
        name = f"{slugify(path.stem) or 'picture'}-{digest}{path.suffix}"
        self._copies[name] = path
        return f"{ROOT}{_FOLDER}/{name}"

    def _facts(self, path: Path) -> _Facts:
        stat = path.stat()
        key = os.path.relpath(path, self._root)
        stamp = [_ENCODING, stat.st_size, stat.st_mtime_ns]
        known = self._store.get(key)
        if known is not None and known[:3] == stamp:
            return _Facts(*known[3:])
        data = path.read_bytes()
        digest = cache.digest(_ENCODING, data)
        if path.suffix == ".svg":
            facts = _Facts(digest, *_svg_size(path, data.decode("utf-8", "replace")), True)
        else:
            upright = read_upright(path)
            facts = _Facts(digest, *upright.size, upright.mode == "RGBA")
        self._store.put(key, [*stamp, facts.digest, facts.width, facts.height, facts.alpha])
        return facts

    def _encode(self, task: tuple[Path, list[_Job]]) -> None:
        from PIL.Image import Resampling

        path, jobs = task
        upright = read_upright(path)
        for job in jobs:
            size = (job.width, job.height)
            resized = upright if size == upright.size else upright.resize(size, Resampling.LANCZOS)
            if job.format == "jpg" and resized.mode != "RGB":
                resized = resized.convert("RGB")
            part = self._cache / f".part-{job.name}"
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
