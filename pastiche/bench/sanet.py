"""SANet in the browser beside the published graph, onnxruntime-web and PyTorch: same weights.

One thread each, in turn within a round. A first run has a Chromium of its own, as a visitor's has;
later ones share one, and each has a content not seen before, as a visitor's next photograph. Ours
keeps the style then, and is also measured with the style encoded anew, as the others do it.
Seconds depend on the machine; ratios hardly do.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pastiche.bench import material, memory, onnxruntime, pytorch
from pastiche.bench.material import Material, picture
from pastiche.bench.onnx import sanet_file
from pastiche.bench.rows import HEAD, row
from pastiche.bench.stage import Stage, stage
from pastiche.models.measures import psnr
from pastiche.models.package import GRAPH
from pastiche.progress import step

SIDE = 256
STYLE = 99
ONCE = 1000
"""Seeds of pictures that are seen once begin here."""
MEMORY_SIDE = 512
LARGE_SIDES = (1024, 2048)
MEGABYTE = 1e6
CONTROL = ("Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond")
PUBLISHED, OURS, ONNX = "published", "ours", "onnx"
TITLES = {PUBLISHED: "published graph", ONNX: f"onnxruntime-web {onnxruntime.version()}"}


def bench(runs: int, *, large: bool) -> None:
    """Print every number that the post claims. runs: counted ones; large: 2048 pixels as well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with step("Preparing weights and packages"):
            prepared = material.prepare(folder)
        runtime = onnxruntime.folder()
        onnx = None if isinstance(runtime, str) else (runtime, sanet_file(prepared.arrays, SIDE))
        package = prepared.packages / "float16"
        with stage(folder / "www", {PUBLISHED: prepared.published}, package, onnx) as ready:
            print(f"SANet with {prepared.words}, one thread, medians of {runs} runs in turn")
            print(HEAD)
            _graphs(prepared)
            _times(ready, prepared, runs, [PUBLISHED, OURS] + ([ONNX] if onnx else []))
            _sizes(prepared)
            _memory(ready)
            _larger(ready, LARGE_SIDES if large else LARGE_SIDES[:1])
        if isinstance(runtime, str):
            print(runtime)
        if not pytorch.installed():
            print(pytorch.MISSING)


def _graphs(prepared: Material) -> None:
    """What either graph is made of."""
    both = [
        Counter(node["op"] for node in json.loads(path.read_bytes())["modelTopology"]["node"])
        for path in (prepared.published / GRAPH, prepared.packages / "float16" / GRAPH)
    ]
    for what, counts in (
        ("operations", [ops.total() - ops["Const"] for ops in both]),
        ("  of them transpositions", [ops["Transpose"] for ops in both]),
        ("  of them control flow", [sum(ops[op] for op in CONTROL) for ops in both]),
    ):
        print(f"{what:<48}{counts[0]:>9}{counts[1]:>9}")


def _times(ready: Stage, prepared: Material, runs: int, names: Sequence[str]) -> None:
    """First and later runs of every rival, and whether all compute the same."""
    ready.pictures(SIDE, [*range(runs + 1), STYLE, *range(ONCE, ONCE + runs)])
    torch = pytorch.PyTorch(prepared.arrays) if pytorch.installed() else None
    first: dict[str, list[float]] = {name: [] for name in names}
    later: dict[str, list[float]] = {name: [] for name in (*names, "anew", "torch")}
    results = {}
    with step("First runs"):
        for _ in range(min(runs, 2)):
            for name in names:
                with ready.browser() as browser:
                    rival, seconds = ready.first(browser, name, SIDE, STYLE)
                    first[name].append(seconds)
                    results[name] = rival.result(SIDE)
    with ready.browser() as browser:
        with step("Pages for later runs"):
            pages = {name: name for name in names} | {"anew": OURS}
            rivals = {
                name: ready.first(browser, page, SIDE, STYLE)[0] for name, page in pages.items()
            }
        with step("Later runs"):
            for run in range(1, runs + 1):
                for name, rival in rivals.items():
                    style = ONCE + run - 1 if name == "anew" else STYLE
                    later[name].append(rival.seconds(SIDE, run, style))
                if torch:
                    later["torch"].append(torch.seconds(*_floats(run, STYLE)))
    what = f"{SIDE} px, a later run"
    row(f"{what}, {TITLES[PUBLISHED]}", later[PUBLISHED], later[OURS], 0.35)
    if ONNX in names:
        row(f"{what}, {TITLES[ONNX]}", later[ONNX], later[OURS], 1)
    if torch:
        row(f"{what}, {torch.title}", later["torch"], later[OURS], 3)
    for name in (PUBLISHED, ONNX):
        if name in names:
            row(f"  with a new style, {TITLES[name]}", later[name], later["anew"])
    for name, limit in ((PUBLISHED, 0.5), (ONNX, None)):
        if name in names:
            row(f"{SIDE} px, first run and load, {TITLES[name]}", first[name], first[OURS], limit)
    agreements = {TITLES[name]: results[name] for name in names if name != OURS}
    if torch:
        agreements[torch.title] = torch.stylize(*_floats(0, STYLE))
    for title, result in agreements.items():
        agreement = psnr(result, results[OURS])
        print(f"the first picture of {title} and ours agree to {agreement:.1f} dB")


def _sizes(prepared: Material) -> None:
    """What a visitor downloads, and what storing it so costs."""
    theirs = sum(path.stat().st_size for path in prepared.published.iterdir()) / MEGABYTE
    for dtype, card in prepared.cards.items():
        limit = 42 / theirs if dtype == "float16" else None
        row(f"MB to download, {dtype}", [theirs], [card.bytes / MEGABYTE], limit)
        least = "  ≥ 50" if dtype == "float16" else ""
        print(f"{dtype}, PSNR against float32: {prepared.psnr(dtype, SIDE):.1f} dB{least}")


def _memory(ready: Stage) -> None:
    """All of the browser, from its start to a first result."""
    if not memory.measurable():
        print("peak memory: only Linux tells it")
        return
    peaks = {name: _alone(ready, name, MEMORY_SIDE)[1] for name in (PUBLISHED, OURS)}
    row(f"{MEMORY_SIDE} px, MB at most in the browser", [peaks[PUBLISHED]], [peaks[OURS]], 0.3)


def _larger(ready: Stage, sides: Sequence[int]) -> None:
    for side in sides:
        seconds, peak = _alone(ready, OURS, side)
        print(f"{side} px: {seconds:.0f} s for a first run and load, {peak:.0f} MB at most")


def _alone(ready: Stage, name: str, side: int) -> tuple[float, float]:
    """Seconds and MB of a first run in a browser of its own."""
    ready.pictures(side, [0, STYLE])
    with (
        step(f"{side} px, {TITLES.get(name, name)}"),
        memory.peak_of_browser() as peak,
        ready.browser() as browser,
    ):
        rival, seconds = ready.first(browser, name, side, STYLE)
        rival.result(side)
    return seconds, peak.bytes / MEGABYTE


def _floats(*seeds: int) -> list[np.ndarray]:
    return [picture(SIDE, seed) / np.float32(255) for seed in seeds]
