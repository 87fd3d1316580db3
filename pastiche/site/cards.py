"""Social cards: the picture that a link to a page is shown with elsewhere, drawn from its title.

A card is 1200 × 630 pixels, the size that Open Graph's readers crop least. It shows the title, the
site's name, and the post's cover or, without one, brush strokes that follow from the title.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pastiche.site import cache
from pastiche.site.picture_files import read_upright
from pastiche.site.pictures import Pictures, Rendition
from pastiche.site.urls import slugify

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
_PANEL = 400  # pixels across, at the right, for the picture
_MARGIN = 72
_LINES = 5  # of a title at most
_STROKES, _BRISTLES = 7, 13  # of the brush, one below the other; of a stroke
_SIZES = (88, 80, 72, 64, 56, 48, 42)  # pixels that a title's letters may have
_PAPER, _INK, _SEAL = "#fcfbf9", "#1c1a17", "#c4351d"
_COLOURS = ("#c4351d", "#24507a", "#d99a2b", "#7a9a6b", "#e9dfcf", "#3d3a36")
_FONTS = "node_modules/@fontsource-variable/newsreader/files/newsreader-{}-opsz-normal.woff2"
_ALPHABETS = {  # the parts that the font comes in, and the letters of each
    "latin": (range(0x20, 0x100), range(0x2000, 0x2070), (0x131, 0x152, 0x153, 0x20AC, 0x2122)),
    "latin-ext": (range(0x100, 0x2BB), range(0x1E00, 0x1EA0), range(0x20A0, 0x20C1)),
}


class Cards:
    """The cards of a site; each is drawn once and kept by the digest of what is on it."""

    def __init__(self, root: Path, pictures: Pictures, site: str) -> None:
        self._root = root
        self._pictures = pictures
        self._site = site
        self._kept = cache.folder(root) / "cards"

    def of(self, title: str, cover: Path | None = None) -> Rendition | None:
        """The card of a page; None for a title in letters that the font has not."""
        if any(_alphabet(letter) is None for letter in title + self._site):
            return None
        drawn = cover if cover and cover.suffix != ".svg" else None
        known = self._pictures.digest(drawn) if drawn else ""
        key = cache.digest(self._version, title, self._site, known)
        file = self._kept / f"card-{slugify(title)[:60] or 'page'}-{key}.jpg"
        if not file.is_file():
            cache.write_atomic(file, self._drawn(title, drawn))
        return self._pictures.finished(file, SIZE)

    @cached_property
    def _version(self) -> str:
        fonts = [self._root / _FONTS.format(alphabet) for alphabet in _ALPHABETS]
        return cache.digest(Path(__file__).read_bytes(), *(font.read_bytes() for font in fonts))

    def _drawn(self, title: str, cover: Path | None) -> bytes:
        from PIL import Image, ImageDraw

        card = Image.new("RGB", SIZE, _PAPER)
        card.paste(_covered(cover) if cover else _strokes(title), (SIZE[0] - _PANEL, 0))
        pen = ImageDraw.Draw(card)
        width = SIZE[0] - _PANEL - 2 * _MARGIN
        rows, size = self._rows(title, width)
        y = _MARGIN
        for row in rows:
            self._write(pen, row, (_MARGIN, y), size, 560)
            y += round(size * 1.14)
        foot = SIZE[1] - _MARGIN - 34
        pen.polygon(
            [(_MARGIN, foot + 4), (_MARGIN + 29, foot), (_MARGIN + 31, foot + 32), (74, foot + 34)],
            fill=_SEAL,
        )
        initial = self._site[:1].upper()
        if initial:
            font = self._font(_alphabet(initial) or "latin", 28, 700)
            pen.text((_MARGIN + 16, foot + 28), initial, font=font, fill=_PAPER, anchor="ms")
        self._write(pen, self._site, (_MARGIN + 48, foot), 34, 440)
        data = io.BytesIO()
        card.save(data, "JPEG", quality=86, subsampling=0)
        return data.getvalue()

    def _rows(self, title: str, width: int) -> tuple[list[str], int]:
        """The title in the largest letters that fit, and their size in pixels."""
        rows: list[str] = []
        for size in _SIZES:
            rows = []
            for word in title.split():
                longer = f"{rows[-1]} {word}" if rows else word
                if rows and self._length(longer, size) <= width:
                    rows[-1] = longer
                else:
                    rows.append(word)
            if len(rows) <= _LINES and all(self._length(row, size) <= width for row in rows):
                return rows, size
        cut = rows[:_LINES]
        return ([*cut[:-1], f"{cut[-1]} …"] if len(rows) > _LINES else cut), _SIZES[-1]

    def _length(self, text: str, size: int) -> float:
        return sum(self._font(alphabet, size, 560).getlength(run) for alphabet, run in _runs(text))

    def _write(self, pen: object, text: str, at: tuple[float, float], size: int, bold: int) -> None:
        x, y = at
        for alphabet, run in _runs(text):
            font = self._font(alphabet, size, bold)
            pen.text((x, y + size), run, font=font, fill=_INK, anchor="ls")  # type: ignore[attr-defined]
            x += font.getlength(run)

    def _font(self, alphabet: str, size: int, bold: int) -> FreeTypeFont:
        return _font(str(self._root / _FONTS.format(alphabet)), size, bold)


@lru_cache(maxsize=32)
def _font(path: str, size: int, bold: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.truetype(path, size)
    font.set_variation_by_axes([bold, min(size, 72)])
    return font


def _alphabet(letter: str) -> str | None:
    return next(
        (name for name, parts in _ALPHABETS.items() if any(ord(letter) in part for part in parts)),
        None,
    )


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Neighbouring letters of one alphabet."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or _alphabet(text[index]) != _alphabet(text[start]):
            yield _alphabet(text[start]) or "latin", text[start:index]
            start = index


def _covered(cover: Path) -> Image:
    from PIL import ImageOps

    return ImageOps.fit(read_upright(cover).convert("RGB"), (_PANEL, SIZE[1]))


def _strokes(title: str) -> Image:
    """Broad strokes of a brush in long waves; the same title always has the same."""
    from PIL import Image, ImageDraw

    chance = random.Random(title)
    width, height = 2 * _PANEL, 2 * SIZE[1]  # twice as large as they are seen, for smooth edges
    colours = chance.sample(_COLOURS, 4)
    panel = Image.new("RGB", (width, height), colours[0])
    pen = ImageDraw.Draw(panel)
    across = range(-20, width + 60, 20)
    rows = list(range(-1, _STROKES + 1))
    chance.shuffle(rows)
    for row in rows:
        red, green, blue = bytes.fromhex(chance.choice(colours)[1:])
        length, phase = chance.uniform(900, 1500), chance.uniform(0, math.tau)
        swing, breadth = chance.uniform(40, 90), chance.uniform(190, 260)
        middle = (row + 0.5) * height / _STROKES
        wave = [swing * math.sin(phase + x / length * math.tau) for x in across]
        for bristle in range(_BRISTLES):
            light = chance.uniform(0.86, 1.1)
            shade = tuple(min(255, round(part * light)) for part in (red, green, blue))
            top = middle + (bristle / _BRISTLES - 0.5) * breadth + chance.uniform(-4, 4)
            bottom = top + breadth / _BRISTLES + 8
            upper = [(x, top + y) for x, y in zip(across, wave, strict=True)]
            lower = [(x, bottom + y) for x, y in zip(across, wave, strict=True)]
            pen.polygon([*upper, *reversed(lower)], fill=shade)
    return panel.reduce(2)
