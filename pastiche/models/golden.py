"""The self-test of a model package: two small pictures of our own and TensorFlow's answer.

A browser's graphics driver can be wrong without an error; it is trusted only after this.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pastiche.models.card import Golden, ModelCard, Tolerance

FILE = "golden.bin"
SIZE = 64  # pixels: 64 content tokens at 1/8, so that attention has something to choose from
TOLERANCE = Tolerance(mean=2 / 255, max=16 / 255)
"""For float32 backends; they are within 1/255 of each other (tests/models/test_parity.py)."""

Picture = NDArray[np.uint8]


def pictures() -> tuple[Picture, Picture]:
    """Content and style, each (64, 64, 3): a soft landscape of colours, and a bold weave."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    hill = 1 / (1 + np.exp(40 * (0.55 + 0.15 * np.sin(7 * x) - y)))
    sun = np.exp(-60 * ((x - 0.7) ** 2 + (y - 0.3) ** 2))
    sky = np.stack([0.35 + 0.4 * y, 0.5 + 0.3 * y, 0.9 - 0.2 * y], -1)
    earth = np.stack([0.3 + 0.2 * x, 0.55 - 0.2 * y, 0.2 + 0.1 * np.sin(9 * x)], -1)
    content = sky * (1 - hill[..., None]) + earth * hill[..., None]
    content += sun[..., None] * np.array([0.6, 0.4, -0.3])
    waves = np.stack(
        [
            np.sin(k * (x * np.cos(a) + y * np.sin(a)) * 6.28)
            for k, a in ((5, 0.4), (4, 1.9), (3, 1))
        ],
        -1,
    )
    style = 0.5 + 0.35 * waves + 0.15 * np.sign(waves[..., ::-1])
    return _quantised(content), _quantised(style)


def write(content: Picture, style: Picture, result: NDArray[np.float32], folder: Path) -> Golden:
    """Write `golden.bin` into `folder`. result: (H, W, 3) in [0, 1], computed by TensorFlow."""
    parts = (content, style, _quantised(result))
    (folder / FILE).write_bytes(b"".join(part.tobytes() for part in parts))
    return Golden(FILE, content.shape, style.shape, result.shape, TOLERANCE)


def read(card: ModelCard, folder: Path) -> tuple[Picture, Picture, Picture]:
    """Content, style and expected result of a verified package."""
    golden = card.golden
    shapes = (golden.content, golden.style, golden.result)
    numbers = np.frombuffer((folder / golden.file).read_bytes(), np.uint8)
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    first, second, third = (
        part.reshape(shape)
        for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True)
    )
    return first, second, third


def _quantised(picture: NDArray[np.floating]) -> Picture:
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
