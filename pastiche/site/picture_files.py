"""Picture files as they are read: upright and in sRGB; how large drawings are; what moves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pastiche.errors import BuildError

if TYPE_CHECKING:
    from PIL.Image import Image

_MAY_MOVE = frozenset({".gif", ".png", ".webp", ".avif"})
_POINTER = b"version https://git-lfs"


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
        if _is_pointer(path):
            hint = "Git LFS holds the picture, and here is its pointer alone: git lfs pull"
        raise BuildError(path, None, f"is not a picture we can read: {error}", hint) from error
    if profile:
        plain = _to_srgb(plain, profile)
    if alpha and plain.getchannel("A").getextrema() == (255, 255):
        plain = plain.convert("RGB")
    plain.info.clear()
    return plain


def moving(path: Path) -> tuple[int, int] | None:
    """Width and height, in pixels, of a picture with several frames; None for any other file."""
    from PIL import Image

    if path.suffix.lower() not in _MAY_MOVE:
        return None
    try:
        with Image.open(path) as opened:
            return opened.size if getattr(opened, "is_animated", False) else None
    except (OSError, Image.DecompressionBombError):
        return None  # `read_upright` says what is wrong with it


def svg_size(path: Path, text: str) -> tuple[int, int]:
    """Width and height of an SVG in pixels, from its `width` and `height` or its `viewBox`."""
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


def _to_srgb(picture: Image, profile: bytes) -> Image:
    from io import BytesIO

    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except ImageCms.PyCMSError:
        return picture  # a damaged profile, or one for another kind of colour: as browsers do
    return converted or picture


def _is_pointer(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_POINTER)) == _POINTER
    except OSError:
        return False
