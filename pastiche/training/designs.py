"""`python3 build.py model designs`: sanet-lite built and trained otherwise, side by side.

Each design differs from the one that ships in one thing. It begins with the shipped weights of all
layers that it has too, and is trained on by a short recipe: the same seed, the same batches for
all. Then it is measured as `model evaluate` does it. So the numbers say what taking a thing away
costs when the rest may adapt, and they favour the design that the weights were trained for. From
random weights a recipe as short as this compares nothing: whatever the design, the decoder begins
by recolouring the photograph through the skips, and the attention behind them stays unused.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pastiche.models import evaluate, report, weights
from pastiche.models.contact_sheet import write_sheet
from pastiche.models.evaluate import Evaluation, Pair, Picture
from pastiche.models.networks import Network
from pastiche.models.places import ROOT, short
from pastiche.models.restore import restore
from pastiche.models.sanet_lite import Config
from pastiche.models.torch_files import read_state_dict
from pastiche.progress import step
from pastiche.training import data
from pastiche.training.checkpoint import TrainingError
from pastiche.training.cli import CACHE, PATTERNS, SHARED
from pastiche.training.losses import style_scales
from pastiche.training.networks.sanet_lite import SANetLiteTask, SANetPhase
from pastiche.training.objectives import Weights
from pastiche.training.patterns import patterns
from pastiche.training.perceptual import Teacher
from pastiche.training.recipe import Recipe
from pastiche.training.train import train

RECIPE = Recipe(
    phases=(
        SANetPhase("distil", 300, 128, 4, 1e-3, 1e-4, objective="distil", encoder=True),
        SANetPhase("stylise", 500, 128, 2, 5e-4, 3e-5, averaged=True, detail=True),
    ),
    seed=1812,
    warm_up=50,
)
CHECKPOINT_EVERY = 250
"""Steps that a kill can cost at most."""
SCALED_BY = 24
"""Batches whose mean scales stand in for each pair's own, in the design without the balance."""


@dataclass(frozen=True)
class Design:
    """What of the shipped network is otherwise."""

    config: Config = field(default_factory=Config)
    balanced: bool = True  # each pair's style loss in units of that pair


DESIGNS: Mapping[str, Design] = {
    "as shipped": Design(),
    "dense blocks": Design(Config(separable=False)),
    "one level": Design(Config(levels=1)),
    "no skips": Design(Config(skips=False)),
    "unbalanced loss": Design(balanced=False),
}
"""By the name that the table and the sheet give them."""


def main(argv: list[str]) -> int:
    """Train and measure every design; 0 when all are through, else 1."""
    options = _parser().parse_args(argv)
    say = partial(print, flush=True)
    try:
        pictures = data.load(options.data, patterns(CACHE / "patterns", PATTERNS, say))
        teacher = read_state_dict(options.networks / "vgg19-16x.pth")
        shipped = restore("sanet-lite")
        tasks = {name: task(design, shipped, teacher, pictures) for name, design in DESIGNS.items()}
        through = _train(tasks, options.out, options.minutes, say)
    except (TrainingError, data.DataError) as error:
        say(f"{error}")
        return 1
    if not through:
        return 1
    with step("Looking at the pictures"):
        judges = evaluate.load_judges(options.networks)
        evaluation = Evaluation(evaluate.Pairs.load(options.pairs), judges)
    _measure(tasks, options.out, evaluation)
    steps = " and ".join(f"{p.steps} steps of {p.batch} pairs ({p.name})" for p in RECIPE.phases)
    say(
        f"Each began with the shipped weights of the layers it shares and was given {steps}: they "
        "say what it costs to take a thing away, not how well a design could do in the end."
    )
    return 0


def task(
    design: Design,
    shipped: Network,
    teacher: Mapping[str, NDArray[np.float32]],
    pictures: data.Pictures,
    recipe: Recipe[SANetPhase] = RECIPE,
) -> SANetLiteTask:
    """A design's training from its beginning, with the weights of `shipped` wherever they fit.

    teacher: as `SANetLiteTask` wants it.
    """
    scales = None if design.balanced else mean_scales(Teacher(teacher), pictures, recipe)
    terms = Weights(style_scales=scales)
    begun = SANetLiteTask(recipe, teacher, pictures, config=design.config, weights=terms)
    known = {variable.path: variable for variable in shipped.variables}
    for variable in begun.model.variables:
        if variable.path in known:
            variable.assign(known[variable.path])
    return begun


def mean_scales(
    teacher: Teacher, pictures: data.Pictures, recipe: Recipe[SANetPhase]
) -> tuple[float, ...]:
    """What the balanced loss divides by, one number a layer: the mean over the first training
    pairs of the last phase. The weight of the style loss then compares like with like."""
    last = recipe.phases[-1]
    seed = recipe.seed + 1000 * (len(recipe.phases) - 1)
    seen = []
    for number in range(SCALED_BY):
        content, style = data.batch(pictures, last.size, last.batch, seed, number)
        seen.append(np.asarray(style_scales(teacher(style), teacher(content))))
    return tuple(float(scale) for scale in np.mean(seen, axis=(0, 2)))


def _train(
    tasks: Mapping[str, SANetLiteTask],
    out: Path,
    minutes: float | None,
    say: Callable[[str], None],
) -> bool:
    """Train one after the other, going on where a run before was stopped; whether all are done."""
    started = time.monotonic()
    for name, one in tasks.items():
        say(f"{name}: {one.model.count_params():,} parameters")
        spent = (time.monotonic() - started) / 60
        left = None if minutes is None else max(0.0, round(minutes - spent, 1))
        run = train(one, _folder(out, name), minutes=left, sheet_every=CHECKPOINT_EVERY, say=say)
        if run.phase < len(one.recipe.phases):
            return False
    return True


def _measure(tasks: Mapping[str, SANetLiteTask], out: Path, evaluation: Evaluation) -> None:
    """Print the table, and write the sheet with a row of pictures for each design."""
    made: dict[str, dict[Pair, Picture]] = {}
    sheet = out / "designs.png"
    report.print_heads()
    report.print_row("content left as it is", evaluation.untouched())
    for name, one in tasks.items():
        weights.load(one.model, _folder(out, name) / "checkpoint.npz")
        contender = evaluate.contender(name, one.model)
        with step(f"Measuring {name}"):
            made[name] = evaluate.results(contender, evaluation.pairs)
            scores = evaluation.pictures(made[name])
            identity = evaluate.identity(contender, evaluation.pairs)
        report.print_row(name, scores, f"{identity:.1f}", parameters=contender.parameters)
        write_sheet(evaluation.pairs, made, sheet)
    print(f"contact sheet: {short(sheet)}", flush=True)


def _folder(out: Path, name: str) -> Path:
    return out / name.replace(" ", "-")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py model designs",
        description="Train sanet-lite and designs that differ from it in one thing, briefly and "
        "alike, and measure them beside each other. Stop it at any moment; the same command goes "
        "on where it stopped.",
    )
    parser.add_argument("--minutes", type=float, help="stop training after so long")
    parser.add_argument(
        "--out", type=Path, default=ROOT / ".cache/designs", metavar="DIR",
        help="checkpoints, logs and the contact sheet designs.png (default: .cache/designs)",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, default=SHARED / "images.zip", metavar="ZIP")
    parser.add_argument(
        "--networks", type=Path, default=SHARED, metavar="DIR",
        help=f"the networks that teach and judge (default: {short(SHARED)})",
    )  # fmt: skip
    pairs = SHARED.parent / "eval"
    parser.add_argument(
        "--pairs", type=Path, default=pairs, metavar="DIR",
        help=f"content/, style/ and sanet_published/ (default: {short(pairs)})",
    )  # fmt: skip
    return parser
