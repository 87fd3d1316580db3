"""The table that `model evaluate` prints, and what of it goes into a package's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.models import evaluate
from pastiche.models.card import read_card, write_card
from pastiche.models.contact_sheet import write_sheet
from pastiche.models.evaluate import Contender, Evaluation, Pair, Picture
from pastiche.models.measures import Scores
from pastiche.models.places import package_folder, short
from pastiche.pinned import Unavailable
from pastiche.progress import step

NAME = 24  # letters that a row's name gets
COLUMNS = {
    "style": 9, "content": 10, "style, true": 13, "content, true": 15, "patterns": 10, "LPIPS": 8,
    "identity, dB": 14, "flicker, /255": 15, "parameters": 12, "float16": 10,
}  # fmt: skip
"""Heads and widths. Style and content are under the compressed VGG unless it says true."""
NONE = "–"

PUBLISHED = "published SANet"
PUBLISHED_PARAMETERS = 20_911_247
"""Of the networks of Park & Lee 2019 (`pastiche.models.sanet`), which made these pictures."""


@dataclass(frozen=True)
class Quality:
    """What was measured of one network."""

    scores: Scores
    identity: float  # PSNR in dB
    flicker: float  # of 255


def run(
    sources: Sequence[str | Path], *, pairs: Path, networks: Path, sheet: Path, record: bool
) -> None:
    """Measure networks and print their rows under those of others for comparison.

    sources: packages' names, or `.npz` files of weights. pairs and networks: see
    `evaluate.Pairs.load` and `evaluate.load_judges`. sheet: where the contact sheet goes.
    record: whether the packages' cards are to have the numbers.
    """
    if record and any(isinstance(source, Path) for source in sources):
        message = "--record is for the package's own weights"
        raise BuildError(None, None, message, "export these weights first, or leave --record out")
    own = [evaluate.ours(source) for source in sources]
    with step("Looking at the pictures"):
        evaluation = Evaluation(evaluate.Pairs.load(pairs), evaluate.load_judges(networks))
    made: dict[str, dict[Pair, Picture]] = {PUBLISHED: dict(evaluation.pairs.published)}
    print_heads()
    print_row("content left as it is", evaluation.untouched())
    with step("Looking at published SANet"):
        scores = evaluation.pictures(evaluation.pairs.published)
    print_row(PUBLISHED, scores, parameters=PUBLISHED_PARAMETERS)
    measured = {}
    for title, load in evaluate.RIVALS.items():
        try:
            rival = load()
        except (Unavailable, OSError) as error:
            print(f"{title:<{NAME}} not available: {error}", flush=True)
            continue
        measured[title] = _measure(rival, evaluation, made)
    for source, contender in zip(sources, own, strict=True):
        quality = measured[contender.title] = _measure(contender, evaluation, made)
        if record:
            _record(quality, package_folder(str(source)))
    for contender in own:
        _compare_flicker(contender.title, measured)
    write_sheet(evaluation.pairs, made, sheet)
    print(f"contact sheet: {short(sheet)}")


def _measure(
    contender: Contender, evaluation: Evaluation, made: dict[str, dict[Pair, Picture]]
) -> Quality:
    """Measure one network, print its row, and add what it made to `made`."""
    with step(f"Stylizing with {contender.title}"):
        results = made[contender.title] = evaluate.results(contender, evaluation.pairs)
    with step("Looking at the results"):
        scores = evaluation.pictures(results)
    with step("Measuring identity and flicker"):
        quality = Quality(
            scores,
            evaluate.identity(contender, evaluation.pairs),
            evaluate.flicker(contender, evaluation.pairs),
        )
    print_row(
        contender.title, scores, f"{quality.identity:.1f}", f"{quality.flicker:.2f}",
        contender.parameters,
    )  # fmt: skip
    return quality


def _compare_flicker(name: str, measured: dict[str, Quality]) -> None:
    """Say whether a network flickers no more than MicroAST does, where that was measured."""
    if "MicroAST" in measured:
        own, other = measured[name].flicker, measured["MicroAST"].flicker
        verdict = "no more" if own <= other else "more"
        print(f"flicker: {name} {own:.2f}, MicroAST {other:.2f} of 255: {verdict} than MicroAST's")


def _record(quality: Quality, package: Path) -> None:
    """Write the numbers into the package's card."""
    numbers = quality.scores._asdict() | {"identity": quality.identity, "flicker": quality.flicker}
    rounded = {name: round(value, 4) for name, value in numbers.items()}
    write_card(replace(read_card(package), quality=rounded), package)
    print(f"recorded in {short(package / 'card.json')}")


def print_heads() -> None:
    """Print the first line of the table."""
    cells = (f"{head:>{width}}" for head, width in COLUMNS.items())
    print(" " * NAME + "".join(cells), flush=True)


def print_row(
    name: str,
    scores: Scores,
    identity: str = NONE,
    flicker: str = NONE,
    parameters: int | None = None,
) -> None:
    """Print a network's line: parameters in millions, and what they take in float16 in MB."""
    size = (f"{parameters / 1e6:.2f} M", f"{2 * parameters / 1e6:.2f} MB") if parameters else ()
    cells = [*(f"{value:.3f}" for value in scores), identity, flicker, *(size or (NONE, NONE))]
    row = zip(cells, COLUMNS.values(), strict=True)
    print(f"{name:<{NAME}}" + "".join(f"{cell:>{width}}" for cell, width in row), flush=True)
