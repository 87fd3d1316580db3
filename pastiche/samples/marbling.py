"""Marbled paper: drops of ink on water, drawn through with rakes and combs.

Every pixel is followed backwards through the raking to the drop it came from, so edges stay sharp
at any size. Mathematics: Lu, Jaffer, Jin, Zhao and Mao, "Mathematical Marbling", IEEE CG&A 2012.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.colour import jitter, palette, to_rgb
from pastiche.samples.sheet import Field, Picture, Sheet

INKS = (
    palette("#17294d", "#f4e8d0", "#c2412d", "#e2a33b", "#2f7f86", "#f1d6b8", "#7a2440"),
    palette("#10312b", "#efe6cf", "#1f6f5c", "#d98a3d", "#f3c9a5", "#8b2f3a"),
    palette("#2b1c3d", "#f5e9e2", "#6a4c93", "#e56b6f", "#f2b880", "#2a6f97"),
)
SITES, RINGS = 8, 7
DROPS = SITES**2 * RINGS

Found = NDArray[np.intp]


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """A sheet of paper lifted from combed and swirled ink."""
    inks = INKS[variant % len(INKS)]
    x, y = _unrake(sheet, rng)
    order = np.cumsum(rng.integers(1, len(inks), DROPS + 1)) % len(inks)  # never twice the same
    colours = jitter(rng, inks[order], 0.012, 0.006)
    painted = to_rgb(colours[_find_drop(sheet, rng, x, y)])
    paper = 1 + 0.018 * sheet.noise(rng, 3, octaves=2) + 0.02 * sheet.noise(rng, 90)
    return np.clip(painted * paper[..., None], 0, 1).astype(np.float32)


def _unrake(sheet: Sheet, rng: np.random.Generator) -> tuple[Field, Field]:
    """Where each point stood before the rakes passed; in points."""
    x, y = sheet.x.copy(), sheet.y.copy()
    wide, high = sheet.extent
    x, y = _swirl_back(x, y, wide * rng.uniform(0.3, 0.45), high * rng.uniform(0.55, 0.7), 2.1)
    x, y = _swirl_back(x, y, wide * rng.uniform(0.65, 0.8), high * rng.uniform(0.2, 0.35), -1.7)
    x = x - 9 * np.sin(y * np.float32(2 * np.pi / 150) + np.float32(rng.uniform(0, 6)))
    y = y - _comb(x, spacing=30, pull=34, phase=rng.uniform(0, 30))
    x = x - _comb(y, spacing=64, pull=52, phase=rng.uniform(0, 64))
    y = y + _comb(x, spacing=64, pull=60, phase=rng.uniform(0, 64))
    return x, y


def _comb(across: Field, spacing: float, pull: float, phase: float) -> Field:
    """How far evenly spaced teeth drag the ink beside them: full at a tooth, less between."""
    distance = np.abs((across + np.float32(phase)) % spacing - spacing / 2)
    return (pull * np.exp2(-distance / (spacing / 7))).astype(np.float32)


def _swirl_back(x: Field, y: Field, cx: float, cy: float, turn: float) -> tuple[Field, Field]:
    """A stylus turned once around (cx, cy): the angle fades with the distance."""
    dx, dy = x - np.float32(cx), y - np.float32(cy)
    angle = np.float32(turn) * np.exp2(-np.hypot(dx, dy) / 75)
    cos, sin = np.cos(angle), np.sin(angle)
    return cx + cos * dx - sin * dy, cy + sin * dx + cos * dy


def _find_drop(sheet: Sheet, rng: np.random.Generator, x: Field, y: Field) -> Found:
    """Which drop (0: the bath) coloured each point, undoing the drops last to first.

    A drop of radius r at c pushes what lies at p out to c + (p - c) sqrt(1 + r^2 / |p - c|^2).
    """
    wide, high = sheet.extent
    spread = (
        rng.uniform(-0.5, 0.5, (SITES, SITES, 2))
        + np.argwhere(np.ones((SITES, SITES))).reshape(SITES, SITES, 2)
        + 0.5
    ) / SITES
    sites = spread.reshape(-1, 2) * (wide + 80, high + 80) - 40
    order = rng.permutation(np.repeat(np.arange(SITES**2), RINGS))
    centres = sites[order] + rng.normal(0, 5, (DROPS, 2))
    radii = rng.uniform(13, 29, DROPS)
    found = np.zeros(x.size, np.intp)
    pixels = np.arange(x.size)
    x, y = x.ravel(), y.ravel()
    for drop in range(DROPS, 0, -1):
        (cx, cy), radius = centres[drop - 1], radii[drop - 1]
        dx, dy = x - np.float32(cx), y - np.float32(cy)
        squared = dx * dx + dy * dy
        outside = squared >= radius**2
        found[pixels[~outside]] = drop
        pixels, dx, dy, squared = pixels[outside], dx[outside], dy[outside], squared[outside]
        shrink = np.sqrt(1 - np.float32(radius**2) / squared)
        x, y = np.float32(cx) + dx * shrink, np.float32(cy) + dy * shrink
    return found.reshape(sheet.shape)
