"""Art nouveau: overlapping peacock feathers with gilt edges, each an eye within an eye."""

from __future__ import annotations

import numpy as np

from pastiche.samples.brush import lit
from pastiche.samples.colour import jitter, palette, ramp, to_rgb
from pastiche.samples.sheet import Field, Picture, Sheet, smoothstep

PLUMES = (
    palette("#0a2f3c", "#0f5e63", "#1d8a6b", "#6fae4e", "#c9b458"),
    palette("#241a44", "#3d3a86", "#3f72a8", "#63b0a8", "#d9c27a"),
    palette("#3b0f24", "#7d1f3d", "#b8473f", "#dd8a45", "#f0cf86"),
)
EYES = (
    palette("#101536", "#1b2f8f", "#1fa0b4", "#c8742a", "#56812f"),
    palette("#1a0f2e", "#8a2b62", "#e06a5a", "#f0b45a", "#4a3f86"),
    palette("#081c26", "#0c5a66", "#3fb0a0", "#e9dba0", "#a3322f"),
)
GOLD = palette("#6b4614", "#c08a2b", "#f3d37a")
SCALE = 56.0
"""Half the width of a feather in points."""
ROW = 0.8 * SCALE
"""From one row of feathers to the next in points."""


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """A cloak of feathers that hang in staggered rows."""
    plume, eye = PLUMES[variant % len(PLUMES)], EYES[variant % len(EYES)]
    bend = 16 * sheet.noise(rng, 230)
    x = sheet.x + bend + 14 * np.sin(sheet.y / 110 + rng.uniform(0, 6))
    y = sheet.y + 12 * sheet.noise(rng, 230)
    lab = np.zeros((*sheet.shape, 3), np.float32)
    height = np.zeros(sheet.shape, np.float32)
    row = np.floor(y / (ROW)).astype(np.intp)
    tones = jitter(rng, np.zeros((96, 96, 3), np.float32), 0.035, 0.016)
    for above in (-1, 0, 1, 2):
        _feathers(sheet, lab, height, (x, y), row - above, plume, eye, tones)
    lab[..., 0] += 0.012 * sheet.noise(rng, 2.5)
    return lit(to_rgb(lab), height, sheet.pixels_per_point * 0.8, gloss=0.3)


def _feathers(
    sheet: Sheet,
    lab: Field,
    height: Field,
    place: tuple[Field, Field],
    row: np.ndarray,
    plume: Field,
    eye: Field,
    tones: Field,
) -> None:
    """Lay the feathers of the rows given pixel by pixel, over those that hang lower."""
    x, y = place
    offset = (row % 2).astype(np.float32) * np.float32(0.5)
    column = np.floor(x / (2 * SCALE) - offset)
    dx = (x / (2 * SCALE) - offset - column - 0.5) * 2
    dy = (y - (row + 1).astype(np.float32) * np.float32(ROW)) / np.float32(SCALE)
    away = np.hypot(dx, dy)
    inside = (1 - away) * SCALE
    edge = 0.6 / sheet.pixels_per_point
    cover = smoothstep(-edge, edge, inside)[..., None]
    tone = tones[row % 96, column.astype(np.intp) % 96]
    angle = np.arctan2(dx, dy + 0.9)
    barb = np.sin(angle * 46 + 3.0 * away * np.clip(dx * 5, -1, 1)) * smoothstep(0.3, 0.5, away)
    body = ramp(plume, 0.12 + 0.72 * away**1.6 + 0.1 * barb) + tone
    body[..., 0] += 0.075 * barb
    ring = np.hypot(dx * 1.08, (dy - 0.42) * 0.9)
    stops = ring / 0.44 + 0.9 * np.maximum(0, 0.42 - dy) * np.exp(-dx * dx * 60)
    bands = np.floor(np.clip(stops, 0, 0.999) * 5) / 4
    iris = ramp(eye, bands.astype(np.float32)) + 0.5 * tone
    iris[..., 0] += 0.06 * (0.5 - stops * 5 % 1)
    body += smoothstep(0.46, 0.43, ring)[..., None] * (iris - body)
    wire = np.minimum(np.abs(inside - 2.2) - 2.0, np.abs(ring - 0.45) * SCALE - 1.1)
    gilt = smoothstep(edge, -edge, wire)
    leaf = ramp(GOLD, 0.62 - 0.35 * (dx + dy) + 0.12 * np.sin(angle * 23))
    body += gilt[..., None] * (leaf - body)
    lab += cover * (body - lab)
    relief = (
        2.2 * away
        + 1.4 * gilt
        - 1.1 * smoothstep(0.5, 0.38, ring)
        + 0.35 * barb * smoothstep(0.43, 0.5, ring)
    )
    height += cover[..., 0] * (relief - height)
