"""The cartoon a mosaicist works from: three fish in a banded sea."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.colour import Colours, palette
from pastiche.samples.sheet import Field, Sheet

SEAS = (
    palette("#12395c", "#1f6a86", "#3f9c9c", "#8cc3b0", "#e9dfc3"),
    palette("#1d3b39", "#2f6b5b", "#6a9c78", "#b5c99a", "#f0e6c8"),
    palette("#2b2350", "#4a4a8a", "#7a7fb5", "#b9b4cf", "#efe3d6"),
)
FISH = (
    palette("#8f2f1f", "#d1603a", "#eaa14a", "#f5dfae", "#1c2430"),
    palette("#a3541c", "#e08f2f", "#f2c35e", "#f8eac0", "#20211c"),
    palette("#7c2748", "#c44f6a", "#eb9a86", "#f8dcc4", "#1d1a2b"),
)


@dataclass(frozen=True)
class Cartoon:
    """A coloured drawing on a sheet of one pixel per point."""

    lab: Colours
    """(H, W, 3) Oklab."""
    outline: NDArray[np.bool_]
    """(H, W), true where two shapes meet: tiles are laid along these lines."""


def shoal(board: Sheet, rng: np.random.Generator, variant: int) -> Cartoon:
    """Three fish swimming over a sea of winding bands."""
    wide, high = board.extent
    sea, skin = SEAS[variant % len(SEAS)], FISH[variant % len(FISH)]
    drift = 20 * board.noise(rng, 170) + 22 * np.sin(board.x / 62 + rng.uniform(0, 6))
    band = np.floor((board.y + drift) / 47).astype(np.intp)
    order = np.array([0, 2, 1, 3, 4, 1, 2, 0, 3])
    lab = sea[order[band % len(order)]]
    shape = band.astype(np.int32)
    places = ((0.36, 0.24, 0.2), (0.64, 0.53, -0.12 + np.pi), (0.36, 0.8, -0.1))
    for number, (across, down, heading) in enumerate(places):
        x = wide * (across + rng.uniform(-0.03, 0.03))
        y = high * (down + rng.uniform(-0.02, 0.02))
        _fish(board, lab, shape, skin, (x, y), heading, 0.3 * wide, 1000 + 100 * number)
    edge = np.zeros(board.shape, bool)
    edge[:, 1:] |= shape[:, 1:] != shape[:, :-1]
    edge[1:, :] |= shape[1:, :] != shape[:-1, :]
    return Cartoon(lab, edge)


def _fish(
    board: Sheet,
    lab: Colours,
    shape: NDArray[np.int32],
    skin: Colours,
    middle: tuple[float, float],
    heading: float,
    half: float,
    label: int,
) -> None:
    """Paint one fish and number its parts; u runs from tail (-1) to nose (1), v to the belly."""
    dx, dy = board.x - middle[0], board.y - middle[1]
    cos, sin = np.cos(heading), np.sin(heading)
    u = (dx * cos + dy * sin) / half
    v = (dy * cos - dx * sin) / half * (1 if cos > 0 else -1)
    v = v + 0.1 * np.sin(u * 2.4)
    trunk = 0.36 * np.clip(1 - np.abs((u - 0.12) / 0.88) ** 2.2, 0, None) ** 0.8
    body = (np.abs(v) < trunk) & (u > -0.76)
    tail = (u < -0.5) & (u > -1.06 + 0.5 * np.abs(v)) & (np.abs(v) < 0.04 - 0.62 * (u + 0.5))
    fin = (v < 0) & (v > -0.5 + 0.9 * np.abs(u + 0.04) ** 1.3) & (np.abs(u + 0.04) < 0.42)
    _part(lab, shape, tail & ~body, skin[1], label + 1)
    _part(lab, shape, fin & ~body, skin[0], label + 2)
    _part(lab, shape, body, skin[2], label + 3)
    _part(lab, shape, body & (v < -0.02 - 0.3 * trunk), skin[1], label + 3)
    _part(lab, shape, body & (v > 0.42 * trunk), skin[3], label + 4)
    stripes = np.floor((u + 0.75 - 0.3 * np.abs(v)) * 5.2).astype(np.intp) % 2 == 0
    _part(lab, shape, body & stripes & (u < 0.34) & (v <= 0.42 * trunk), skin[0], label + 5)
    _part(lab, shape, body & (u > 0.5 - 0.7 * v * v), skin[3], label + 6)
    eye = np.hypot(u - 0.7, v + 0.06) * half
    _part(lab, shape, eye < 15, skin[3], label + 7)
    _part(lab, shape, eye < 8, skin[4], label + 8)


def _part(
    lab: Colours, shape: NDArray[np.int32], where: NDArray[np.bool_], colour: Field, label: int
) -> None:
    lab[where] = colour
    shape[where] = label
