"""Draws the sample styles: `draw(name, size, seed)`, and all of them into assets/samples/styles/.

Seed 0 is the picture that hangs in the tray; other seeds give other compositions and palettes of
the same hand. The same seed gives the same pixels.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pastiche.samples import (
    breakers,
    citrus,
    currents,
    marbling,
    mosaic,
    orchard,
    peacock,
    rose_window,
    wheat,
)
from pastiche.samples.catalogue import STYLES_FOLDER
from pastiche.samples.sheet import Picture, Sheet

LARGEST_BYTES = 150_000


@dataclass(frozen=True)
class Style:
    """One hand: how it draws, and how large its picture in the tray is."""

    hand: Callable[[Sheet, np.random.Generator, int], Picture]
    """(sheet, random numbers, which of its palettes) -> picture."""
    size: tuple[int, int]
    """Width and height of the picture in the tray, in pixels."""
    oversample: int = 1
    """Drawn this many times larger and reduced, by hands that draw hard edges."""


STYLES: dict[str, Style] = {
    "breakers": Style(breakers.draw, (680, 520), oversample=2),
    "wheat": Style(wheat.draw, (640, 560)),
    "mosaic": Style(mosaic.draw, (680, 600)),
    "marbling": Style(marbling.draw, (640, 640), oversample=2),
    "rose-window": Style(rose_window.draw, (640, 640), oversample=2),
    "currents": Style(currents.draw, (560, 640), oversample=2),
    "orchard": Style(orchard.draw, (680, 544)),
    "citrus": Style(citrus.draw, (640, 640), oversample=2),
    "peacock": Style(peacock.draw, (560, 660), oversample=2),
}
"""Their titles are in pastiche.samples.catalogue."""


def draw(name: str, size: int | tuple[int, int], seed: int = 0) -> NDArray[np.uint8]:
    """A picture in one of the STYLES; `size`: pixels of a square, or (width, height).

    Returns (H, W, 3) uint8 sRGB. Raises KeyError for a name not in STYLES.
    """
    style = STYLES[name]
    width, height = (size, size) if isinstance(size, int) else size
    sheet = Sheet(width * style.oversample, height * style.oversample)
    rng = np.random.default_rng([seed, *name.encode()])
    picture = style.hand(sheet, rng, seed)
    pixels = (np.clip(picture, 0, 1) * 255 + np.float32(0.5)).astype(np.uint8)
    return np.asarray(Image.fromarray(pixels).reduce(style.oversample), np.uint8)


def webp(pixels: NDArray[np.uint8]) -> bytes:
    """WebP of the best quality that stays within LARGEST_BYTES."""
    for quality in range(94, 40, -4):
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= LARGEST_BYTES:
            break
    return file.getvalue()


def main(root: Path) -> None:
    """Redraw every style that ships."""
    folder = root / STYLES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, style in STYLES.items():
        started = time.monotonic()
        data = webp(draw(name, style.size))
        (folder / f"{name}.webp").write_bytes(data)
        seconds = time.monotonic() - started
        print(f"{STYLES_FOLDER / name}.webp  {len(data) / 1000:.0f} kB  {seconds:.1f} s")
