"""How long a visitor waits for the network of this site, beside the published SANet graph and a
feed-forward network of Johnson et al.

Each size and backend has a Chromium of its own, so that memory is its own too. A first run is all
from opening the page to the result, with a download from this machine; each later run has a content
not seen before, and the style stays, as it does for a visitor. One thread each. Seconds depend on
the machine; ratios hardly do.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pastiche.bench import johnson, memory
from pastiche.bench.material import published_graph
from pastiche.bench.rows import HEAD, row
from pastiche.bench.stage import Rival, Stage, stage
from pastiche.errors import BuildError
from pastiche.models.places import ROOT
from pastiche.progress import step

PACKAGE = ROOT / "assets" / "models" / "sanet-lite"
SIDES = (128, 256, 512, 1024)
SHORT_SIDES = (128, 256)
PUBLISHED_MOST = 512
"""Pixels above which the published graph needs more memory than a page can have."""
STYLE = 99
POINTS = 200
LIVE_SIDES = (128, 256)
LIVE_SECONDS = 6
MEGABYTE = 1e6
PUBLISHED, JOHNSON, OURS = "published", "johnson", "ours"
TARGETS = {"first": 0.1, "later": 0.02}
"""Of the published graph's time, at 256 pixels."""
JOHNSON_SIDE = 256
OF_JOHNSON = 1 / 8
"""Of its later runs, at that size."""
NO_CARD = re.compile("swiftshader|llvmpipe|softpipe|software|basic render", re.IGNORECASE)
"""Renderers that are programs, as in backend.js."""
SOFTWARE = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
RENDERER = """() => {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const renderer = gl?.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  return gl ? gl.getParameter(renderer ?? gl.RENDERER) : null;
}"""
ADAPTER = "async () => Boolean(await navigator.gpu?.requestAdapter())"


@dataclass(frozen=True)
class Measured:
    """Seconds of a first run and of later ones, and megabytes of memory and of downloads."""

    first: float
    later: Sequence[float]
    memory: float
    download: float


def bench(runs: int, *, short: bool) -> None:
    """Print times, memory and bytes of every size and backend. short: the smaller sizes only."""
    sides = SHORT_SIDES if short else SIDES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            published, words = published_graph(folder)
        except BuildError as missing:
            published, words = None, f"nothing: {missing.message}"
        parameters = johnson.write(folder / JOHNSON)
        graphs = {JOHNSON: folder / JOHNSON} | ({PUBLISHED: published} if published else {})
        with stage(folder / "www", graphs, PACKAGE, None) as ready:
            for side in sides:
                ready.pictures(side, [*range(runs + 1), STYLE])
            print(f"sanet-lite beside the published SANet graph ({words}), medians of {runs} runs")
            print(HEAD)
            for side in sides:
                theirs = None
                if published and side <= PUBLISHED_MOST:
                    theirs = measured(ready, PUBLISHED, side, runs)
                ours = measured(ready, OURS, side, runs)
                _rows("wasm", side, ours, theirs)
                if side == JOHNSON_SIDE:
                    title = f"Johnson's {parameters / 1e6:.2f} million"
                    rival = measured(ready, JOHNSON, side, runs)
                    row(f"  beside {title}", rival.later, ours.later, OF_JOHNSON)
            _webgl(ready, sides, runs)
            _at_hand(ready)


def measured(
    ready: Stage,
    name: str,
    side: int,
    runs: int,
    backend: str | None = None,
    arguments: Sequence[str] = (),
) -> Measured:
    """What a network costs at a size, in a browser of its own."""
    with (
        step(f"{name} {backend or ''} {side} px"),
        memory.peak_of_browser() as peak,
        ready.browser(*arguments) as browser,
    ):
        rival, first = ready.first(browser, name, side, STYLE, backend)
        later = [rival.seconds(side, run, STYLE) for run in range(1, runs + 1)]
        download = rival.megabytes
    return Measured(first, later, peak.bytes / MEGABYTE, download)


def _rows(backend: str, side: int, ours: Measured, theirs: Measured | None) -> None:
    what = f"{backend}, {side} px"
    targets = TARGETS if side == 256 else {}
    limits = [targets.get(name) for name in ("first", "later")]
    row(f"{what}, first run and load, s", [theirs.first] if theirs else [], [ours.first], limits[0])
    row(f"{what}, a later run, s", theirs.later if theirs else [], ours.later, limits[1])
    if memory.measurable():
        peak = [theirs.memory] if theirs else []
        row(f"{what}, MB of memory at most", peak, [ours.memory])
    if side == SIDES[0]:
        download = [theirs.download] if theirs else []
        row(f"{backend}, MB fetched for a first picture", download, [ours.download])


def _webgl(ready: Stage, sides: Sequence[int], runs: int) -> None:
    """On the graphics card; without one the processor draws, and visitors would get wasm."""
    with ready.browser() as browser:
        rival = ready.open(browser, OURS)
        renderer, has_webgpu = rival.ask(RENDERER), rival.ask(ADAPTER)
    is_card = renderer is not None and not NO_CARD.search(renderer)
    by = renderer if is_card else "the processor: no graphics card here, so the sizes are small"
    print(f"webgl is drawn by {by}")
    for side in sides if is_card else SHORT_SIDES:
        arguments = () if is_card else SOFTWARE
        _rows("webgl", side, measured(ready, OURS, side, runs, "webgl", arguments), None)
    if not has_webgpu:
        print("webgpu: Chromium finds no adapter here")
        return
    for side in sides:
        _rows("webgpu", side, measured(ready, OURS, side, runs, "webgpu"), None)


def _at_hand(ready: Stage) -> None:
    """What is to feel immediate: where a place looks, and video painted live."""
    with step("where it looks, and live"), ready.browser(*CAMERA) as browser:
        rival, _ = ready.first(browser, OURS, SIDES[1], STYLE)
        points = rival.ask("count => rival.points(count)", POINTS)
        rates = [frames(rival, side) for side in LIVE_SIDES]
    row(f"wasm, {SIDES[1]} px, where one place looks, ms", [], points)
    print(f"{'':<48}{'':>9}{max(points):>9.2f}  at most of {len(points)}; to be 50 at most")
    for side, rate in zip(LIVE_SIDES, rates, strict=True):
        row(f"wasm, {side} px, live, frames per second", [], [rate])


def frames(rival: Rival, side: int) -> float:
    """Frames of a camera's video that are painted in a second."""
    arguments = [side, LIVE_SECONDS]
    return float(rival.ask("([side, s]) => rival.framesPerSecond(side, s)", arguments))
