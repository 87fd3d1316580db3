"""Loaded-brush strokes: curved, bristled, with paint standing up at their edges.

A stroke is evaluated in its own frame, u along it and v across, so it needs no supersampling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.colour import Colours, to_rgb
from pastiche.samples.sheet import Field, Picture, Sheet

Values = NDArray[np.floating[Any]]
BRISTLES = 64


@dataclass(frozen=True)
class Strokes:
    """Many strokes, painted in this order; lengths in points, angles in radians; each (N,)."""

    x: Values
    y: Values
    angle: Values
    length: Values
    width: Values
    bend: Values
    """Sideways deviation at the ends, as a share of the length."""
    colour: Colours
    """(N, 3) Oklab."""


class Canvas:
    """Wet paint: a colour and a height for every pixel."""

    def __init__(self, sheet: Sheet, ground: Colours) -> None:
        """`ground`: one Oklab colour, (3,)."""
        self.sheet = sheet
        self.lab = np.broadcast_to(ground.astype(np.float32), (*sheet.shape, 3)).copy()
        self.height = np.zeros(sheet.shape, np.float32)

    def paint(
        self,
        strokes: Strokes,
        rng: np.random.Generator,
        *,
        opacity: float = 0.95,
        streak: float = 0.05,
        body: float = 1.0,
    ) -> None:
        """Lay the strokes; `streak` is how far bristles vary in lightness, `body` the thickness."""
        scale = self.sheet.pixels_per_point
        hairs = rng.standard_normal((BRISTLES, 64)).astype(np.float32)
        bristles = (hairs + np.roll(hairs, 1, axis=1)) / np.float32(2)
        offsets = rng.integers(0, BRISTLES, len(strokes.x))
        for i in range(len(strokes.x)):
            self._stroke(
                strokes.x[i] * scale,
                strokes.y[i] * scale,
                float(strokes.angle[i]),
                float(strokes.length[i] * scale / 2),
                float(strokes.width[i] * scale / 2),
                float(strokes.bend[i]),
                strokes.colour[i],
                bristles[offsets[i]],
                (opacity, streak, body),
            )

    def _stroke(
        self,
        cx: float,
        cy: float,
        angle: float,
        half: float,
        radius: float,
        bend: float,
        colour: Colours,
        bristles: Values,
        manner: tuple[float, float, float],
    ) -> None:
        opacity, streak, body = manner
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        sag = abs(bend) * half * 2
        reach_x = abs(cos) * half + abs(sin) * (radius + sag) + 2
        reach_y = abs(sin) * half + abs(cos) * (radius + sag) + 2
        height, width = self.height.shape
        left, right = max(int(cx - reach_x), 0), min(int(cx + reach_x) + 1, width)
        top, bottom = max(int(cy - reach_y), 0), min(int(cy + reach_y) + 1, height)
        if left >= right or top >= bottom:
            return
        dx = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - cx)
        dy = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - cy)
        u = (dx * cos + dy * sin) / np.float32(half)
        v = (dy * cos - dx * sin) / np.float32(radius)
        v = v - np.float32(2 * bend * half / radius) * (u * u - np.float32(0.35))
        place = np.clip(v * np.float32(min(0.7 * radius, 14)) + 32, 0, 62.5)
        left_hair = place.astype(np.intp)
        share = place - left_hair
        hair = bristles[left_hair] * (1 - share) + bristles[left_hair + 1] * share
        taper = np.float32(1) - np.float32(0.45) * np.maximum(u, 0) ** 2
        edge = np.minimum(
            (taper - np.abs(v)) * np.float32(radius),
            (np.float32(0.93) + np.float32(0.07) * hair - np.abs(u)) * np.float32(half),
        )
        cover = np.clip(edge + np.float32(0.5), 0, 1)
        thin = np.clip(np.float32(1.25) - np.float32(0.3) * (u + 1) * (hair > 0.35), 0, 1)
        alpha = cover * thin * np.float32(opacity)
        patch = self.lab[top:bottom, left:right]
        ink = np.repeat(colour[None, None, :].astype(np.float32), u.shape[0], 0)
        ink = np.repeat(ink, u.shape[1], 1)
        ink[..., 0] += np.float32(streak) * hair
        patch += alpha[..., None] * (ink - patch)
        ridge = np.exp(-((np.abs(v) - np.float32(0.8)) ** 2) * 12)
        thickness = np.float32(body) * (0.55 + 0.35 * ridge + 0.28 * hair + 0.2 * u)
        relief = self.height[top:bottom, left:right]
        relief += alpha * (thickness - relief * np.float32(0.75))

    def lit(self, depth: float, *, gloss: float = 0.25) -> Picture:
        """The painting under a lamp at the upper left; `depth` scales its relief."""
        return lit(to_rgb(self.lab), self.height, depth * self.sheet.pixels_per_point, gloss=gloss)


def lit(colour: Picture, height: Field, depth: float, *, gloss: float = 0.25) -> Picture:
    """Shade a relief by a lamp at the upper left, with a highlight; `height` in pixels / depth."""
    down, across = np.gradient(height * np.float32(depth))
    slope = np.float32(1) / np.sqrt(1 + across * across + down * down)
    lamp = np.array([-0.5, -0.62, 0.6], np.float32)
    facing = (-across * lamp[0] - down * lamp[1] + lamp[2]) * slope / np.float32(lamp[2])
    shade = np.float32(0.55) + np.float32(0.45) * np.clip(facing, 0, 1.7)
    half = np.array([-0.27, -0.33, 0.9], np.float32)
    shine = np.clip((-across * half[0] - down * half[1] + half[2]) * slope, 0, 1) ** 28
    base = np.float32(0.9**28)
    lit_ = colour * shade[..., None] + np.float32(gloss) * np.maximum(shine - base, 0)[..., None]
    return np.clip(lit_, 0, 1).astype(np.float32)
