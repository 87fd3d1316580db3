"""The site's icons, drawn from assets/css/icon.svg in the sizes that systems ask for.

The drawing is a filled path and a stroked one, made of straight lines and cubic curves.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pastiche.errors import BuildError
from pastiche.site import cache

if TYPE_CHECKING:
    from PIL import Image

FOLDER = "assets/icons"
_STEPS = 32  # straight pieces of a curve
_FINER = 4  # pixels drawn for each pixel kept, along a side
_SAFE = 0.8  # of the side: a mask may take what is outside a circle of this diameter
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Z": 0}

Point = tuple[float, float]


@dataclass(frozen=True)
class Icon:
    """A file of the manifest; `path` is from the site's root, `source` where it lies now."""

    path: str
    source: Path
    sizes: str
    type: str
    purpose: str


def plan(root: Path) -> list[Icon]:
    """The icons, not drawn yet; they have other names when the drawing has changed."""
    kept = cache.folder(root) / "icons"
    key = cache.digest(_drawing(root).read_bytes(), Path(__file__).read_bytes())
    icons = []
    for purpose, side in (("any", 192), ("any", 512), ("maskable", 512), ("maskable", 180)):
        name = f"{'mask' if purpose == 'maskable' else 'icon'}-{side}-{key}.png"
        path, sizes = f"{FOLDER}/{name}", f"{side}x{side}"
        icons.append(Icon(path, kept / name, sizes, "image/png", purpose))
    return icons


def draw(root: Path, icons: list[Icon]) -> None:
    """Draws those that are not there yet. Raises `BuildError`."""
    for icon in icons:
        if not icon.source.is_file():
            side = int(icon.sizes.partition("x")[0])
            picture = _drawn(_drawing(root), side, whole=icon.purpose == "maskable")
            data = io.BytesIO()
            picture.save(data, "PNG")
            cache.write_atomic(icon.source, data.getvalue())


def _drawing(root: Path) -> Path:
    return root / "assets" / "css" / "icon.svg"


def touch(icons: list[Icon]) -> Icon:
    """The one for the home screens of iOS, which round the corners themselves."""
    return next(icon for icon in icons if icon.sizes == "180x180")


def _drawn(drawing: Path, side: int, *, whole: bool) -> Image.Image:
    """The drawing in a square of `side` pixels; `whole`: its ground fills the square, and what
    stands on it is smaller, so that a mask of any shape can be laid over it."""
    from PIL import Image, ImageDraw

    tree = ET.parse(drawing)
    box = [float(number) for number in tree.getroot().get("viewBox", "0 0 32 32").split()]
    finer = side * (_FINER if side < 400 else 2)
    picture = Image.new("RGBA", (finer, finer), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    scale = finer / box[2] * (_SAFE if whole else 1)
    margin = finer * (1 - _SAFE) / 2 if whole else 0
    for shape in tree.iter("{http://www.w3.org/2000/svg}path"):
        points = [
            (margin + (x - box[0]) * scale, margin + (y - box[1]) * scale)
            for x, y in _points(shape.get("d", ""), drawing)
        ]
        if (fill := shape.get("fill", "none")) != "none":
            if whole:
                picture.paste(fill, (0, 0, finer, finer))
            else:
                pen.polygon(points, fill=fill)
        if (stroke := shape.get("stroke", "none")) != "none":
            half = float(shape.get("stroke-width", 1)) * scale / 2
            pen.line(points, fill=stroke, width=round(2 * half))
            for x, y in points:  # round ends and joints
                pen.ellipse((x - half, y - half, x + half, y + half), fill=stroke)
    return picture.reduce(finer // side)


def _points(path: str, drawing: Path) -> Iterator[Point]:
    """The corners of an SVG path, curves in short straight pieces. Raises `BuildError`."""
    tokens = _TOKEN.findall(path)
    letter, x, y = "M", 0.0, 0.0
    while tokens:
        if tokens[0].isalpha():
            letter = tokens.pop(0)
        count = _ARGUMENTS.get(letter.upper())
        if count is None:
            hint = f"use {', '.join(_ARGUMENTS)} or add it to pastiche/site/icons.py"
            raise BuildError(drawing, None, f"cannot draw the path command “{letter}”", hint)
        given = [float(tokens.pop(0)) for _ in range(count)]
        if letter.islower():
            given = [g + (y if (i % 2 or letter == "v") else x) for i, g in enumerate(given)]
        match letter.upper():
            case "Z":
                continue
            case "H":
                given = [given[0], y]
            case "V":
                given = [x, given[0]]
            case "C":
                yield from _curve([(x, y), *zip(given[::2], given[1::2], strict=True)])
        x, y = given[-2:]
        yield x, y
        letter = {"M": "L", "m": "l"}.get(letter, letter)


def _curve(points: list[Point]) -> Iterator[Point]:
    """A cubic Bézier curve with these four points, without its ends."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    for step in range(1, _STEPS):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy
