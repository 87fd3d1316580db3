"""Impasto: a wheat field under a turning sky, in short loaded strokes."""

from __future__ import annotations

import numpy as np

from pastiche.samples.brush import Canvas, Strokes, Values
from pastiche.samples.colour import Colours, jitter, palette, ramp
from pastiche.samples.sheet import Picture, Sheet

SKIES = (
    palette("#123a6f", "#1f6fae", "#4fa9c9", "#9fd4cf", "#f4e9b8"),
    palette("#3a1f4d", "#7a3b69", "#c9656b", "#f0a36b", "#fbe3a1"),
    palette("#0f2f3f", "#1d5c63", "#4a9a8f", "#a9cfa4", "#f5efcf"),
)
FIELDS = (
    palette("#6b4a14", "#b97a16", "#e3a91f", "#f4cf5a", "#fbe9a6"),
    palette("#3c3f1a", "#7d7a24", "#c9a227", "#f0cf65", "#f9eab0"),
    palette("#5a2a18", "#a84a20", "#dd8a2e", "#f3c25c", "#fae5ae"),
)
SUN = palette("#fff3b0", "#f9c846", "#ef8a34")
POPPY = palette("#c8321f", "#e8553a", "#8f1d1a")
HILLS = palette("#274c77", "#3f6f9a", "#5f8f8a")
CYPRESS = palette("#0e2a25", "#1d4a33", "#2f6b3f", "#5b8a3c")


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """A field, far hills, two cypresses, and a sky that circles the sun."""
    sky, field = SKIES[variant % len(SKIES)], FIELDS[variant % len(FIELDS)]
    wide, high = sheet.extent
    horizon = high * rng.uniform(0.5, 0.58)
    sun = np.array([wide * rng.uniform(0.6, 0.78), horizon * rng.uniform(0.38, 0.5)], np.float32)
    canvas = Canvas(sheet, sky[1])
    for width, count in ((17.0, 900), (11.0, 1700), (7.5, 1300)):
        _sky(canvas, rng, sky, sun, horizon, width, count)
    _ground(canvas, rng, field, horizon)
    for width, count in ((13.0, 700), (8.0, 1500), (6.0, 900)):
        _wheat(canvas, rng, field, horizon, width, count)
    _cypresses(canvas, rng, wide * rng.uniform(0.14, 0.24), horizon)
    return canvas.lit(1.5)


def _scatter(rng: np.random.Generator, count: int, low: float, high: float, wide: float) -> Values:
    """`count` places between two heights, no two of them alike; (N, 2)."""
    golden = np.array([0.7548776662, 0.5698402910])
    places = (rng.uniform(size=2) + np.arange(1, count + 1)[:, None] * golden) % 1
    places = places * (wide + 30, high - low) + (-15, low)
    return rng.permutation(places).astype(np.float32)


def _sky(
    canvas: Canvas,
    rng: np.random.Generator,
    sky: Colours,
    sun: Values,
    horizon: float,
    width: float,
    count: int,
) -> None:
    """Strokes that circle the sun and two eddies, and run level far from them."""
    wide, _ = canvas.sheet.extent
    at = _scatter(rng, count, -15, horizon + 6, wide)
    eddies = (
        (sun, 1.0),
        (np.array([wide * 0.3, horizon * 0.4]), -0.9),
        (np.array([wide * 0.52, horizon * 0.78]), 0.5),
    )
    flow = np.tile(np.array([0.42, 0.05], np.float32), (count, 1))
    swirl = np.zeros(count, np.float32)
    for centre, turn in eddies:
        away = at - centre
        distance = np.hypot(away[:, 0], away[:, 1]) + 1
        pull = np.exp(-((distance / 105) ** 2)) * turn
        flow += (pull / distance * 2.2)[:, None] * np.stack([-away[:, 1], away[:, 0]], 1)
        swirl += np.abs(pull) * np.sin(distance / 7.5 + turn * np.arctan2(away[:, 1], away[:, 0]))
    glow = np.hypot(*(at - sun).T)
    light = 0.34 + 0.3 * at[:, 1] / horizon + 0.27 * swirl
    light = light + 0.1 * np.sin(at[:, 1] / 13 + at[:, 0] / 60)
    light = light + 0.5 * np.exp(-((glow / 75) ** 2))
    colour = jitter(rng, ramp(sky, light.astype(np.float32)), 0.035, 0.012)
    near = glow < 44 + 4 * rng.standard_normal(count)
    colour[near] = jitter(rng, ramp(SUN, (glow[near] / 46).astype(np.float32)), 0.02, 0.008)
    canvas.paint(
        _strokes(rng, at, np.arctan2(flow[:, 1], flow[:, 0]), width, 3.4, colour, 0.1), rng
    )


def _ground(canvas: Canvas, rng: np.random.Generator, field: Colours, horizon: float) -> None:
    """Far hills, and the earth that shows between the stalks."""
    wide, high = canvas.sheet.extent
    at = _scatter(rng, 260, horizon - 22, horizon + 4, wide)
    at = at[at[:, 1] > horizon - 12 - 8 * np.sin(at[:, 0] / 62 + 1.2)]
    hills = jitter(rng, ramp(HILLS, rng.uniform(size=len(at)).astype(np.float32)), 0.02, 0.01)
    level = np.zeros(len(at), np.float32)
    canvas.paint(_strokes(rng, at, level, 8.0, 3.5, hills, 0.1), rng)
    at = _scatter(rng, 500, horizon + 6, high + 15, wide)
    earth = jitter(rng, np.repeat(field[1][None], len(at), 0), 0.04, 0.012)
    canvas.paint(_strokes(rng, at, level[:1] * at[:, 0], 16.0, 3.0, earth, 0.1), rng)


def _wheat(
    canvas: Canvas,
    rng: np.random.Generator,
    field: Colours,
    horizon: float,
    width: float,
    count: int,
) -> None:
    """Upright strokes bowed by the wind, larger towards us, furrowed, with poppies."""
    wide, high = canvas.sheet.extent
    at = _scatter(rng, count, horizon, high + 15, wide)
    at = at[np.argsort(at[:, 1], kind="stable")]
    near = (at[:, 1] - horizon) / (high - horizon)
    wind = 0.5 * np.sin(at[:, 0] / 70 + near * 3) + 0.25 * np.sin(at[:, 0] / 31 - near * 7)
    light = 0.52 + 0.3 * np.sin(at[:, 0] / 38 + near * 9 + 2 * wind) - 0.16 * near
    light = light + 0.13 * rng.standard_normal(count)
    colour = jitter(rng, ramp(field, light.astype(np.float32)), 0.03, 0.012)
    poppies = (rng.uniform(size=count) < 0.07) & (np.sin(at[:, 0] / 45 + near * 5) > 0.1)
    colour[poppies] = POPPY[rng.integers(0, len(POPPY), int(poppies.sum()))]
    angle = -np.pi / 2 + 0.75 * wind + 0.12 * rng.standard_normal(count)
    size = width * (0.55 + 0.65 * near)
    canvas.paint(_strokes(rng, at, angle, size, 3.6, colour, 0.12), rng)


def _cypresses(canvas: Canvas, rng: np.random.Generator, x: float, horizon: float) -> None:
    """Two dark flames of short rising strokes."""
    for offset, top, girth in ((0.0, 0.2, 27.0), (46.0, 0.52, 19.0)):
        count = int(girth * 16)
        rise = rng.uniform(0, 1, count).astype(np.float32) ** 0.8
        rise = np.sort(rise)
        reach = girth * np.sqrt(np.clip(np.sin(np.pi * (0.1 + 0.9 * (1 - rise))), 0, 1)) * rise**0.3
        side = rng.uniform(-1, 1, count)
        foot = horizon + 26
        at = np.stack(
            [
                x + offset + side * reach + 6 * np.sin(rise * 6),
                foot - (1 - rise) * (foot - horizon * top),
            ],
            1,
        )
        angle = -np.pi / 2 - 0.5 * side * (1 - rise) + 0.3 * np.sin(rise * 9 + side)
        light = 0.45 - 0.3 * side + 0.2 * rng.standard_normal(count)
        colour = jitter(rng, ramp(CYPRESS, light), 0.03, 0.01)
        canvas.paint(_strokes(rng, at, angle, 7.0, 3.4, colour, 0.16), rng)


def _strokes(
    rng: np.random.Generator,
    at: Values,
    angle: Values,
    width: Values | float,
    slenderness: float,
    colour: Colours,
    bend: float,
) -> Strokes:
    count = len(at)
    size = np.broadcast_to(np.asarray(width, np.float32), (count,)) * rng.uniform(0.75, 1.25, count)
    return Strokes(
        x=at[:, 0],
        y=at[:, 1],
        angle=(angle + 0.1 * rng.standard_normal(count)).astype(np.float32),
        length=(size * slenderness * rng.uniform(0.8, 1.3, count)).astype(np.float32),
        width=size.astype(np.float32),
        bend=(bend * rng.standard_normal(count)).astype(np.float32),
        colour=colour,
    )
