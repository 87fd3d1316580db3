"""Generated styles for training: other seeds of the hands that draw the sample styles.

The pictures in the site's trays (seed 0) are left out: nobody is trained on what it is shown with.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from pastiche.samples.draw import STYLES, draw
from pastiche.training.data import Pixels

SHORT_SIDE = 320
"""Pixels of the drawings' shorter side: the marks are then of the size that visitors see."""


def patterns(folder: Path, per_hand: int, say: Callable[[str], None] = print) -> tuple[Pixels, ...]:
    """`per_hand` drawings of every hand, drawn once and kept in `folder` as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for name in STYLES:
        for seed in range(1, per_hand + 1):
            path = folder / f"{name}-{seed}.png"
            if not path.exists():
                say(f"drawing {path.name}")
                aside = path.with_suffix(".part")
                Image.fromarray(draw(name, (SHORT_SIDE, SHORT_SIDE), seed)).save(aside, "PNG")
                aside.replace(path)
            with Image.open(path) as image:
                pictures.append(np.asarray(image.convert("RGB")))
    return tuple(pictures)
