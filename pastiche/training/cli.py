"""`python3 build.py model train NAME`: the command line of training."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from pastiche.models.places import ROOT, short
from pastiche.models.torch_files import read_state_dict
from pastiche.training import data
from pastiche.training.checkpoint import TrainingError
from pastiche.training.patterns import patterns
from pastiche.training.recipe import SANET_LITE
from pastiche.training.train import train

SHARED = ROOT.parent / "shared" / "train"
"""Where the training material stands beside a checkout, unless --data and --teacher say."""


def main(argv: list[str]) -> int:
    """Train the network named in `argv`; 0 when the recipe (or its time) is through, else 1."""
    parser = argparse.ArgumentParser(
        prog="build.py model train",
        description="Train a small network from scratch. Stop it at any moment; the same command "
        "goes on from its last checkpoint.",
    )
    parser.add_argument("name", choices=["sanet-lite"], help="which network")
    parser.add_argument("--data", type=Path, default=SHARED / "images.zip", metavar="ZIP")
    parser.add_argument("--teacher", type=Path, default=SHARED / "vgg19-16x.pth", metavar="FILE")
    parser.add_argument("--out", type=Path, default=ROOT / ".cache/training/sanet-lite")
    parser.add_argument("--minutes", type=float, help="stop after so long (default: the recipe)")
    options = parser.parse_args(argv)
    say = partial(print, flush=True)
    try:
        drawn = patterns(options.out / "patterns", SANET_LITE.patterns, say)
        pictures = data.load(options.data, drawn)
        teacher = read_state_dict(options.teacher)
        run = train(SANET_LITE, teacher, pictures, options.out, minutes=options.minutes, say=say)
    except (TrainingError, data.DataError) as error:
        say(f"{error}")
        return 1
    checkpoint = short(options.out / "checkpoint.npz")
    say(f"{checkpoint}: {run.seconds / 60:.0f} minutes of training in all")
    return 0
