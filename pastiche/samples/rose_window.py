"""Stained glass: a rose window, jewel-coloured panes in lead with daylight behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pastiche.samples.colour import jitter, palette, to_rgb
from pastiche.samples.nearest import borders
from pastiche.samples.sheet import Field, Picture, Sheet, smoothstep

GLASS = (
    palette("#1536a0", "#b0102c", "#f0a81c", "#137a57", "#55248a", "#ecdca0", "#1f86cf", "#d64a14"),
    palette("#0d4c7a", "#7d1128", "#f49a3c", "#0f7f74", "#3b2a80", "#f4e285", "#38b5c4", "#c23b4a"),
    palette("#3d1f6b", "#c2185b", "#ffb300", "#00796b", "#1545a5", "#ffe0a3", "#7cb342", "#e65100"),
)
PAIRS = ((0, 1), (6, 2), (1, 5), (0, 4), (3, 2), (6, 0), (7, 5), (4, 1))
"""Glass that sits well side by side."""
LEAD = palette("#13110e")[0]
LEAD_WIDTH = 5.2
"""Points across."""


def draw(sheet: Sheet, rng: np.random.Generator, variant: int) -> Picture:
    """Rings of panes around a golden eye, daylight strongest in the middle."""
    glass = GLASS[variant % len(GLASS)]
    panes, inks = _panes(sheet, rng)
    x = sheet.x + 1.4 * sheet.noise(rng, 50)
    y = sheet.y + 1.4 * sheet.noise(rng, 50)
    pane, inward = borders(sheet, panes, 75, x, y)
    lab = jitter(rng, glass[inks], 0.03, 0.012)[pane]
    _light_up(sheet, rng, lab, panes, pane, inward)
    blur = 0.6 / sheet.pixels_per_point
    came = smoothstep(LEAD_WIDTH / 2 + blur, LEAD_WIDTH / 2 - blur, inward)[..., None]
    return to_rgb(lab + (_lead(sheet, rng, inward) - lab) * came)


def _panes(sheet: Sheet, rng: np.random.Generator) -> tuple[Field, NDArray[np.intp]]:
    """Where panes stand (N, 2) in points, and which glass each takes: rings of petals."""
    wide, high = sheet.extent
    fold = int(rng.choice([12, 16]))
    pairs = rng.permutation(PAIRS)
    places, inks = [(0.0, 0.0)], [2]
    radius, ring = 26.0, 0
    while radius < np.hypot(wide, high) / 2 + 50:
        count = fold * max(1, round(2 * np.pi * radius / 38 / fold))
        loose = 0.0 if radius < 265 else 0.5
        first, second = pairs[ring % len(pairs)]
        for pane in range(count):
            angle = np.pi * (2 * pane + ring % 2 + loose * rng.normal()) / count
            away = radius + loose * 18 * rng.uniform(-1, 1) + rng.normal(0, 0.8)
            places.append((away * np.cos(angle), away * np.sin(angle)))
            corner = int(rng.choice([0, 6, 4, 3]))
            inks.append(corner if loose else int(second if pane % 2 else first))
        radius += 42.0 if ring % 3 == 1 else 29.0
        ring += 1
    middle = np.array([wide / 2, high / 2])
    return (middle + places).astype(np.float32), np.array(inks)


def _light_up(
    sheet: Sheet,
    rng: np.random.Generator,
    lab: Field,
    panes: Field,
    pane: NDArray[np.int32],
    inward: Field,
) -> None:
    """Daylight through uneven glass: brighter in the middle, streaked, seeded, dark at the lead."""
    wide, high = sheet.extent
    centre = np.hypot(sheet.x - wide / 2, sheet.y - high / 2) / (0.5 * min(wide, high))
    streaks = sheet.noise(rng, 30, octaves=3)
    seeds = smoothstep(1.7, 2.3, sheet.noise(rng, 5))
    tilt = rng.uniform(-1, 1, (len(panes), 2)).astype(np.float32)
    slope = tilt[pane, 0] * (sheet.x - panes[pane, 0]) + tilt[pane, 1] * (sheet.y - panes[pane, 1])
    lab[..., 0] += 0.10 * np.exp(-centre * centre) - 0.035 + 0.04 * streaks + 0.07 * seeds
    lab[..., 0] += np.clip(slope / 250, -0.07, 0.07) + 0.05 - 0.22 * np.exp(-inward / 4)
    lab[..., 1:] *= (1.08 - 0.05 * streaks)[..., None]


def _lead(sheet: Sheet, rng: np.random.Generator, inward: Field) -> Field:
    """Half-round cames, lit from the upper left, a little tarnished; (H, W, 3) Oklab."""
    height = np.sqrt(np.clip(1 - (inward / (LEAD_WIDTH / 2)) ** 2, 0, 1))
    down, across = np.gradient(height)
    lead = np.broadcast_to(LEAD, (*sheet.shape, 3)).copy()
    shine = np.clip(-(across + down) * sheet.pixels_per_point * 0.22, -0.05, 0.22)
    lead[..., 0] += 0.06 * height + shine + 0.02 * sheet.noise(rng, 3)
    return lead
