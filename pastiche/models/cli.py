"""`python3 build.py model …`: export, verify, evaluate and train the networks."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.models.places import PACKAGES, ROOT, short
from pastiche.progress import step

NAMES = ["sanet-lite"]
SHARED = ROOT.parent / "shared"
"""Material for measuring, which is not in the repository."""


def main(argv: list[str]) -> int:
    """Run one command; returns its exit status. Raises `BuildError` for what a person can mend."""
    if argv[:1] == ["train"]:
        from pastiche.training.cli import main as train

        return train(argv[1:])
    arguments = _parser().parse_args(argv)
    # oneDNN sums in an order that depends on the machine; a package must not.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    try:
        return int(arguments.run(arguments))
    except BuildError as error:
        path = short(error.path) if error.path else None
        raise BuildError(path, error.line, error.message, error.hint) from error


def export(arguments: argparse.Namespace) -> int:
    """Write a model package from weights."""
    with step("Loading TensorFlow"):
        from pastiche.models.export import export
    folder = arguments.out or PACKAGES / arguments.name
    with step("Exporting"):
        card = export(arguments.name, arguments.weights, folder)
    size = card.bytes / 1e6
    print(f"{short(folder)}: {card.parameters:,} parameters, {size:.2f} MB, version {card.version}")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Check a model package: its files against the card, its self-test against TensorFlow."""
    with step("Loading TensorFlow"):
        from pastiche.models.verify import verify
    folder = PACKAGES / arguments.name
    difference = verify(folder)
    print(
        f"{short(folder)}: whole; self-test differs by {255 * difference.mean:.2f}/255 on average"
    )
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Print the quality of a network beside SANet's, and write a contact sheet."""
    with step("Loading TensorFlow"):
        from pastiche.models import report
    report.run(
        arguments.weights or arguments.name,
        pairs=arguments.pairs,
        networks=arguments.networks,
        sheet=arguments.sheet,
        record=PACKAGES / arguments.name if arguments.record else None,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py model", description="Train, export, check and measure the networks."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    commands.add_parser("train", help="train a network (see `train --help`)", add_help=False)
    options = {export: _export_options, verify: lambda _: None, evaluate: _evaluate_options}
    for run, add in options.items():
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        command.add_argument("name", choices=NAMES, help="which network")
        add(command)
    return parser


def _export_options(command: argparse.ArgumentParser) -> None:
    weights = "checkpoint.npz of a training run, or any .npz of the network's arrays"
    command.add_argument("--weights", type=Path, required=True, metavar="FILE", help=weights)
    command.add_argument("--out", type=Path, metavar="DIR", help="default: assets/models/NAME")


def _evaluate_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--weights", type=Path, metavar="FILE", help="instead of the package's")
    command.add_argument(
        "--pairs", type=Path, default=SHARED / "eval", metavar="DIR",
        help=f"content/, style/ and sanet_published/ (default: {short(SHARED / 'eval')})",
    )  # fmt: skip
    command.add_argument(
        "--networks", type=Path, default=SHARED / "train", metavar="DIR",
        help=f"vgg19-16x.pth and vgg19-relu31.pth (default: {short(SHARED / 'train')})",
    )  # fmt: skip
    command.add_argument(
        "--sheet", type=Path, default=ROOT / ".cache/evaluate.png", metavar="FILE",
        help="the contact sheet (default: .cache/evaluate.png)",
    )  # fmt: skip
    command.add_argument(
        "--record", action="store_true", help="write the numbers into the package's card"
    )
