"""`python3 build.py model train NAME`: the command line of training."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from pastiche.models.johnson import WIDTH, Johnson
from pastiche.models.networks import JOHNSON, student_name
from pastiche.models.places import ROOT, short
from pastiche.models.restore import restore
from pastiche.models.torch_files import read_state_dict
from pastiche.training import data
from pastiche.training.checkpoint import TrainingError
from pastiche.training.networks import johnson, perceptual, sanet_lite, student
from pastiche.training.patterns import patterns
from pastiche.training.recipe import Task
from pastiche.training.train import train

SHARED = ROOT.parent / "shared" / "train"
"""Where the training material stands beside a checkout, unless --data and --teacher say."""
CACHE = ROOT / ".cache" / "training"

PATTERNS = 7
"""Generated styles of each hand that join the paintings."""

NAMES = ("sanet-lite", "perceptual", "johnson")


def main(argv: list[str]) -> int:
    """Train the network named in `argv`; 0 when the recipe (or its time) is through, else 1."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.name == "johnson" and bool(options.style) == bool(options.like):
        parser.error(
            "johnson learns one style: give its picture with --style FILE, or with --like the name "
            "of a network that knows one"
        )
    if bool(options.like) != bool(options.width):
        parser.error("--like and --width go together: whom to imitate, with how many channels")
    say = partial(print, flush=True)
    out = options.out or CACHE / _place(options)
    try:
        drawn = patterns(CACHE / "patterns", PATTERNS, say)
        task = _task(options, data.load(options.data, drawn))
        run = train(task, out, minutes=options.minutes, say=say)
    except (TrainingError, data.DataError) as error:
        say(f"{error}")
        return 1
    checkpoint = short(out / "checkpoint.npz")
    say(f"{checkpoint}: {run.seconds / 60:.0f} minutes of training in all")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py model train",
        description="Train a small network from scratch. Stop it at any moment; the same command "
        "goes on from its last checkpoint.",
    )
    parser.add_argument("name", choices=NAMES, help="which network")
    parser.add_argument("--data", type=Path, default=SHARED / "images.zip", metavar="ZIP")
    parser.add_argument("--teacher", type=Path, default=SHARED / "vgg19-16x.pth", metavar="FILE")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: .cache/training/NAME")
    parser.add_argument("--minutes", type=float, help="stop after so long (default: the recipe)")
    only = parser.add_argument_group("johnson")
    only.add_argument("--style", type=Path, metavar="FILE", help="the picture of its one style")
    only.add_argument("--name", dest="called", help="the style's name (default: the file's)")
    only.add_argument(
        "--from", dest="begin", type=Path, metavar="FILE",
        help="checkpoint.npz of another style, to begin with its weights",
    )  # fmt: skip
    only.add_argument(
        "--like", metavar="NAME",
        help="imitate this network for one style (johnson-wheat, say) instead of learning afresh",
    )  # fmt: skip
    only.add_argument(
        "--width", type=int, metavar="N",
        help=f"with --like: so many channels at half of the size (the usual network: {WIDTH})",
    )  # fmt: skip
    only.add_argument(
        "--hint", type=float, default=student.HINT, metavar="W",
        help="with --like: weight of what its teacher has in the middle (default: %(default)s)",
    )  # fmt: skip
    return parser


def _place(options: argparse.Namespace) -> str:
    """The folder of a run in the cache."""
    if options.name != "johnson":
        return str(options.name)
    if options.like:
        return student_name(options.like, options.width)
    return JOHNSON + str(options.called or options.style.stem)


def _task(options: argparse.Namespace, pictures: data.Pictures) -> Task:
    if options.like:
        one = restore(options.like)
        if not isinstance(one, Johnson):
            raise TrainingError(f"--like {options.like}: give a network for one style, {JOHNSON}…")
        return student.StudentTask(student.RECIPE, one, options.width, pictures, hint=options.hint)
    teacher = read_state_dict(options.teacher)
    if options.name == "sanet-lite":
        return sanet_lite.SANetLiteTask(sanet_lite.RECIPE, teacher, pictures)
    if options.name == "perceptual":
        return perceptual.PerceptualTask(perceptual.RECIPE, teacher, pictures)
    style = johnson.read_style(options.style)
    recipe = johnson.FROM_ANOTHER if options.begin else johnson.RECIPE
    return johnson.JohnsonTask(recipe, teacher, pictures, style, begin=options.begin)
