"""`python3 build.py model …`: train, export, import, fetch, verify and evaluate the networks."""

from __future__ import annotations

import argparse
import os
import re
from functools import partial
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.models import places
from pastiche.models.card import DTYPES, PERCEPTUAL, ModelCard, PackageCard
from pastiche.models.places import PACKAGES, ROOT, package_folder, short
from pastiche.progress import step

NAMES = ("sanet-lite", "sanet", "ghiasi")
OTHERS = ("sanet", "ghiasi")
"""Networks whose weights are others', and come by `fetch`."""
IMPORTED = ("sanet",)
"""Those of them that come by `import` as well."""
ONE_STYLE = "johnson-STYLE"
"""Stands for the networks of one style, which are as many as anybody trains."""
STUDENT = "student-STYLE-WIDTH"
"""Stands for narrower ones that were distilled from those."""
OPEN = {ONE_STYLE: r"johnson-[a-z0-9-]+", STUDENT: r"student-[a-z0-9-]+-\d+"}
"""What names look like that are not listed."""
SHARED = ROOT.parent / "shared"
"""Material for measuring, which is not in the repository."""


def main(argv: list[str]) -> int:
    """Run one command; returns its exit status. Raises `BuildError` for what a person can mend."""
    if argv[:1] == ["train"]:
        from pastiche.training.cli import main as train

        return train(argv[1:])
    if argv[:1] == ["designs"]:
        from pastiche.training.designs import main as designs

        return designs(argv[1:])
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
        from pastiche.models.perceptual_package import export_perceptual
    usual = places.LOCAL if arguments.name in OTHERS else PACKAGES
    folder = arguments.out or usual / arguments.name
    card: PackageCard
    with step("Exporting"):
        if arguments.name == PERCEPTUAL:
            card = export_perceptual(arguments.weights, folder, arguments.dtype)
        else:
            card = export(arguments.name, arguments.weights, folder, arguments.dtype)
    _tell(card, folder)
    return 0


def import_(arguments: argparse.Namespace) -> int:
    """Bring in a network from its authors' PyTorch files."""
    with step("Loading TensorFlow"):
        from pastiche.models.imports import read_sanet
        from pastiche.models.install import install
    folder = arguments.folder
    card = install(arguments.name, lambda sh: (read_sanet(folder, sh), folder), arguments.dtype)
    return _tell_both(card)


def fetch(arguments: argparse.Namespace) -> int:
    """Bring in a network from the copy that was published for TensorFlow.js or TFLite.

    Magenta's comes in bytes and float16, and is kept in them.
    """
    with step("Loading TensorFlow"):
        from pastiche.models import magenta_files, published
        from pastiche.models.install import install
    name = arguments.name
    if name == "ghiasi":
        return _tell_both(install(name, magenta_files.fetched, arguments.dtype or "exact"))
    dtype = arguments.dtype or DTYPES[0]
    return _tell_both(install(name, lambda sh: published.fetched(name, sh), dtype))


def verify(arguments: argparse.Namespace) -> int:
    """Check a model package: its files against the card, its self-test against TensorFlow."""
    with step("Loading TensorFlow"):
        from pastiche.models.perceptual_package import verify_perceptual
        from pastiche.models.verify import verify
    folder = package_folder(arguments.name)
    if arguments.name == PERCEPTUAL:
        apart = verify_perceptual(folder)
        print(f"{short(folder)}: whole; self-test differs by {100 * apart.mean:.2f} % on average")
        return 0
    difference = verify(folder)
    print(
        f"{short(folder)}: whole; self-test differs by {255 * difference.mean:.2f}/255 on average"
    )
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Print the quality of networks beside that of others', and write a contact sheet."""
    with step("Loading TensorFlow"):
        from pastiche.models import report
    if arguments.weights and len(arguments.name) > 1:
        raise BuildError(None, None, "--weights goes with one network", "name that one only")
    report.run(
        [arguments.weights] if arguments.weights else arguments.name,
        pairs=arguments.pairs,
        networks=arguments.networks,
        sheet=arguments.sheet,
        record=arguments.record,
    )
    return 0


def likeness(arguments: argparse.Namespace) -> int:
    """Print how near narrow networks come to their teacher, also with fewer bits for a weight."""
    with step("Loading TensorFlow"):
        from pastiche.models import likeness
    likeness.run(arguments.name, record=arguments.record)
    return 0


def costs(arguments: argparse.Namespace) -> int:
    """Print where the weights and the multiplications of VGG-19 and of a small encoder are."""
    with step("Loading TensorFlow"):
        from pastiche.models import layer_costs
    layer_costs.run(arguments.draw)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py model", description="Train, export, check and measure the networks."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    commands.add_parser("train", help="train a network (see `train --help`)", add_help=False)
    compare = "compare designs of sanet-lite (see `designs --help`)"
    commands.add_parser("designs", help=compare, add_help=False)
    for run, names, add in (
        (export, (*NAMES, PERCEPTUAL, *OPEN), _export_options),
        (import_, IMPORTED, _import_options),
        (fetch, OTHERS, _fetch_options),
        (verify, (*NAMES, PERCEPTUAL, *OPEN), lambda _: None),
        (evaluate, NAMES, _evaluate_options),
        (likeness, tuple(OPEN), _record_option),
    ):
        word = run.__name__.rstrip("_")
        command = commands.add_parser(word, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        several = "+" if run in {evaluate, likeness} else None
        which = f"which network: {', '.join(names)}"
        command.add_argument(
            "name", type=partial(_known, names), metavar="NAME", nargs=several, help=which
        )
        add(command)
    command = commands.add_parser("costs", help=costs.__doc__, description=costs.__doc__)
    command.set_defaults(run=costs)
    drawn = "write layers.svg and layers-narrow.svg there as well"
    command.add_argument("--draw", type=Path, metavar="DIR", help=drawn)
    return parser


def _known(names: tuple[str, ...], name: str) -> str:
    """The name, where it is one of those, or looks as one of `OPEN` among them does."""
    if name in names or any(re.fullmatch(OPEN[one], name) for one in names if one in OPEN):
        return name
    raise argparse.ArgumentTypeError(f"invalid choice: {name!r} (choose from {', '.join(names)})")


def _tell(card: PackageCard, folder: Path) -> None:
    size = card.bytes / 1e6
    print(f"{short(folder)}: {card.parameters:,} parameters, {size:.2f} MB, version {card.version}")


def _tell_both(card: ModelCard) -> int:
    _tell(card, places.LOCAL / card.name)
    print(f"{short(places.SAVED_MODELS / card.name)}: the same for TensorFlow, in float32")
    return 0


def _export_options(command: argparse.ArgumentParser) -> None:
    weights = "checkpoint.npz of a training run, or any .npz of the network's arrays"
    command.add_argument("--weights", type=Path, required=True, metavar="FILE", help=weights)
    where = f"default: assets/models/NAME ({', '.join(OTHERS)}: .cache/models/NAME)"
    command.add_argument("--out", type=Path, metavar="DIR", help=where)
    _dtype_option(command)


def _import_options(command: argparse.ArgumentParser) -> None:
    files = "vgg_normalised.pth, transformer_iter_N.pth and decoder_iter_N.pth are in this folder"
    command.add_argument(
        "--from", type=Path, required=True, metavar="DIR", help=files, dest="folder"
    )
    _dtype_option(command)


def _fetch_options(command: argparse.ArgumentParser) -> None:
    stored = f"how the package stores weights (default: {DTYPES[0]}, and exact for ghiasi)"
    command.add_argument("--dtype", choices=DTYPES, help=stored)


def _dtype_option(command: argparse.ArgumentParser) -> None:
    stored = "how the package stores weights (default: %(default)s)"
    command.add_argument("--dtype", choices=DTYPES, default=DTYPES[0], help=stored)


def _evaluate_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--weights", type=Path, metavar="FILE", help="instead of the package's")
    command.add_argument(
        "--pairs", type=Path, default=SHARED / "eval", metavar="DIR",
        help=f"content/, style/ and sanet_published/ (default: {short(SHARED / 'eval')})",
    )  # fmt: skip
    command.add_argument(
        "--networks", type=Path, default=SHARED / "train", metavar="DIR",
        help=f"the networks that judge (default: {short(SHARED / 'train')})",
    )  # fmt: skip
    command.add_argument(
        "--sheet", type=Path, default=ROOT / ".cache/evaluate.png", metavar="FILE",
        help="the contact sheet (default: .cache/evaluate.png)",
    )  # fmt: skip
    _record_option(command)


def _record_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--record", action="store_true", help="write the numbers into the package's card"
    )
