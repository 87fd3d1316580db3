"""The table that `model evaluate` prints, and what of it goes into a package's card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.models import evaluate
from pastiche.models.card import read_card, write_card
from pastiche.models.measures import Scores
from pastiche.models.places import short
from pastiche.models.restore import restore
from pastiche.progress import step

HEAD = ("", "style", "content", "style, true VGG", "content, true VGG", "patterns")


def run(
    source: str | Path, *, pairs: Path, networks: Path, sheet: Path, record: Path | None
) -> None:
    """Measure one network and print its row under two for comparison.

    source: a package's name, or a `.npz` of weights. pairs and networks: see
    `evaluate.Pairs.load` and `evaluate.load_judges`. sheet: where the contact sheet goes.
    record: the package whose card is to have the numbers.
    """
    if record and isinstance(source, Path):
        message = "--record is for the package's own weights"
        raise BuildError(None, None, message, "export these weights first, or leave --record out")
    network = restore(source)
    with step("Looking at the pictures"):
        evaluation = evaluate.Evaluation(evaluate.Pairs.load(pairs), evaluate.load_judges(networks))
    _print_row(HEAD)
    _print_row(("content left as it is", *_numbers(evaluation.untouched())))
    with step("Looking at published SANet"):
        published = evaluation.pictures(evaluation.pairs.published)
    _print_row(("published SANet", *_numbers(published)))
    with step("Stylizing"):
        made = evaluate.results(network, evaluation.pairs)
    with step("Looking at the results"):
        scores = evaluation.pictures(made)
    _print_row((str(source), *_numbers(scores)))
    evaluate.write_sheet(evaluation.pairs, made, sheet)
    print(f"contact sheet: {short(sheet)}")
    with step("Measuring identity and flicker"):
        identity = evaluate.identity(network, evaluation.pairs)
        flicker = evaluate.flicker(network, evaluation.pairs)
    print(f"identity (style = content): {identity:.1f} dB")
    print(f"flicker (one-pixel pan): {flicker:.2f} of 255")
    if record:
        numbers = scores._asdict() | {"identity": identity, "flicker": flicker}
        quality = {name: round(value, 4) for name, value in numbers.items()}
        write_card(replace(read_card(record), quality=quality), record)
        print(f"recorded in {short(record / 'card.json')}")


def _numbers(scores: Scores) -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in scores)


def _print_row(cells: tuple[str, ...]) -> None:
    first, *rest = cells
    print(f"{first:<28}" + "".join(f"{cell:>19}" for cell in rest), flush=True)
