"""The sheet a sample picture is drawn on: its pixels, its points, and smooth noise over them.

Marks are measured in points, 512 of them along the shorter side, so that a picture drawn small has
the composition of the same picture drawn large.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.floating[Any]]
"""One number per pixel, (H, W)."""

Picture = NDArray[np.floating[Any]]
"""sRGB in [0, 1], (H, W, 3)."""

POINTS = 512


@dataclass(frozen=True)
class Sheet:
    """`width` and `height` in pixels."""

    width: int
    height: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of its arrays."""
        return self.height, self.width

    @property
    def pixels_per_point(self) -> float:
        """Pixels to a point; more than 1 on a large sheet."""
        return min(self.width, self.height) / POINTS

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width / self.pixels_per_point, self.height / self.pixels_per_point

    @cached_property
    def x(self) -> Field:
        """Horizontal position of every pixel's centre, in points; (H, W)."""
        row = (np.arange(self.width, dtype=np.float32) + 0.5) / np.float32(self.pixels_per_point)
        return np.ascontiguousarray(np.broadcast_to(row, self.shape))

    @cached_property
    def y(self) -> Field:
        """Vertical position of every pixel's centre, downwards, in points; (H, W)."""
        column = (np.arange(self.height, dtype=np.float32) + 0.5) / np.float32(
            self.pixels_per_point
        )
        return np.ascontiguousarray(np.broadcast_to(column[:, None], self.shape))

    def noise(self, rng: np.random.Generator, cell: float, octaves: int = 1) -> Field:
        """Smooth noise around 0 with a spread of about 1; `cell` is its grain in points.

        Gaussian values on a lattice, enlarged bicubically; each octave halves cell and weight.
        """
        total = np.zeros(self.shape, np.float32)
        power = 0.0
        for octave in range(octaves):
            weight = 0.5**octave
            total += weight * self._lattice(rng, cell / 2**octave)
            power += weight**2
        return (total / np.float32(0.75 * np.sqrt(power))).astype(np.float32)

    def grain(self, rng: np.random.Generator, along: float, across: float) -> Field:
        """Noise stretched sideways, as wood or silk: `along` and `across` its grain in points."""
        return self._lattice(rng, along, across)

    def _lattice(
        self, rng: np.random.Generator, cell: float, cell_down: float | None = None
    ) -> Field:
        wide, high = self.extent
        columns = wide / cell
        rows = high / (cell_down or cell)
        knots = rng.standard_normal((int(rows) + 5, int(columns) + 5)).astype(np.float32)
        box = (2.0, 2.0, 2.0 + columns, 2.0 + rows)
        return self.enlarge(knots, box)

    def enlarge(self, small: Field, box: tuple[float, float, float, float] | None = None) -> Field:
        """A coarser field, or the box of it, spread bicubically over the sheet."""
        size = (self.width, self.height)
        image = Image.fromarray(small)
        return np.asarray(image.resize(size, Image.Resampling.BICUBIC, box=box), np.float32)


def smoothstep(low: float, high: float, value: Field) -> Field:
    """0 below `low`, 1 above `high`, an S between; falls when `low` > `high`."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
