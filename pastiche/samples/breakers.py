"""Woodcut: rank upon rank of breaking waves, cut in lines and printed in three blues on cream.

Each rank is a level sea, striped along its depth, whose crests are then turned over by swirls: the
stripes wind into the curls by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pastiche.samples.colour import Colours, palette, ramp, to_rgb
from pastiche.samples.sheet import Field, Picture, Sheet, smoothstep

BLOCKS = (
    palette("#f4e7cb", "#b9d3cf", "#5f9bb5", "#20568c", "#0f2347", "#d2452c"),
    palette("#f6ead2", "#c9d8b6", "#6fa287", "#2c6a63", "#10302f", "#d98324"),
    palette("#f7e6d4", "#e8bfa9", "#b97b86", "#6c4a78", "#271b3d", "#e0a526"),
)
PAPER, PALE, MIDDLE, DEEP, KEY, SUN = range(6)


@dataclass(frozen=True)
class Sea:
    """One rank of waves in its unturned state: along the crest, and down from the surface."""

    along: Field
    depth: Field


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """A sea of curling waves under clouds cut in lines, a red sun among them."""
    blocks = BLOCKS[variant % len(BLOCKS)]
    _, high = sheet.extent
    lab = _sky(sheet, rng, blocks)
    ranks = 5
    for rank in range(ranks):
        near = rank / (ranks - 1)
        level = high * (0.27 + 0.66 * near**1.2)
        sea = _turn(sheet, rng, level, 33 + 62 * near, rank)
        _water(sheet, rng, lab, sea, blocks, 0.72 + 0.6 * near)
    grain = sheet.grain(rng, 160, 2.2) + 0.7 * sheet.grain(rng, 60, 5)
    lab[..., 0] += 0.011 * grain + 0.012 * sheet.noise(rng, 2.5)
    return to_rgb(lab)


def _sky(sheet: Sheet, rng: np.random.Generator, blocks: Colours) -> Colours:
    """Paper, a sun, and lines of cloud that thicken upwards."""
    wide, high = sheet.extent
    lab = np.broadcast_to(blocks[PAPER], (*sheet.shape, 3)).copy()
    sun = np.hypot(sheet.x - wide * 0.7, sheet.y - high * 0.2)
    _print(sheet, lab, 54 - sun, blocks[SUN])
    _print(sheet, lab, 2.2 - np.abs(sun - 62), blocks[SUN])
    drift = 10 * sheet.noise(rng, 150) + 3 * sheet.noise(rng, 60)
    height = sheet.y + drift
    share = np.clip(0.85 - height / (0.42 * high), 0.12, 0.8)
    lines = np.abs((height / 11) % 1 - 0.5) * 11
    gaps = smoothstep(-0.2, 0.3, sheet.grain(rng, 140, 22) + 0.4) * smoothstep(56, 66, sun)
    _print(sheet, lab, share * 5.5 * gaps - lines - 0.8 * (1 - gaps), blocks[MIDDLE])
    return lab


def _turn(sheet: Sheet, rng: np.random.Generator, level: float, size: float, rank: int) -> Sea:
    """A rank of waves about `size` points high, each crest wound over to the left or right."""
    wide, _ = sheet.extent
    x, y = sheet.x.copy(), sheet.y.copy()
    spacing = size * 3.1
    start = -spacing * (0.9 if rank % 2 else 0.4) + rng.uniform(-12, 12)
    for crest in np.arange(start, wide + spacing, spacing):
        reach = size * rng.uniform(0.9, 1.15)
        dx = x - np.float32(crest + rng.uniform(-0.15, 0.15) * spacing)
        dy = y - np.float32(level + rng.uniform(-0.12, 0.12) * size)
        angle = np.float32(4.4) * np.exp(-((np.hypot(dx, dy) / reach) ** 1.6)).astype(np.float32)
        cos, sin = np.cos(angle), np.sin(angle)
        x, y = x - dx + cos * dx - sin * dy, y - dy + sin * dx + cos * dy
    swell = 0.22 * size * np.sin(x * np.float32(2 * np.pi / spacing) + rng.uniform(0, 6))
    return Sea(x, (y - np.float32(level) + swell).astype(np.float32))


def _water(
    sheet: Sheet,
    rng: np.random.Generator,
    lab: Colours,
    sea: Sea,
    blocks: Colours,
    size: float,
) -> None:
    """Water in bands of blue, carved lines along them, foam with fingers, a key-block outline."""
    waver = sheet.noise(rng, 70)
    depth = sea.depth / np.float32(size)
    along = sea.along / np.float32(size)
    band = (depth + 2.5 * waver) / 25
    stripe = np.abs(band % 1 - 0.5) * 25
    dark = (stripe >= 7.5)[..., None]
    light = ramp(blocks[[PAPER, PALE, MIDDLE]], np.clip(0.35 + depth / 190, 0, 1))
    _print(sheet, lab, sea.depth, np.where(dark, blocks[DEEP], light))
    fine = np.abs((depth + 2.5 * waver) / 6.25 % 1 - 0.5) * 6.25
    carved = 1.2 + 0.5 * waver - fine - 0.35 * dark[..., 0]
    cuts = np.where(dark, blocks[PALE], blocks[DEEP])
    _print(sheet, lab, np.minimum(carved * size, sea.depth), cuts)
    rim = (1.3 - np.abs(stripe - 7.5)) * size
    _print(sheet, lab, np.minimum(rim, sea.depth), blocks[KEY])

    beat = np.float32(np.pi / 15)
    fingers = 12 + 10 * np.abs(np.sin(along * beat)) ** 0.7 + 5 * np.sin(along / 9.1 + 3 * waver)
    foam = (fingers - depth) * size
    _print(sheet, lab, np.minimum(foam + 2.4, sea.depth + 2.4), blocks[KEY])
    _print(sheet, lab, np.minimum(foam, sea.depth), blocks[PAPER])
    ribs = (0.8 - np.abs(np.sin(along * beat)) * 15 / np.pi) * size
    _print(sheet, lab, np.minimum(ribs, np.minimum(foam - 2, sea.depth - 5 * size)), blocks[DEEP])
    _spray(sheet, rng, lab, depth, blocks)


def _spray(
    sheet: Sheet, rng: np.random.Generator, lab: Colours, depth: Field, blocks: Colours
) -> None:
    """Drops thrown off the crest, smaller the higher they fly."""
    cell = np.float32(9.0)
    jitter = rng.uniform(-0.28, 0.28, (64, 64, 2)).astype(np.float32)
    size = rng.uniform(-1.0, 1.0, (64, 64)).astype(np.float32)
    flying = (depth < -6) & (depth > -40)
    x, y = sheet.x[flying] / cell, sheet.y[flying] / cell
    square = y.astype(np.intp) % 64, x.astype(np.intp) % 64
    shift = jitter[square]
    away = np.hypot(x % 1 - 0.5 - shift[:, 0], y % 1 - 0.5 - shift[:, 1]) * cell
    drop = np.full(sheet.shape, -9, np.float32)
    drop[flying] = size[square] * (3.6 + 0.08 * depth[flying]) - away
    _print(sheet, lab, drop + 1.1, blocks[KEY])
    _print(sheet, lab, drop, blocks[PAPER])


def _print(sheet: Sheet, lab: Colours, inside: Field, colour: Colours) -> None:
    """Print where `inside`, points within the shape, is positive."""
    edge = 0.5 / sheet.pixels_per_point
    lab += smoothstep(-edge, edge, inside)[..., None] * (colour - lab)
