"""The contact sheet of `model evaluate`: what every network made of the same pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pastiche.models.evaluate import Pair, Pairs, Picture

THUMBNAIL = 192  # pixels a side
LETTERS = 17  # their size in pixels


def write_sheet(pairs: Pairs, made: Mapping[str, Mapping[Pair, Picture]], path: Path) -> None:
    """For each content, the styles across, and under them a row for each entry of `made`.

    made: results by pair, under what the row is to be called. path: a PNG; its folder is created.
    """
    rows = list(_rows(pairs, made))
    width, height = THUMBNAIL * max(map(len, rows)), THUMBNAIL * len(rows)
    sheet = Image.new("RGB", (width, height), "white")
    for y, row in enumerate(rows):
        for x, tile in enumerate(row):
            sheet.paste(tile, (x * THUMBNAIL, y * THUMBNAIL))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)


def _rows(pairs: Pairs, made: Mapping[str, Mapping[Pair, Picture]]) -> Iterator[list[Image.Image]]:
    for c, content in pairs.contents.items():
        yield [_thumbnail(content), *map(_thumbnail, pairs.styles.values())]
        for name, results in made.items():
            yield [_label(name), *(_thumbnail(results[c, s]) for s in pairs.styles)]


def _thumbnail(picture: Picture) -> Image.Image:
    pixels = Image.fromarray(np.round(picture * 255).astype(np.uint8))
    return pixels.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)


def _label(text: str) -> Image.Image:
    tile = Image.new("RGB", (THUMBNAIL, THUMBNAIL), "white")
    middle = (THUMBNAIL / 2, THUMBNAIL / 2)
    font = ImageFont.load_default(LETTERS)
    ImageDraw.Draw(tile).text(middle, text, "black", font, anchor="mm")
    return tile
