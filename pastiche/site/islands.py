"""Islands: pieces of a source that Markdown must not touch, each behind one private-use character.

They pass through any Markdown processor as part of a word and are replaced by HTML afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pastiche.errors import BuildError

_FIRST = 0xF0000
ISLAND = re.compile("[\U000f0000-\U000ffffd]")


@dataclass(frozen=True)
class Island:
    r"""A piece of the source: `text` without its fences, `info` what stands behind a code fence.

    `name` is what an equation's own \label calls it.
    """

    kind: Literal["code", "maths", "shortcode", "markdown"]
    text: str
    line: int
    info: str = ""
    display: bool = False
    name: str = ""


class Islands:
    """The islands of one document, and the characters that stand for them."""

    def __init__(self) -> None:
        self._islands: list[Island] = []

    def add(self, island: Island) -> str:
        """Keeps `island` and returns the character that stands for it."""
        self._islands.append(island)
        return chr(_FIRST + len(self._islands) - 1)

    def __getitem__(self, mark: str) -> Island:
        return self._islands[ord(mark) - _FIRST]

    def marks(self) -> list[str]:
        """Every character handed out, in the order of the text."""
        return [chr(_FIRST + index) for index in range(len(self._islands))]


@dataclass(frozen=True)
class Context:
    """Where a text comes from and what is found in it.

    `names` are values such as page.title, and those that the text captures or assigns; `jekyll`
    tells that a name nobody knows is Liquid's, and no shortcode.
    """

    source: Path
    islands: Islands
    problems: list[BuildError]
    math: bool = True
    names: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    liquid: bool = True
    jekyll: bool = False
