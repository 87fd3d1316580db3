"""Halftone: citrus slices printed in three inks, each a screen of dots at its own angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.colour import palette, to_rgb
from pastiche.samples.sheet import Field, Picture, Sheet, smoothstep

PAPER = palette("#fbf3df")
INKS = (
    palette("#ffd11a", "#ff4f6d", "#2456a6"),
    palette("#ffcf33", "#f2545b", "#0f766e"),
    palette("#ffd84d", "#e8508f", "#5a3fa0"),
)
"""Yellow, red and blue plates."""
SCREEN = 7.5
"""Points from dot to dot."""
ANGLES = np.radians([0.0, 75.0, 15.0])
SHIFTS = ((0.7, -0.5), (-0.9, 0.6), (0.0, 0.0))
"""The plates never quite register; points."""

Tint = tuple[float, float, float]
"""Share of the paper each plate covers: yellow, red, blue."""


@dataclass(frozen=True)
class Fruit:
    """Tints of a slice, from the outside in."""

    rind: Tint
    flesh: Tint
    heart: Tint
    """Flesh towards the middle."""


FRUITS = (
    Fruit((1.0, 0.6, 0.0), (1.0, 0.55, 0.0), (1.0, 0.3, 0.0)),
    Fruit((1.0, 0.16, 0.02), (1.0, 0.1, 0.0), (0.8, 0.0, 0.0)),
    Fruit((1.0, 0.02, 0.55), (1.0, 0.0, 0.26), (0.9, 0.0, 0.08)),
    Fruit((1.0, 0.42, 0.0), (0.25, 0.95, 0.06), (0.2, 0.7, 0.0)),
)
PITH: Tint = (0.05, 0.0, 0.0)
LEAF: Tint = (0.85, 0.06, 0.82)


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """Slices of fruit on leaves, in the inks of a small press."""
    inks, paper = to_rgb(INKS[variant % len(INKS)]), to_rgb(PAPER)[0]
    wide, high = (round(side) for side in sheet.extent)
    plates = _separations(Sheet(wide, high), rng)
    picture = np.broadcast_to(paper, (*sheet.shape, 3)).copy()
    for plate, ink, angle, (dx, dy) in zip(plates, inks, ANGLES, SHIFTS, strict=True):
        covered = _screen(sheet, sheet.enlarge(plate), float(angle), dx, dy)
        worn = 1 - 0.1 * smoothstep(0.8, 2.4, sheet.noise(rng, 2.2, octaves=2))
        picture *= 1 - (covered * worn)[..., None] * (1 - ink / paper)
    return picture.astype(np.float32)


def _screen(sheet: Sheet, tone: Field, angle: float, dx: float, dy: float) -> Field:
    """Dots that grow with the tone until only holes between them are left."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    x, y = sheet.x + np.float32(dx), sheet.y + np.float32(dy)
    turn = np.float32(2 * np.pi / SCREEN)
    spot = 0.5 + 0.25 * (np.cos((x * cos + y * sin) * turn) + np.cos((y * cos - x * sin) * turn))
    share = 1.04 * np.clip(tone, 0, 1) ** 0.7
    soft = 0.16 / max(sheet.pixels_per_point, 0.5)
    return smoothstep(-soft, soft, (spot - 1 + share).astype(np.float32)) * (tone > 0.015)


def _separations(sheet: Sheet, rng: np.random.Generator) -> Field:
    """Continuous tones of the three plates, (3, H, W): leaves, then slices laid over each other."""
    wide, high = sheet.extent
    fall = (sheet.x / wide + sheet.y / high) / 2
    plates = np.stack([0.1 + 0 * fall, 0.03 + 0.2 * fall, 0.42 + 0.4 * fall]).astype(np.float32)
    for x, y in _spread(rng, 5, wide, high).tolist():
        _leaf(sheet, plates, x, y, rng.uniform(0, 2 * np.pi), rng.uniform(62, 88))
    middles = _spread(rng, 4, wide, high)
    for number, (x, y) in enumerate(middles.tolist()):
        radius = rng.choice([50.0, 62.0, 74.0, 86.0])
        fruit = FRUITS[(number * 3 + int(rng.integers(2))) % len(FRUITS)]
        _slice(sheet, plates, fruit, (x, y), radius, rng)
    return plates


def _spread(rng: np.random.Generator, across: int, wide: float, high: float) -> NDArray[np.float64]:
    """Shuffled places, one in every square of a grid; (N, 2) points."""
    down = max(round(across * high / wide), 1)
    grid = np.stack(np.meshgrid(np.arange(across), np.arange(down)), -1).reshape(-1, 2)
    places = (grid + 0.5 + rng.uniform(-0.3, 0.3, grid.shape)) / (across, down)
    return np.asarray(rng.permutation(places * (wide, high)))


def _lay(plates: Field, where: Field, tint: Tint | Field) -> None:
    """Cover what lies below by a tint, where `where` is 1."""
    colour = np.asarray(tint, np.float32)
    colour = colour[:, None, None] if colour.ndim == 1 else colour
    plates += where * (colour - plates)


def _slice(
    sheet: Sheet,
    plates: Field,
    fruit: Fruit,
    middle: tuple[float, float],
    radius: float,
    rng: np.random.Generator,
) -> None:
    dx, dy = sheet.x - np.float32(middle[0]), sheet.y - np.float32(middle[1])
    shadow = np.hypot(dx - 9, dy - 12)
    plates[2] += 0.5 * smoothstep(radius + 12, radius - 8, shadow) * (1 - plates[2])
    away = np.hypot(dx, dy)
    angle = np.arctan2(dy, dx) + np.float32(rng.uniform(0, 6))
    count = int(rng.integers(8, 11))
    wedge = np.abs((angle * count / (2 * np.pi)) % 1 - 0.5) * 2
    gap = (1 - wedge) * away * np.pi / count
    inside = np.minimum(np.minimum(gap - 2.6, radius * 0.84 - away), away - radius * 0.1)
    _lay(plates, smoothstep(0.7, -0.7, away - radius), fruit.rind)
    _lay(plates, smoothstep(0.7, -0.7, away - radius * 0.92), PITH)
    share = smoothstep(0.15, 0.85, away / radius) * (0.75 + 0.25 * np.sin(angle * 37) * (away > 8))
    heart, flesh = (np.array(t, np.float32)[:, None, None] for t in (fruit.heart, fruit.flesh))
    light = np.clip(1 - 0.35 * (-dx - dy) / radius * (dx + dy < 0), 0.4, 1)
    _lay(plates, smoothstep(-0.7, 1.5, inside), (heart + (flesh - heart) * share) * light)


def _leaf(sheet: Sheet, plates: Field, x: float, y: float, heading: float, half: float) -> None:
    dx, dy = sheet.x - np.float32(x), sheet.y - np.float32(y)
    cos, sin = np.cos(heading), np.sin(heading)
    u, v = (dx * cos + dy * sin) / half, (dy * cos - dx * sin) / half
    blade = (0.42 * np.clip(1 - u * u, 0, None) * (1 - 0.25 * u) - np.abs(v)) * half
    veins = np.abs(((u - 0.55 * np.abs(v)) * 5.5) % 1 - 0.5) * half / 5.5
    light = 0.62 + 0.38 * smoothstep(-0.12, 0.12, v)
    cover = smoothstep(-0.7, 0.7, blade)
    tints = np.stack([np.full_like(light, LEAF[0]), LEAF[1] * light, LEAF[2] * light])
    _lay(plates, cover, tints)
    rib = np.maximum(smoothstep(1.9, 0.9, veins), smoothstep(2.2, 1.0, np.abs(v) * half))
    _lay(plates, cover * rib * (blade > 2), (0.75, 0.0, 0.2))
