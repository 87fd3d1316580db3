"""What the sample trays offer without a network: photographs to stylize, and styles we drew.

The photographs lie inside scikit-image's wheel; it is located, never imported, so that a build does
not need its dependencies. The styles are in assets/samples/styles/, drawn by pastiche.samples.draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pastiche.errors import BuildError

STYLES_FOLDER = Path("assets/samples/styles")


@dataclass(frozen=True)
class Sample:
    """A picture to try: `alt` says what is to be seen, `credit` who made it."""

    name: str
    title: str
    path: Path
    alt: str
    credit: str
    licence: str


@dataclass(frozen=True)
class Samples:
    """The two trays, in the order in which they are shown; trays can be added."""

    contents: tuple[Sample, ...]
    styles: tuple[Sample, ...]

    def __add__(self, other: Samples) -> Samples:
        return Samples(self.contents + other.contents, self.styles + other.styles)


@dataclass(frozen=True)
class _Photo:
    """Credit and licence as scikit-image states them in `skimage/data/_fetchers.py`."""

    title: str
    file: str
    alt: str
    credit: str
    licence: str


PHOTOS = {
    "chelsea": _Photo(
        "Chelsea the cat",
        "chelsea.png",
        "The face of a tabby cat with green eyes.",
        "Stéfan van der Walt",
        "CC0 1.0",
    ),
    "astronaut": _Photo(
        "Eileen Collins, astronaut",
        "astronaut.png",
        "An astronaut in an orange suit smiles before a flag and a model of the shuttle.",
        "NASA",
        "Public domain",
    ),
    "coffee": _Photo(
        "A cup of coffee",
        "coffee.png",
        "Espresso in a white cup on a red saucer, on a wooden table.",
        "Rachel Michetti, courtesy of Pikolo Espresso Bar",
        "CC0 1.0",
    ),
    "rocket": _Photo(
        "Before the launch",
        "rocket.jpg",
        "A white rocket on its pad at dusk, between lattice towers.",
        "SpaceX",
        "Public domain",
    ),
}

DRAWN = {
    "breakers": (
        "Breakers",
        "A woodcut of curling waves in blues on cream paper, a red sun behind them.",
    ),
    "wheat": (
        "Wheat and wind",
        "Short thick strokes: a golden field, two cypresses, a blue sky turning around the sun.",
    ),
    "mosaic": (
        "Three fish",
        "A mosaic of small square stones: orange and cream fish in a sea of winding blues.",
    ),
    "marbling": (
        "Marbled paper",
        "Combed feathers of plum, ochre, ivory, red and teal ink, turning around a swirl.",
    ),
    "rose-window": (
        "Rose window",
        "Rings of blue, ruby, gold and green stained glass in dark lead.",
    ),
    "currents": (
        "Currents",
        "Thick ribbons of teal, orange, cream and plum paint winding with a current.",
    ),
    "orchard": (
        "Orchard in May",
        "Pink blossoming trees on green grass, all in small round dabs of pure colour.",
    ),
    "citrus": (
        "Citrus",
        "Slices of orange, lemon, lime and grapefruit printed in coarse yellow, red and blue dots.",
    ),
    "peacock": (
        "Peacock",
        "Overlapping peacock feathers in green and blue with gilt edges, an eye in each.",
    ),
}
"""Title and alternative text of every style that `pastiche.samples.draw` draws."""


def samples(root: Path) -> Samples:
    """The samples that always stand ready; `root` is the project's folder.

    Raises BuildError when scikit-image's pictures or a drawn style are not where they should be.
    """
    photos = _photo_folder()
    contents = tuple(
        Sample(name, photo.title, photos / photo.file, photo.alt, photo.credit, photo.licence)
        for name, photo in PHOTOS.items()
    )
    styles = tuple(
        Sample(
            name,
            title,
            root / STYLES_FOLDER / f"{name}.webp",
            alt,
            "Drawn by Pastiche",
            "Same licence as Pastiche",
        )
        for name, (title, alt) in DRAWN.items()
    )
    _check(contents, "this sample photograph is missing", "delete .venv and build again")
    _check(styles, "this sample style is missing", "python3 build.py samples")
    return Samples(contents, styles)


def _check(tray: tuple[Sample, ...], message: str, hint: str) -> None:
    for sample in tray:
        if not sample.path.is_file():
            raise BuildError(sample.path, None, message, hint)


def _photo_folder() -> Path:
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise BuildError(
            None,
            None,
            "scikit-image, whose photographs are our samples, is not installed",
            "delete .venv and build again",
        )
    return Path(spec.submodule_search_locations[0]) / "data"
