"""Pointillism: an orchard in blossom, in dabs of unmixed colour that the eye mixes."""

from __future__ import annotations

import numpy as np

from pastiche.samples.brush import lit
from pastiche.samples.colour import Colours, palette, ramp, to_rgb
from pastiche.samples.sheet import Field, Picture, Sheet, smoothstep

SKY = (
    palette("#4f8fd0", "#8fc3e8", "#f6e3b4", "#f7c98f"),
    palette("#6a6fc4", "#b09be0", "#f7c6c0", "#ffe0a0"),
    palette("#3f9fb0", "#9ad8cf", "#f3efc0", "#f9d68a"),
)
CLOUD = palette("#f6b98f", "#fbd9c4", "#fffaf0")
GRASS = palette("#1f6b45", "#4f9e3f", "#a5c63b", "#f0df59")
SHADE = palette("#3b2f7f", "#3f6fa8")
BLOSSOM = (
    palette("#a83a6b", "#e86a92", "#f9b3c2", "#fff0e6"),
    palette("#b5482a", "#ef8a3c", "#fbc46a", "#fff1cf"),
    palette("#6a3fa0", "#a878d0", "#d9b8ea", "#fff0fa"),
)
TRUNK = palette("#43264f", "#8a4a3f")
DAB = 7.0
"""Points from dab to dab."""


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """Rows of blossoming trees that run to the horizon."""
    wide, high = (int(np.ceil(side)) for side in sheet.extent)
    scene = _scene(Sheet(wide, high), rng, variant)
    lab = np.broadcast_to(palette("#e9dcc0")[0], (*sheet.shape, 3)).copy()
    height = np.zeros(sheet.shape, np.float32)
    for spacing in (DAB * 1.25, DAB, DAB, DAB * 0.85, DAB * 0.75):
        _dab(sheet, rng, scene, lab, height, spacing)
    return lit(to_rgb(lab), height, sheet.pixels_per_point * 0.55, gloss=0.1)


def _dab(
    sheet: Sheet,
    rng: np.random.Generator,
    scene: Colours,
    lab: Colours,
    height: Field,
    spacing: float,
) -> None:
    """One coat: a dab in every square of a jittered grid, each in one pure colour."""
    board_high, board_wide = scene.shape[:2]
    rows, columns = int(board_high / spacing) + 4, int(board_wide / spacing) + 4
    jitter = rng.uniform(-0.5, 0.5, (rows, columns, 2)).astype(np.float32)
    x = (np.arange(columns)[None, :] - 1.5 + jitter[..., 0]) * np.float32(spacing)
    y = (np.arange(rows)[:, None] - 1.5 + jitter[..., 1]) * np.float32(spacing)
    size = rng.uniform(0.44, 0.62, x.shape).astype(np.float32) * np.float32(spacing)
    colour = scene[
        np.clip(y.astype(np.intp), 0, board_high - 1), np.clip(x.astype(np.intp), 0, board_wide - 1)
    ]
    colour = _divide(rng, colour)
    column = (sheet.x / spacing + 1.5).astype(np.intp)
    row = (sheet.y / spacing + 1.5).astype(np.intp)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            at = np.clip(row + dy, 0, rows - 1), np.clip(column + dx, 0, columns - 1)
            across, down = sheet.x - x[at], sheet.y - y[at]
            rim = size[at] - np.hypot(across * np.float32(0.92), down)
            cover = np.clip(rim * sheet.pixels_per_point + 0.5, 0, 1)
            lab += cover[..., None] * (colour[at] - lab)
            bump = 0.5 + 0.9 * np.sqrt(np.clip(rim / size[at], 0, 1))
            height += cover * (bump - height)


def _divide(rng: np.random.Generator, colour: Colours) -> Colours:
    """Split a tone into purer ones that average to it: brighter, darker, warmer, cooler."""
    light, a, b = np.moveaxis(colour, -1, 0)
    opposite = rng.uniform(size=light.shape) < 0.055
    hue = np.arctan2(b, a) + rng.normal(0, 0.26, light.shape) + np.pi * opposite
    chroma = np.hypot(a, b) * rng.uniform(0.8, 1.25, light.shape) + 0.012
    light = light + rng.normal(0, 0.045, light.shape)
    return np.stack([light, chroma * np.cos(hue), chroma * np.sin(hue)], -1).astype(np.float32)


def _scene(board: Sheet, rng: np.random.Generator, variant: int) -> Colours:
    """The orchard in flat tones, one pixel per point."""
    wide, high = board.extent
    horizon = high * rng.uniform(0.36, 0.42)
    sky = ramp(SKY[variant % len(SKY)], board.y / horizon + 0.12 * board.noise(rng, 90))
    rows = np.sin(board.y / 17 + 0.8 * board.noise(rng, 120))
    puffs = board.noise(rng, 75, octaves=3) + 0.5 * rows
    lab: Colours = sky + 0.8 * smoothstep(0.35, 0.8, puffs)[..., None] * (
        ramp(CLOUD, 0.9 - 0.8 * board.y / horizon) - sky
    )
    hill = board.y - (horizon - 26 - 16 * np.sin(board.x / 95 + rng.uniform(0, 6)))
    lab = np.where((hill > 0)[..., None], ramp(SHADE, 0.5 + hill / 60), lab)
    near = np.clip((board.y - horizon) / (high - horizon), 0, 1)
    mown = np.sin((board.x - wide * 0.35) / (26 + 150 * near) * 6.3)
    light = 0.62 + 0.2 * mown + 0.12 * board.noise(rng, 46, octaves=2) - 0.12 * near
    lab = np.where((board.y > horizon)[..., None], ramp(GRASS, light), lab).astype(np.float32)
    blossom = BLOSSOM[variant % len(BLOSSOM)]
    vanish = wide * rng.uniform(0.3, 0.4)
    for depth in (0.02, 0.08, 0.19, 0.38, 0.74):
        for lane in (-2.5, -1.5, -0.5, 0.55, 1.5, 2.5):
            size = (20 + 98 * depth) * rng.uniform(0.88, 1.12)
            x = vanish + lane * (52 + 300 * depth)
            foot = horizon + 6 + depth * (high - horizon)
            _tree(board, rng, lab, blossom, x, foot, size)
    return lab


def _tree(
    board: Sheet,
    rng: np.random.Generator,
    lab: Colours,
    blossom: Colours,
    x: float,
    foot: float,
    size: float,
) -> None:
    """A round crown on a leaning trunk, lit from the left, with a violet shadow to the right."""
    left, right = (max(int(x + reach * size), 0) for reach in (-1.4, 2))
    top, bottom = (max(int(foot + reach * size), 0) for reach in (-2.5, 0.5))
    window = slice(top, bottom), slice(left, right)
    ragged = 0.16 * board.noise(rng, size * 0.4, octaves=2)[window]
    dx, dy = (board.x[window] - x) / size, (board.y[window] - foot) / size
    ground = lab[window]

    shadow = smoothstep(1.05, 0.8, np.hypot(dx - 0.5, dy / 0.24) + ragged)[..., None]
    ground += 0.72 * shadow * (ramp(SHADE, 0.5 + 0.5 * ragged) - ground)
    lean = dx + 0.12 * dy
    trunk = (np.abs(lean) < 0.09) & (dy < 0) & (dy > -1)
    np.copyto(ground, ramp(TRUNK, 0.5 - lean / 0.15), where=trunk[..., None])
    dx, dy = dx - 0.1, (dy + 1.3) / 0.8
    crown = np.hypot(dx, dy) + ragged < 0.95
    light = 0.42 - 0.4 * dx - 0.5 * dy + 0.9 * ragged
    np.copyto(ground, ramp(blossom, light), where=crown[..., None])
