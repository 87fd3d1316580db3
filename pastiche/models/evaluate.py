"""`model evaluate`: measure networks beside each other and the published SANet pictures.

The pairs are two photographs in eleven styles. Every picture is brought to 384×384 pixels
(stretched, Lanczos), which is how the numbers quoted for SANet were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pastiche.errors import BuildError
from pastiche.models.apply import stylize
from pastiche.models.lpips import LPIPS
from pastiche.models.measures import Judges, Scores, Seen, average, psnr
from pastiche.models.networks import Network
from pastiche.models.restore import restore
from pastiche.models.rivals.files import fetched
from pastiche.models.torch_files import read_state_dict

SIZE = 384
PAN = 3  # steps of one pixel in which flicker is measured

Picture = NDArray[np.floating[Any]]
Pair = tuple[str, str]  # names of content and style


@dataclass(frozen=True)
class Pairs:
    """The evaluation set, pictures (384, 384, 3) in [0, 1]."""

    contents: Mapping[str, Picture]
    styles: Mapping[str, Picture]
    published: Mapping[Pair, Picture]

    @classmethod
    def load(cls, folder: Path) -> Pairs:
        """Read `content/*.jpg`, `style/*.jpg` and `sanet_published/<c>_stylized_<s>.jpg`."""
        contents, styles = (_pictures(folder / part) for part in ("content", "style"))
        results = _pictures(folder / "sanet_published")
        pairs = [(c, s) for c in contents for s in styles]
        return cls(contents, styles, {(c, s): results[f"{c}_stylized_{s}"] for c, s in pairs})


@dataclass(frozen=True)
class Contender:
    """A network as the evaluation sees it."""

    title: str
    parameters: int
    prepare: Callable[[Picture], Callable[[Picture], Picture]]
    """From a style, the function from contents to results; all (H, W, 3) in [0, 1]."""


def ours(source: str | Path) -> Contender:
    """A package by its name, or a `.npz` of weights. Raises BuildError when it cannot be read."""
    return contender(source if isinstance(source, str) else source.name, restore(source))


def contender(title: str, network: Network) -> Contender:
    """One of our networks, under a title."""
    return Contender(
        title,
        network.count_params(),
        lambda style: lambda content: stylize(network, content, style),
    )


def microast() -> Contender:
    """Raises Unavailable, or OSError, when its files cannot be had."""
    from pastiche.models.rivals.microast import MicroAST

    return _rival("MicroAST", MicroAST(fetched("microast")))


def magenta() -> Contender:
    """Raises Unavailable, or OSError, when its files cannot be had."""
    from pastiche.models.rivals.magenta import Magenta

    return _rival("Magenta", Magenta(fetched("magenta")))


RIVALS: Mapping[str, Callable[[], Contender]] = {"MicroAST": microast, "Magenta": magenta}


def _rival(title: str, network: Any) -> Contender:
    def prepare(style: Picture) -> Callable[[Picture], Picture]:
        code = network.code(style)
        return lambda content: network.stylize(content, code)

    return Contender(title, network.parameters, prepare)


def load_judges(folder: Path) -> Judges:
    """The networks that judge: `vgg19-16x.pth`, `vgg19-relu31.pth`, and the files of `LPIPS`."""
    compressed, true = (
        read_state_dict(folder / name) for name in ("vgg19-16x.pth", "vgg19-relu31.pth")
    )
    return Judges(compressed, true, LPIPS(folder))


class Evaluation:
    """The evaluation set as the judges see it; each picture is looked at once."""

    def __init__(self, pairs: Pairs, judges: Judges) -> None:
        self.pairs = pairs
        self._judges = judges
        self._contents = {name: judges.see(p) for name, p in pairs.contents.items()}
        self._styles = {name: judges.see(p) for name, p in pairs.styles.items()}

    def untouched(self) -> Scores:
        """The contents left as they are."""
        return self._average({pair: self._contents[pair[0]] for pair in self.pairs.published})

    def pictures(self, results: Mapping[Pair, Picture]) -> Scores:
        """Finished pictures, one for each pair."""
        return self._average({pair: self._judges.see(p) for pair, p in results.items()})

    def _average(self, seen: Mapping[Pair, Seen]) -> Scores:
        return average(
            [
                self._judges.score(r, self._contents[c], self._styles[s])
                for (c, s), r in seen.items()
            ]
        )


def results(contender: Contender, pairs: Pairs) -> dict[Pair, Picture]:
    """Every pair stylized at full strength."""
    prepared = {s: contender.prepare(style) for s, style in pairs.styles.items()}
    return {(c, s): prepared[s](pairs.contents[c]) for c, s in pairs.published}


def identity(contender: Contender, pairs: Pairs) -> float:
    """PSNR in dB of pictures in their own style, mean over all contents and styles."""
    pictures = [*pairs.contents.values(), *pairs.styles.values()]
    return float(np.mean([psnr(contender.prepare(p)(p), p) for p in pictures]))


def flicker(contender: Contender, pairs: Pairs) -> float:
    """RMS difference, of 255, between neighbouring frames of a pan by one pixel a frame."""

    def squares() -> Iterator[float]:
        for style in pairs.styles.values():
            apply = contender.prepare(style)
            for content in pairs.contents.values():
                frames = [apply(content[:, x : x + SIZE - 16]) for x in range(PAN)]
                for a, b in pairwise(frames):
                    yield float(np.mean(np.square(a[:, 1:] - b[:, :-1])))

    return 255 * float(np.sqrt(np.mean(list(squares()))))


def _pictures(folder: Path) -> dict[str, Picture]:
    """Every JPEG of a folder by its stem, in alphabetical order."""
    paths = sorted(folder.glob("*.jpg"))
    if not paths:
        raise BuildError(folder, None, "there are no pictures to compare", "see --pairs")
    found: dict[str, Picture] = {}
    for path in paths:
        with Image.open(path) as image:
            square = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        found[path.stem] = np.asarray(square, np.float32) / 255
    return found
