"""A chart of what networks of several sizes are worth: likeness to the teacher against bytes, a
line for each network and a point for each number of bits. SVG, in the page's own colours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 400, 330
LEFT, RIGHT, TOP, BOTTOM = 28, 16, 34, 48
FONT = 15
BELOW = 20
"""From a point down to its name: there, no other line passes."""
KILO = 1000
GRID_DB = 10
LIKENESS = (10, 40)
"""Decibels at the lower and the upper edge; above, nobody sees a difference."""


@dataclass(frozen=True)
class Line:
    """A network: its name in the chart, and its points as (bits, bytes, dB), fewest bits first."""

    name: str
    points: tuple[tuple[int, float, float], ...]


def points(quality: Mapping[str, float]) -> tuple[tuple[int, float, float], ...]:
    """What `model likeness` wrote of each number of bits (`pastiche.models.likeness`)."""
    tried = sorted(int(key.removeprefix("bytes")) for key in quality if key.startswith("bytes"))
    rows = ((bits, quality[f"bytes{bits}"], quality.get(f"psnr{bits}", math.inf)) for bits in tried)
    return tuple(row for row in rows if row[2] < math.inf)


class _Scale:
    """Places in the drawing of bytes, on a logarithmic axis, and of decibels."""

    def __init__(self, lines: Sequence[Line]) -> None:
        counts = [count for line in lines for _, count, _ in line.points]
        self.least, self.most = math.log2(min(counts) / 1.25), math.log2(max(counts) * 1.15)

    def x(self, count: float) -> float:
        share = (math.log2(count) - self.least) / (self.most - self.least)
        return LEFT + (WIDTH - LEFT - RIGHT) * share

    def y(self, decibels: float) -> float:
        low, high = LIKENESS
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (decibels - low) / (high - low)


def chart(lines: Sequence[Line], words: Mapping[str, str]) -> str:
    """An <svg> of the lines; `words`: "alt" of the whole, "bytes" and "likeness" of the axes."""
    scale = _Scale(lines)
    drawn = [*_grid(scale)]
    for line in lines:
        drawn += _line(line, scale)
    drawn.append(_text(WIDTH - RIGHT, HEIGHT - 6, words["bytes"], "end"))
    drawn.append(_text(0, FONT, words["likeness"], "start"))
    frame = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words["alt"])}"'
    return f'<svg class="size-chart" {frame}>{"".join(drawn)}</svg>'


def _grid(scale: _Scale) -> Iterator[str]:
    low, high = LIKENESS
    for decibels in range(low, high + 1, GRID_DB):
        at = scale.y(decibels)
        yield f'<path class="grid" d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}"/>'
        yield _text(LEFT - 6, at + 5, str(decibels), "end")
    for kilobytes in (1, 3, 10, 30, 100, 300):
        at = scale.x(kilobytes * KILO)
        if LEFT < at < WIDTH - RIGHT:
            yield f'<path class="grid" d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
            yield _text(at, HEIGHT - BOTTOM + 18, str(kilobytes), "middle")


def _line(line: Line, scale: _Scale) -> Iterator[str]:
    """The points within the drawing, and the name below the last."""
    low, high = LIKENESS
    places = [
        (bits, scale.x(count), scale.y(decibels))
        for bits, count, decibels in line.points
        if low <= decibels <= high
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for _, x, y in places)
    yield f'<path class="line" d="M{path}"/>'
    for bits, x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"><title>{bits}</title></circle>'
    _, x, y = places[-1]
    yield _text(x, y + BELOW, line.name, "middle", "name")


def _text(x: float, y: float, text: str, anchor: str, kind: str = "tick") -> str:
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {at}>{escape(text)}</text>'
