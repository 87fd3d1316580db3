"""`model evaluate`: measure networks beside the published SANet pictures, and show them.

The pairs are two photographs in eleven styles. Every picture is brought to 384×384 pixels
(stretched, Lanczos), which is how the numbers quoted for SANet were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pastiche.errors import BuildError
from pastiche.models.apply import stylize
from pastiche.models.measures import Judges, Scores, Seen, average, psnr, score
from pastiche.models.sanet_lite import SANetLite
from pastiche.models.torch_files import read_state_dict

SIZE = 384
THUMBNAIL = 192
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


def load_judges(folder: Path) -> Judges:
    """The networks that judge, from `vgg19-16x.pth` and `vgg19-relu31.pth`."""
    names = ("vgg19-16x.pth", "vgg19-relu31.pth")
    return Judges(*(read_state_dict(folder / name) for name in names))


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
        return average([score(r, self._contents[c], self._styles[s]) for (c, s), r in seen.items()])


def results(network: SANetLite, pairs: Pairs) -> dict[Pair, Picture]:
    """Every pair stylized at full strength."""
    return {
        (c, s): stylize(network, pairs.contents[c], pairs.styles[s]) for c, s in pairs.published
    }


def identity(network: SANetLite, pairs: Pairs) -> float:
    """PSNR in dB of pictures in their own style, mean over all contents and styles."""
    pictures = [*pairs.contents.values(), *pairs.styles.values()]
    return float(np.mean([psnr(stylize(network, p, p), p) for p in pictures]))


def flicker(network: SANetLite, pairs: Pairs) -> float:
    """RMS difference, of 255, between neighbouring frames of a pan by one pixel a frame."""

    def squares() -> Iterator[float]:
        for c, s in pairs.published:
            frames = [
                stylize(network, pairs.contents[c][:, x : x + SIZE - 16], pairs.styles[s])
                for x in range(PAN)
            ]
            for a, b in pairwise(frames):
                yield float(np.mean(np.square(a[:, 1:] - b[:, :-1])))

    return 255 * float(np.sqrt(np.mean(list(squares()))))


def write_sheet(pairs: Pairs, ours: Mapping[Pair, Picture], path: Path) -> None:
    """Styles across; under them, for each content, the published pictures and then ours."""
    blank = np.ones((THUMBNAIL, THUMBNAIL, 3), np.float32)
    rows = [[blank, *map(_thumbnail, pairs.styles.values())]]
    for c, content in pairs.contents.items():
        for made, first in ((pairs.published, _thumbnail(content)), (ours, blank)):
            rows.append([first, *(_thumbnail(made[c, s]) for s in pairs.styles)])
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.round(sheet * 255).astype(np.uint8)).save(path)


def _thumbnail(picture: Picture) -> Picture:
    pixels = Image.fromarray(np.round(picture * 255).astype(np.uint8))
    small = pixels.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return np.asarray(small, np.float32) / 255


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
