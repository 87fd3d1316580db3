"""How fast pixels go downhill, and how far: Gatys' method on wasm, under Node, in one thread.

An evaluation is the losses of a picture and their gradient by its pixels. Adam, which knows no
curvature, stands beside L-BFGS after as many of them, from the same noise.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from pastiche.bench.rows import HEAD, row
from pastiche.models.places import ROOT
from pastiche.progress import step
from pastiche.samples.catalogue import samples
from pastiche.site.labs import PROGRAM, Optimisation, request
from pastiche.site.stylized import run

PACKAGE = ROOT / "assets" / "models" / "perceptual"
SIDES = (64, 128, 256)
EVALUATIONS = 100
CONTENT, STYLE = "chelsea", "breakers"


def bench(runs: int) -> None:
    """Print evaluations a second at each size, and the sum of the losses after a hundred."""
    found = samples(ROOT)
    paths = {one.name: one.path for one in (*found.contents, *found.styles)}
    print(f"{CONTENT} after {STYLE}, {EVALUATIONS} evaluations from noise, medians of {runs} runs")
    print(HEAD)
    for side in SIDES:
        job = Optimisation(paths[STYLE], paths[CONTENT], side, EVALUATIONS, noise=True)
        speeds = []
        for _ in range(runs):
            with step(f"{side} px"):
                ours, theirs = (_measured(job, optimiser) for optimiser in ("lbfgs", "adam"))
            speeds.append(ours["evaluations"] / ours["seconds"])
        row(f"wasm, {side} px, evaluations a second", [], [statistics.median(speeds)])
        row(f"  sum of losses, Adam beside L-BFGS, {side} px", [theirs["value"]], [ours["value"]])


def _measured(job: Optimisation, optimiser: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        one = request(job, Path(folder), 0) | {"optimiser": optimiser}
        run(ROOT, PACKAGE, [one], program=PROGRAM)
        facts: dict[str, Any] = json.loads(Path(f"{one['result']}.json").read_text("utf-8"))
        return facts
