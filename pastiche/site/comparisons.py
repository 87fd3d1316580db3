"""The pictures of a comparison that a build draws: one content in one style, by several methods.

Networks paint with the code of the page (assets/stylizer/node.js); gatys-node.js optimises one more
picture and judges all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.site.picture_files import read_upright
from pastiche.site.stylized import SIZES, raw, run

if TYPE_CHECKING:
    from PIL.Image import Image

MULTIPLE = 16
"""Both sides of what the perceptual network sees are multiples of this."""
SCRIPTS = ("comparison/contest.js", "comparison/cut.js", "gatys/judging.js", *SIZES)
"""Scripts that decide what a comparison shows, besides those of an optimisation."""


@dataclass(frozen=True)
class Comparison:
    """What is compared: packages of networks, each with how much attention it pays, in [0, 1], and
    an optimisation of so many `evaluations` from the content. `size` is the longer side in pixels.
    """

    style: Path
    content: Path
    size: int
    evaluations: int
    networks: tuple[tuple[Path, float], ...]

    def sources(self, scripts: Path) -> Iterator[bytes | str]:
        """What decides the pictures besides `style`, `content` and the numbers."""
        yield from ((scripts / name).read_bytes() for name in SCRIPTS)
        yield Path(__file__).read_bytes()
        for package, attention in self.networks:
            yield (package / "card.json").read_bytes()
            yield str(attention)


def request(job: Comparison, longest: int, folder: Path, index: int) -> dict[str, Any]:
    """The job as gatys-node.js reads it, with places for what networks paint; `longest` side of the
    style in pixels."""
    content = read_upright(job.content).convert("RGB")
    content = content.resize(_fitted(content.size, job.size))
    style = read_upright(job.style).convert("RGB")
    style.thumbnail((longest, longest))
    given = raw(content, folder / f"{index}-content.rgb")
    painted = [given | {"file": str(folder / f"{index}-{i}")} for i in range(len(job.networks))]
    return {
        "content": given,
        "style": raw(style, folder / f"{index}-style.rgb"),
        "painted": painted,
        "size": job.size,
        "evaluations": job.evaluations,
        "noise": False,
        "result": str(folder / f"{index}-result"),
    }


def paint(root: Path, job: Comparison, one: Mapping[str, Any]) -> None:
    """Has the networks of a request paint, each package in one run."""
    for package in dict.fromkeys(package for package, _ in job.networks):
        shared = {"content": one["content"], "style": one["style"], "strength": 1, "keepDetail": 1}
        asked = [
            shared | {"attention": attention, "result": place["file"]}
            for (own, attention), place in zip(job.networks, one["painted"], strict=True)
            if own == package
        ]
        run(root, package, asked)


def drawn(one: Mapping[str, Any]) -> tuple[list[Image], dict[str, Any]]:
    """The content, the style as a picture of its size, those by networks and by optimisation; and
    the losses of each, in this order."""
    from PIL import Image

    result, content = one["result"], one["content"]
    files = [content["file"], f"{result}-style", *(own["file"] for own in one["painted"])]
    size = (content["width"], content["height"])
    pictures = [
        Image.frombytes("RGB", size, Path(file).read_bytes())
        for file in (*files, f"{result}-found")
    ]
    return pictures, json.loads(Path(result).read_text("utf-8"))


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """As `resultSize` of assets/stylizer/gatys/settings.js, half a multiple rounding up."""
    scale = longest / max(size)
    width, height = (max(2, int(side * scale / MULTIPLE + 0.5)) * MULTIPLE for side in size)
    return width, height
