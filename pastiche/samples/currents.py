"""Flow field: ribbons of paint that follow a curling current and never cross."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pastiche.samples.brush import lit
from pastiche.samples.colour import jitter, palette, to_rgb
from pastiche.samples.nearest import nearest
from pastiche.samples.sheet import Field, Picture, Sheet, smoothstep

INKS = (
    palette("#f6e7cb", "#e4572e", "#f2a65a", "#2a9d8f", "#1f4e79", "#8d3b72", "#f7c9a9"),
    palette("#fbe9d7", "#e0475b", "#f2b5a7", "#5e548e", "#2d6a6a", "#be95c4", "#f0a202"),
    palette("#fdf0d5", "#f3722c", "#f9c74f", "#40916c", "#1b4332", "#95d5b2", "#264653"),
)
GROUND = palette("#101a33", "#1c1230", "#10241f")
GOLDEN = (0.7548776662, 0.5698402910)
"""Steps of a sequence that fills the unit square evenly (Martin Roberts' R2)."""
STEP = 2.5
"""Points a ribbon advances at a time."""
RANKS = ((9.0, 240, 400.0), (6.0, 900, 300.0), (4.0, 2600, 200.0), (2.6, 5000, 120.0))
"""Half width in points, ribbons tried, greatest length in points: widest first."""


@dataclass(frozen=True)
class Ribbon:
    """A line of points (N, 2) with one half width, all in points."""

    line: Field
    radius: float


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """Ribbons of several widths, packed until none fits between the others."""
    inks, ground = INKS[variant % len(INKS)], GROUND[variant % len(GROUND)]
    ribbons = _lay(sheet, rng)
    scale = sheet.pixels_per_point
    line = np.concatenate([ribbon.line for ribbon in ribbons])
    owner = np.repeat(np.arange(len(ribbons)), [len(ribbon.line) for ribbon in ribbons])
    radius = np.array([ribbon.radius for ribbon in ribbons], np.float32)
    place = np.concatenate([np.arange(len(ribbon.line)) for ribbon in ribbons])
    dots, distance = nearest(
        sheet.shape, line[:, 0] * scale, line[:, 1] * scale, radius[owner] * scale, reach=80 * scale
    )
    whose = owner[dots]
    half = radius[whose]
    rim = -distance / np.float32(scale) / half

    tangent = np.gradient(line, axis=0).astype(np.float32)
    tangent /= np.hypot(tangent[:, 0], tangent[:, 1])[:, None] + np.float32(1e-6)
    side = (sheet.x - line[dots, 0]) * -tangent[dots, 1] + (sheet.y - line[dots, 1]) * tangent[
        dots, 0
    ]
    hairs = rng.standard_normal((len(ribbons), 16)).astype(np.float32)
    hair = hairs[whose, np.clip(side * 0.9 + 8, 0, 15).astype(np.intp)]

    lab = _colours(rng, ribbons, inks)[whose, (place[dots] // 9) % 4]
    lab[..., 0] += 0.022 * hair + 0.05 * (side / half)
    painted = smoothstep(-0.16, 0.02, rim)[..., None]
    lab = ground + (lab - ground) * painted
    height = smoothstep(-0.1, 0.45, rim) * (1.6 + 0.12 * half) + 0.3 * hair
    height += 0.4 * sheet.noise(rng, 4)
    return lit(to_rgb(lab), (height * painted[..., 0]).astype(np.float32), scale * 0.8, gloss=0.1)


def _colours(rng: np.random.Generator, ribbons: list[Ribbon], inks: Field) -> Field:
    """(ribbons, 4, 3): most ribbons are of one ink, some change between two along their way.

    Neighbouring ribbons start from the same part of the palette, so that colour drifts.
    """
    drift = np.array([ribbon.line[0] @ (0.004, 0.006) for ribbon in ribbons])
    place = (drift + rng.normal(0, 0.16, len(ribbons))) * len(inks)
    first = place.astype(np.intp) % len(inks)
    second = (first + rng.integers(1, len(inks), len(ribbons))) % len(inks)
    banded = rng.uniform(size=len(ribbons)) < 0.22
    other = np.where(banded, second, first)
    chosen = inks[np.stack([first, first, first, other], 1)]
    return chosen + (jitter(rng, chosen[:, :1], 0.022, 0.01) - chosen[:, :1])


def _lay(sheet: Sheet, rng: np.random.Generator) -> list[Ribbon]:
    """Ribbons grown from golden-ratio starts, each until it would touch another."""
    wide, high = (math.ceil(side) for side in sheet.extent)
    cos, sin = _current(Sheet(wide, high), rng)
    taken = np.zeros((high + 80, wide + 80), bool)
    ribbons: list[Ribbon] = []
    for radius, tries, longest in RANKS:
        disc = _disc(radius)
        starts = (rng.uniform(size=2) + np.arange(tries)[:, None] * GOLDEN) % 1
        for start_x, start_y in (starts * (wide + 40, high + 40) - 20).tolist():
            line = _grow((start_x, start_y), cos, sin, taken, radius, longest)
            if len(line) * STEP < 3 * radius:
                continue
            for x, y in line:
                top, left = int(y) + 40 - len(disc) // 2, int(x) + 40 - len(disc) // 2
                taken[top : top + len(disc), left : left + len(disc)] |= disc
            ribbons.append(Ribbon(np.array(line, np.float32), radius))
    return ribbons


def _current(sheet: Sheet, rng: np.random.Generator) -> tuple[list[list[float]], list[list[float]]]:
    """Cosine and sine of the current's direction for every point of the sheet."""
    stream = sheet.noise(rng, 190) + 0.12 * sheet.noise(rng, 90) + sheet.x / 150 + sheet.y / 300
    down, across = np.gradient(stream)
    speed = np.hypot(down, across) + 1e-9
    return (down / speed).tolist(), (-across / speed).tolist()


def _grow(
    start: tuple[float, float],
    cos: list[list[float]],
    sin: list[list[float]],
    taken: np.ndarray,
    radius: float,
    longest: float,
) -> list[tuple[float, float]]:
    """Points downstream of the start, as far as there is room on both sides."""
    x, y = start
    bottom, right = len(cos) - 1, len(cos[0]) - 1
    reach = radius + 0.8
    line: list[tuple[float, float]] = []
    while -30 < x < right + 30 and -30 < y < bottom + 30 and len(line) * STEP < longest:
        row, column = min(max(int(y), 0), bottom), min(max(int(x), 0), right)
        dx, dy = cos[row][column], sin[row][column]
        for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
            at_x, at_y = x - dy * reach * share, y + dx * reach * share
            at_row, at_column = int(at_y) + 40, int(at_x) + 40
            if taken[min(max(at_row, 0), bottom + 80), min(max(at_column, 0), right + 80)]:
                return line
        line.append((x, y))
        x, y = x + dx * STEP, y + dy * STEP
    return line


def _disc(radius: float) -> np.ndarray:
    span = np.arange(-math.ceil(radius), math.ceil(radius) + 1)
    return np.asarray(span[:, None] ** 2 + span[None, :] ** 2 <= radius**2)
