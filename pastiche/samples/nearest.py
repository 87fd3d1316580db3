"""Which of many points is nearest, for every pixel at once: Voronoi cells and distances.

Jump flooding: Rong and Tan, "Jump Flooding in GPU with Applications to Voronoi Diagram and Distance
Transform", I3D 2006.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.sheet import Field, Sheet

Labels = NDArray[np.int32]
"""An index per pixel, (H, W)."""


def nearest(
    shape: tuple[int, int],
    columns: Field,
    rows: Field,
    radii: Field | None = None,
    *,
    reach: float | None = None,
) -> tuple[Labels, Field]:
    """The index of each pixel's nearest point, and how far away that is, in pixels.

    `columns`, `rows`: (N,) pixel positions. With `radii` the points are discs and the distance is
    to their rims: negative inside. `reach` is how far away the nearest may be, if that is known.
    """
    height, width = shape
    columns = np.append(columns, -1e5).astype(np.float32)
    rows = np.append(rows, -1e5).astype(np.float32)
    sizes = np.append(np.zeros(len(columns) - 1) if radii is None else radii, 0).astype(np.float32)
    nobody = len(columns) - 1
    best = np.full(shape, nobody, np.int32)
    seated = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    points = np.flatnonzero(seated)
    best[rows[points].astype(np.intp), columns[points].astype(np.intp)] = points
    across = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5)
    down = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5)

    def away(candidates: Labels) -> Field:
        straight = np.hypot(columns[candidates] - across, rows[candidates] - down)
        return np.asarray(straight - sizes[candidates], np.float32)

    distance = away(best)
    for step in _steps(int(reach or max(shape))):
        padded = np.pad(best, step, constant_values=nobody)
        for dy in (0, step, 2 * step):
            for dx in (0, step, 2 * step):
                rival = padded[dy : dy + height, dx : dx + width]
                if dx == dy == step:
                    continue
                rival_distance = away(rival)
                closer = rival_distance < distance
                np.copyto(best, rival, where=closer)
                np.copyto(distance, rival_distance, where=closer)
    return best, distance


def _steps(farthest: int) -> list[int]:
    """Halving jumps, and one more of a pixel to mend what the large ones missed."""
    steps = [1 << power for power in reversed(range(farthest.bit_length()))]
    return [1, *steps, 1]


def borders(sheet: Sheet, points: Field, reach: float, x: Field, y: Field) -> tuple[Labels, Field]:
    """The Voronoi cell of every pixel and its distance to the cell's border, in points.

    Exact and smooth, unlike distances between pixels. `points`: (N, 2) in points, no cell larger
    than `reach`; `x`, `y`: where each pixel's centre stands, in points, if bent a little.
    """
    scale = sheet.pixels_per_point
    first = np.full(sheet.shape, 1e9, np.float32)
    second = np.full(sheet.shape, 1e9, np.float32)
    cell = np.zeros(sheet.shape, np.int32)
    rival = np.zeros(sheet.shape, np.int32)
    for index, (px, py) in enumerate(points.tolist()):
        rows = slice(max(int((py - reach) * scale), 0), max(int((py + reach) * scale), 0))
        columns = slice(max(int((px - reach) * scale), 0), max(int((px + reach) * scale), 0))
        window = rows, columns
        away = (x[window] - np.float32(px)) ** 2 + (y[window] - np.float32(py)) ** 2
        one, two = first[window], second[window]
        leads = away < one
        follows = ~leads & (away < two)
        np.copyto(rival[window], cell[window], where=leads)
        np.copyto(two, one, where=leads)
        np.copyto(cell[window], np.int32(index), where=leads)
        np.copyto(one, away, where=leads)
        np.copyto(rival[window], np.int32(index), where=follows)
        np.copyto(two, away, where=follows)
    apart = points[cell] - points[rival]
    return cell, ((second - first) / (2 * np.hypot(apart[..., 0], apart[..., 1]) + 1e-6)).astype(
        np.float32
    )
