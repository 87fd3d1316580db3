"""How long a visitor waits for a network of each family, and what it weighs: the same pictures, on
wasm, one thread each. Seconds depend on the machine; ratios hardly do.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from pastiche.bench.stage import Stage, stage
from pastiche.bench.stylizer import CAMERA, LIVE_SIDES, OURS, STYLE, frames, measured
from pastiche.models.card import CARD, PERCEPTUAL, ModelCard, read_card
from pastiche.models.places import LOCAL, PACKAGES, package_folder

SIDE = 256
FIRST = "sanet-lite"
AS_ADAIN = f"{OURS}?attention=0"
"""The page of `FIRST` with its attention replaced by AdaIN."""
HEAD = (
    f"{'':<24}{'family':<14}{'MB':>6}{'first, s':>10}{'later, s':>10}{'ratio':>7}{'live, 1/s':>11}"
)


def bench(runs: int) -> None:
    """Print a row for one network of each family that is here, `FIRST` first, also as AdaIN."""
    cards = _one_of_each()
    rows = [(card.name, card, OURS) for card in cards]
    rows.insert(1, (f"{FIRST} as AdaIN", cards[0], AS_ADAIN))
    print(f"{SIDE} px on wasm, medians of {runs} runs; live at {LIVE_SIDES[-1]} px")
    print(HEAD)
    usual = None
    for name, card, page in rows:
        with (
            tempfile.TemporaryDirectory() as folder,
            stage(Path(folder) / "www", {}, package_folder(card.name), None) as ready,
        ):
            ready.pictures(SIDE, [*range(runs + 1), STYLE])
            seen = measured(ready, page, SIDE, runs)
            rate = _rate(ready, page)
        later = statistics.median(seen.later)
        usual = usual or later
        print(
            f"{name:<24}{card.family:<14}{card.bytes / 1e6:>6.2f}{seen.first:>10.2f}"
            f"{later:>10.2f}{later / usual:>7.2f}{rate:>11.1f}",
            flush=True,
        )


def _rate(ready: Stage, page: str) -> float:
    with ready.browser(*CAMERA) as browser:
        rival, _ = ready.first(browser, page, SIDE, STYLE)
        return frames(rival, LIVE_SIDES[-1])


def _one_of_each() -> list[ModelCard]:
    """The cards of the first network of every family that stylizes, by name but for `FIRST`."""
    folders = [path.parent for root in (PACKAGES, LOCAL) for path in sorted(root.glob(f"*/{CARD}"))]
    found: dict[str, ModelCard] = {}
    for folder in [package_folder(FIRST), *folders]:
        if folder.name == PERCEPTUAL:
            continue
        card = read_card(folder)
        found.setdefault(card.family, card)
    return list(found.values())
