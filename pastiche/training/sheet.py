"""Contact sheets: what the network paints at this moment, to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from keras import ops
from PIL import Image

from pastiche.models.layers import Tensor
from pastiche.models.sanet_lite import SANetLite
from pastiche.training.data import Pictures, Pixels

SIZE = 192
CONTENTS, STYLES = 3, 7


def square(image: Pixels, size: int = SIZE) -> Pixels:
    """The middle of an image as (size, size, 3) uint8."""
    height, width = image.shape[:2]
    side = min(height, width)
    x, y = (width - side) // 2, (height - side) // 2
    box = (x, y, x + side, y + side)
    return np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.LANCZOS, box))


def _spread(images: tuple[Pixels, ...], count: int) -> list[Pixels]:
    """`count` images, evenly spread over the set."""
    return [images[int((i + 0.5) * len(images) / count)] for i in range(count)]


def write_sheet(model: SANetLite, pictures: Pictures, path: Path) -> None:
    """Styles across, contents down; under each content's row the same without the detail skip.

    The pictures are the same at every call, so that sheets of one run can be compared.
    """
    contents = [square(image) for image in _spread(pictures.content, CONTENTS)]
    styles = [square(image) for image in _spread(pictures.style, STYLES)]
    blank = np.full((SIZE, SIZE, 3), 255, np.uint8)
    rows = [np.concatenate([blank, *styles], axis=1)]
    paint = np.stack(styles).astype(np.float32) / 255
    for content in contents:
        batch = np.repeat(content[None].astype(np.float32) / 255, STYLES, axis=0)
        for detail in (1.0, 0.0):
            pixels = _pixels(model(batch, paint, detail=detail))
            rows.append(np.concatenate([content if detail else blank, *pixels], axis=1))
    Image.fromarray(np.concatenate(rows)).save(path)


def write_rows(paint: Callable[[Tensor], Tensor], pictures: Pictures, path: Path) -> None:
    """Contents across, and below each what `paint` makes of it: (B, H, W, 3) -> the same."""
    contents = np.stack([square(image) for image in _spread(pictures.content, STYLES)])
    painted = _pixels(paint(contents.astype(np.float32) / 255))
    rows = [np.concatenate([*pictures], axis=1) for pictures in (contents, painted)]
    Image.fromarray(np.concatenate(rows)).save(path)


def _pixels(images: Tensor) -> Pixels:
    return (np.clip(ops.convert_to_numpy(images), 0, 1) * 255 + 0.5).astype(np.uint8)
