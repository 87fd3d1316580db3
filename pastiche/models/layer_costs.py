"""`model costs`: where the weights and the multiplications of VGG-19 are, and of the small encoder.

Prints both encoders layer by layer, for a picture of 256 × 256 pixels, and draws them to one scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pastiche.models.networks import create
from pastiche.models.places import short
from pastiche.models.sanet import ENCODER
from pastiche.models.sanet_lite import SANetLite

SIDE = 256
MEGA, GIGA = 1e6, 1e9
KERNEL = 9
LEVELS = {"stem": 2, "skip": 4, "trunk": 8, "head4": 8, "deep": 16, "head5": 16}
"""Pixels along a side for each place, by the first part of a layer's name in the small encoder."""


class Row(NamedTuple):
    """A layer: `products` are those for a picture."""

    name: str
    weights: int
    products: int


def vgg() -> list[Row]:
    """The convolutions of VGG-19 to relu5_1 (Simonyan & Zisserman 2014, arXiv 1409.1556)."""
    rows = []
    for name, (before, after) in ENCODER.items():
        if name != "conv0":
            places = (SIDE >> (int(name[4]) - 1)) ** 2
            kernel = KERNEL * before * after
            rows.append(Row(name, kernel + after, kernel * places))
    return rows


def small() -> list[Row]:
    """The encoder of sanet-lite, a residual block in one row."""
    network = create("sanet-lite")
    assert isinstance(network, SANetLite)
    rows: dict[str, Row] = {}
    for variable in network.encoder.variables:
        name = variable.path.split("/")[1]
        level = next(side for part, side in LEVELS.items() if name.startswith(part))
        count = math.prod(variable.shape)
        places = (SIDE // level) ** 2 if "kernel" in variable.path else 0
        old = rows.get(name, Row(name, 0, 0))
        rows[name] = Row(name, old.weights + count, old.products + count * places)
    return list(rows.values())


def run(folder: Path | None) -> None:
    """Print the rows; with a folder, write layers.svg and layers-narrow.svg there."""
    parts = {"VGG-19 to relu5_1": vgg(), "sanet-lite's encoder": small()}
    for title, rows in parts.items():
        print(f"{title:<24}{'weights':>12}{'M products':>12}")
        for row in [*rows, _sum(rows)]:
            print(f"{row.name:<24}{row.weights:>12,}{row.products / MEGA:>12.1f}")
    for name, width in (("layers", 680), ("layers-narrow", 360)):
        if folder:
            (folder / f"{name}.svg").write_text(_drawn(parts, width), "utf-8")
            print(short(folder / f"{name}.svg"))


def _sum(rows: Iterable[Row]) -> Row:
    every = list(rows)
    return Row("all", sum(row.weights for row in every), sum(row.products for row in every))


LINE = 22
NAMES = 78
GAP = 24
STYLE = """
    svg {
      --ink: #24292f; --soft: #5f6670; --weights: #1d4f8f; --products: #b4421c;
      font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
    }
    @media (prefers-color-scheme: dark) {
      svg { --ink: #e8e6e3; --soft: #a9afb7; --weights: #9dbdf0; --products: #f2906e; }
    }
    text { fill: var(--ink); }
    .soft { fill: var(--soft); }
    .title { font-weight: 600; }
    .weights { fill: var(--weights); }
    .products { fill: var(--products); }
"""


def _drawn(parts: dict[str, list[Row]], width: int) -> str:
    """Two bars a layer, as long as its weights and its products; one scale for both networks."""
    bar = (width - NAMES - GAP) / 2 - 52
    rows = [row for part in parts.values() for row in part]
    most = Row("", max(row.weights for row in rows), max(row.products for row in rows))
    lines = list(_lines(parts, most, NAMES, NAMES + bar + 52 + GAP, bar))
    height = LINE * (len(lines) + 1)
    placed = (
        f'<g transform="translate(0 {LINE * (i + 1)})">{one}</g>' for i, one in enumerate(lines)
    )
    head = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-size="13"'
    title = "<title>Weights and products of the layers of two encoders</title>"
    inside = "\n".join([f"{title}<style>{STYLE}</style>", *placed])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{inside}\n</svg>\n'


def _lines(
    parts: dict[str, list[Row]], most: Row, left: float, right: float, bar: float
) -> Iterator[str]:
    for title, rows in parts.items():
        yield f'<text class="title">{title.replace("VGG-19 to relu5_1", "VGG-19")}</text>'
        yield (
            f'<text class="soft" x="{left}">weights, thousands</text>'
            f'<text class="soft" x="{right}">products, millions</text>'
        )
        for row in rows:
            yield f"<text>{row.name}</text>" + "".join(_bars(row, most, left, right, bar))
        yield ""


def _bars(row: Row, most: Row, left: float, right: float, bar: float) -> Iterator[str]:
    sides = (
        ("weights", left, row.weights / most.weights, row.weights / 1e3),
        ("products", right, row.products / most.products, row.products / MEGA),
    )
    for kind, x, share, shown in sides:
        length = max(1, bar * share)
        yield f'<rect class="{kind}" x="{x:.1f}" y="-11" width="{length:.1f}" height="13"/>'
        number = f"{shown:,.0f}" if shown >= 10 else f"{shown:.1f}"
        yield f'<text class="soft" x="{x + length + 5:.1f}">{number}</text>'
