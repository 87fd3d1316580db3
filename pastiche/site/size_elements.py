"""What the macro `sizes` of templates/labs.html needs: one style's networks, from narrow to wide.

The networks are student-STYLE-WIDTH, in the order of their widths, and johnson-STYLE, who taught
them. What is said of them is what `model likeness --record` wrote into their cards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.errors import BuildError
from pastiche.models.card import CARD
from pastiche.site import size_chart
from pastiche.site.lab_elements import listed
from pastiche.site.packages import SHIPPED, SINGLE, ModelPackage
from pastiche.site.paintings import Painting, Paintings
from pastiche.site.pictures import Picture, Pictures
from pastiche.site.shortcodes import Sizes

if TYPE_CHECKING:
    from pastiche.site.stylizers import Stylizers, TrayPicture

STUDENT = "student-"
TEACHER_WIDTH = 16
"""Channels of a teacher at half of the size (pastiche/models/johnson.py)."""
MOST_BITS = 16
FEWER_BITS = (8, 4, 3, 2)
"""Bits of a weight that pictures are drawn of, besides the most."""


@dataclass(frozen=True)
class Network:
    """One of the networks; `quality` as `model likeness` has it."""

    width: int
    package: ModelPackage
    quality: Mapping[str, float]
    is_teacher: bool


@dataclass(frozen=True)
class Drawn:
    """What a network has painted with so many bits, and the bytes of its weights then."""

    network: Network
    bits: int
    bytes: int
    picture: Picture


class SizeLabs:
    """The laboratories of sizes of a build."""

    def __init__(self, root: Path, pictures: Pictures, stylizers: Stylizers) -> None:
        self._root = root
        self._pictures = pictures
        self._stylizers = stylizers
        self._paintings = Paintings(root, pictures)
        self.compute = self._paintings.compute

    def foresee(self, code: Sizes, content: str | Path) -> None:
        """Notes what `arguments` will need, to be drawn with the others."""
        if not content:
            return
        path = self._content(content).path
        for network, bits in _shown(self._networks(code.style), code.width):
            self._paintings.add(Painting(network.package.folder, path, code.size, bits))

    def arguments(
        self, code: Sizes, content: str | Path, words: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The arguments of the macro; `words` are those of the document's language."""
        networks, chosen = self._networks(code.style), self._content(content)
        shown = []
        for network, bits in _shown(networks, code.width):
            job = Painting(network.package.folder, chosen.path, code.size, bits)
            path, count = self._paintings.painted(job)
            shown.append(Drawn(network, bits, count, self._pictures.responsive(path)))
        whole = [one for one in shown if one.bits == MOST_BITS]
        return {
            "content": words["samples"].get(chosen.name, chosen.title),
            "networks": networks,
            "first": next(one for one in whole if one.network.width == code.width),
            "sizes": whole,
            "precisions": [one for one in shown if one.network.width == code.width],
            "config": self._config(code, networks, content, words),
        }

    def measured(self, style: str) -> list[Network]:
        """The networks of a style, those left out of which nothing was measured."""
        return [network for network in self._networks(style) if network.quality]

    def chart(self, style: str, words: Mapping[str, Any]) -> str:
        """Likeness against bytes, as <svg>."""
        lines = [
            size_chart.Line(
                str(network.width),
                size_chart.points(network.quality),
            )
            for network in self.measured(style)
        ]
        return size_chart.chart(lines, words["lab"]["sizes"]["chart"])

    def _content(self, content: str | Path) -> TrayPicture:
        _, chosen = self._stylizers.tray(self._stylizers.trays.contents, content, "content")
        if not chosen:
            raise BuildError(None, None, "there is no sample to paint", "name a content")
        return chosen

    def _networks(self, style: str) -> list[Network]:
        """From the narrowest to the teacher. Raises `BuildError` where there is no student."""
        folder = self._root / SHIPPED
        names = (card.parent.name for card in folder.glob(f"{STUDENT}{style}-*/{CARD}"))
        widths = sorted((int(name.rpartition("-")[2]), name) for name in names)
        if not widths:
            hint = f"python3 build.py model train johnson --like {SINGLE}{style} --width 4"
            message = f"there is no network that was distilled from “{SINGLE}{style}”"
            raise BuildError(None, None, message, hint)
        found = []
        for width, name in [*widths, (TEACHER_WIDTH, f"{SINGLE}{style}")]:
            if package := self._stylizers.package(name):
                card = json.loads((package.folder / CARD).read_text("utf-8"))
                is_teacher = name.startswith(SINGLE)
                found.append(Network(width, package, card["quality"], is_teacher))
        return found

    def _config(
        self,
        code: Sizes,
        networks: list[Network],
        content: str | Path,
        words: Mapping[str, Any],
    ) -> dict[str, Any]:
        """What the element reads from its JSON block."""
        contents, chosen = self._stylizers.tray(self._stylizers.trays.contents, content, "content")
        widths = [network.width for network in networks]
        sizes = [
            {
                "url": network.package.url,
                "channels": network.width,
                "numbers": network.package.card.parameters,
            }
            for network in networks
        ]
        scripts = self._stylizers.site.scripts
        teacher = networks[-1].package
        return {
            "model": {
                "url": teacher.url,
                "title": teacher.card.title,
                "bytes": teacher.card.bytes,
            },
            "worker": scripts["sizes-worker.js"],
            "wasm": self._stylizers.site.wasm,
            "contents": [listed(one, words) for one in contents],
            "styles": [],
            "chosen": {"content": chosen.name if chosen else "", "style": ""},
            "size": code.size,
            "sizes": sizes,
            "begin": widths.index(code.width),
        }


def _shown(networks: list[Network], width: int) -> list[tuple[Network, int]]:
    """What is drawn: every network whole, and that of `width` with fewer bits as well."""
    chosen = [network for network in networks if network.width == width]
    if not chosen:
        known = ", ".join(str(network.width) for network in networks)
        message = f"no network of this style has width {width}"
        raise BuildError(None, None, message, f"there are {known}")
    whole = [(network, MOST_BITS) for network in networks]
    return whole + [(chosen[0], bits) for bits in FEWER_BITS]
