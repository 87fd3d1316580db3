"""Mosaic: tesserae laid in rows along the outlines, as the floors of Antioch were.

The rows that follow an outline are called andamento: tiles step along the contour lines of the
distance to the nearest outline and turn with them; small ones fill what is left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.brush import lit
from pastiche.samples.cartoon import Cartoon, shoal
from pastiche.samples.colour import Colours, jitter, palette, to_rgb
from pastiche.samples.nearest import nearest
from pastiche.samples.sheet import Field, Picture, Sheet

TILE = 10.0
"""Side of a tile in points."""
JOINT = 1.3
"""Grout between tiles in points."""
GROUT = palette("#4a4036")[0]


@dataclass(frozen=True)
class Tile:
    """A tessera: centre, angle, length along its row and depth across, in points."""

    x: float
    y: float
    angle: float
    length: float
    depth: float


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """The cartoon of a shoal of fish, laid in stone."""
    wide, high = (math.ceil(side) for side in sheet.extent)
    board = Sheet(wide, high)
    cartoon = shoal(board, rng, variant)
    tiles = _Floor(board, rng, cartoon).lay()
    lab, height = _set(sheet, rng, tiles, _colours(rng, tiles, cartoon))
    height += 0.1 * sheet.noise(rng, 2.5)
    return lit(to_rgb(lab), height, sheet.pixels_per_point, gloss=0.2)


class _Floor:
    """The bed of mortar while it fills: rows first, then the gaps."""

    def __init__(self, board: Sheet, rng: np.random.Generator, cartoon: Cartoon) -> None:
        rows, columns = np.nonzero(cartoon.outline)
        _, away = nearest(
            board.shape, columns.astype(np.float32) + 0.5, rows.astype(np.float32) + 0.5
        )
        self.away = away
        slopes = np.gradient(_smooth(away))
        self.down, self.across = np.asarray(slopes[0]), np.asarray(slopes[1])
        self.rng = rng
        self.width, self.height = board.width, board.height
        self.free = ~cartoon.outline

    def lay(self) -> list[Tile]:
        """The tiles, rows nearest the outlines first, then ever smaller ones between them."""
        tiles: list[Tile] = []
        row = np.floor(self.away / TILE).astype(np.intp)
        order = np.lexsort((self.rng.uniform(size=row.size), row.ravel()))
        in_step = np.abs(self.away / TILE - row - 0.5) < 0.12
        for index in order[in_step.ravel()[order]][::3].tolist():
            y, x = divmod(index, self.width)
            if self.free[y, x]:
                tiles += self._march(x + 0.5, y + 0.5, (row[y, x] + 0.5) * TILE)
        for size in (0.75, 0.55, 0.4):
            for index in self.rng.permutation(np.flatnonzero(self.free)).tolist()[::4]:
                y, x = divmod(index, self.width)
                tile = self._tile(x + 0.5, y + 0.5, TILE * size, TILE * size)
                if self._room(tile) and self._fits(tile, 0.03):
                    tiles.append(tile)
        return tiles

    def _march(self, x: float, y: float, level: float) -> list[Tile]:
        """Tiles side by side along one contour line, both ways, until they meet others."""
        laid: list[Tile] = []
        for way in (1.0, -1.0):
            at_x, at_y = x, y
            if way < 0 and laid:
                at_x, at_y = self._step(x, y, level, -TILE)
            while 0 <= at_x < self.width and 0 <= at_y < self.height:
                length = TILE * self.rng.uniform(0.85, 1.2)
                tile = self._tile(at_x, at_y, length, TILE)
                if not self._fits(tile, 0.1):
                    break
                laid.append(tile)
                at_x, at_y = self._step(at_x, at_y, level, way * (length + 0.3))
        return laid

    def _slope(self, x: float, y: float) -> tuple[float, float]:
        row, column = min(max(int(y), 0), self.height - 1), min(max(int(x), 0), self.width - 1)
        return float(self.across[row, column]), float(self.down[row, column])

    def _step(self, x: float, y: float, level: float, far: float) -> tuple[float, float]:
        """`far` along the contour line, then back onto it."""
        gx, gy = self._slope(x, y)
        norm = math.hypot(gx, gy) + 1e-6
        x, y = x - gy / norm * far, y + gx / norm * far
        row, column = min(max(int(y), 0), self.height - 1), min(max(int(x), 0), self.width - 1)
        gx, gy = self._slope(x, y)
        norm = math.hypot(gx, gy) + 1e-6
        off = max(-3.0, min(3.0, level - float(self.away[row, column])))
        return x + gx / norm * off, y + gy / norm * off

    def _tile(self, x: float, y: float, length: float, depth: float) -> Tile:
        gx, gy = self._slope(x, y)
        return Tile(x, y, math.atan2(gx, -gy), length, depth)

    def _room(self, tile: Tile) -> bool:
        """Whether the middle and the corners are free: a quick look before measuring."""
        cos, sin = math.cos(tile.angle) * tile.length, math.sin(tile.angle) * tile.length
        for along, aside in ((0, 0), (0.4, 0.4), (0.4, -0.4), (-0.4, 0.4), (-0.4, -0.4)):
            x, y = tile.x + along * cos - aside * sin, tile.y + along * sin + aside * cos
            inside = 0 <= x < self.width and 0 <= y < self.height
            if inside and not self.free[int(y), int(x)]:
                return False
        return True

    def _fits(self, tile: Tile, overlap: float) -> bool:
        """Whether the place is free, but for a share `overlap`; if so it is taken."""
        reach = 0.5 * math.hypot(tile.length, tile.depth) + 1
        left, right = max(int(tile.x - reach), 0), min(int(tile.x + reach) + 1, self.width)
        top, bottom = max(int(tile.y - reach), 0), min(int(tile.y + reach) + 1, self.height)
        cos, sin = math.cos(tile.angle), math.sin(tile.angle)
        dx = np.arange(left, right)[None, :] + (0.5 - tile.x)
        dy = np.arange(top, bottom)[:, None] + (0.5 - tile.y)
        along, aside = np.abs(dx * cos + dy * sin), np.abs(dy * cos - dx * sin)
        inside = (along < tile.length / 2) & (aside < tile.depth / 2)
        window = self.free[top:bottom, left:right]
        taken = int(np.count_nonzero(inside & ~window))
        if taken > overlap * tile.length * tile.depth:
            return False
        window[inside] = False
        return True


def _smooth(field: Field) -> Field:
    """A mean over 5x5, so that rows round corners instead of breaking."""
    padded = np.pad(field, 2, mode="edge")
    height, width = field.shape
    shifts = [padded[i : i + height, j : j + width] for i in range(5) for j in range(5)]
    return np.asarray(np.mean(shifts, axis=0), np.float32)


def _colours(rng: np.random.Generator, tiles: list[Tile], cartoon: Cartoon) -> Colours:
    """The cartoon's colour under each tile, cut from stones that are never quite alike; (N, 3)."""
    height, width = cartoon.lab.shape[:2]
    rows = np.clip([int(tile.y) for tile in tiles], 0, height - 1)
    columns = np.clip([int(tile.x) for tile in tiles], 0, width - 1)
    return jitter(rng, cartoon.lab[rows, columns], 0.04, 0.014)


def _set(
    sheet: Sheet, rng: np.random.Generator, tiles: list[Tile], colours: Colours
) -> tuple[NDArray[np.float32], Field]:
    """The tiles in their grout: colour (H, W, 3) Oklab and height in points."""
    scale = sheet.pixels_per_point
    lab = np.broadcast_to(GROUT, (*sheet.shape, 3)).copy()
    lab[..., 0] += 0.03 * sheet.noise(rng, 3)
    height = np.zeros(sheet.shape, np.float32)
    tilts = rng.normal(0, 0.05, (len(tiles), 2)).astype(np.float32)
    for tile, colour, (tilt_x, tilt_y) in zip(tiles, colours, tilts, strict=True):
        reach = (0.5 * math.hypot(tile.length, tile.depth) + 1) * scale + 1
        cx, cy = tile.x * scale, tile.y * scale
        window = (
            slice(max(int(cy - reach), 0), max(int(cy + reach) + 1, 0)),
            slice(max(int(cx - reach), 0), max(int(cx + reach) + 1, 0)),
        )
        dx, dy = sheet.x[window] - np.float32(tile.x), sheet.y[window] - np.float32(tile.y)
        cos, sin = np.float32(math.cos(tile.angle)), np.float32(math.sin(tile.angle))
        along = np.abs(dx * cos + dy * sin) - np.float32((tile.length - JOINT) / 2 - 0.8)
        aside = np.abs(dy * cos - dx * sin) - np.float32((tile.depth - JOINT) / 2 - 0.8)
        rim = np.float32(0.8) - np.hypot(np.maximum(along, 0), np.maximum(aside, 0))
        rim -= np.minimum(np.maximum(along, aside), 0)
        cover = np.clip(rim * np.float32(scale) + np.float32(0.5), 0, 1)
        lab[window] += cover[..., None] * (colour - lab[window])
        stone = 1.4 * np.clip(rim / 1.6, 0, 1) + tilt_x * dx + tilt_y * dy
        height[window] += cover * (stone - height[window])
    return lab, height
