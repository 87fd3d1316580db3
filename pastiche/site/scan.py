"""Lifts out of Markdown what Markdown must not touch: code, formulas and shortcodes.

Each becomes one private-use character, an *island*, that passes through any Markdown processor as
part of a word and is replaced by its HTML afterwards. Lifting them out first gives every formula
and shortcode its line, and spares code and maths from smart quotes and emphasis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pastiche.errors import BuildError

_FIRST = 0xF0000
ISLAND = re.compile("[\U000f0000-\U000ffffd]")


@dataclass(frozen=True)
class Island:
    """A piece of the source: `text` without its fences, `info` what stands behind a code fence."""

    kind: Literal["code", "maths", "shortcode"]
    text: str
    line: int
    info: str = ""
    display: bool = False


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


_PIECES = re.compile(
    r"""
      ^(?P<prefix>[ \t]*(?:>[ \t]?)*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n`]*)\n
        (?P<code>.*?)^[ \t>]*(?P=fence)[`~]*[ \t]*$
    | ^[ \t]*(?P<open>`{3,}|~{3,})[^\n`]*$
    | (?P<raw>\{%-?\s*raw\s*-?%\}(?P<verbatim>.*?)\{%-?\s*endraw\s*-?%\})
    | (?P<skip>\\. | <!--.*?--> | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
    | (?:\A|^[ \t]*\n)(?P<indented>(?:(?:[ ]{4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)+)
    | \$\$(?P<block>.+?)\$\$
    | \$(?P<inline>(?![\s$])(?:\\.|[^$\\\n]|\n(?!\s*\n))+?(?<!\s))\$(?!\d)
    | \{\{(?P<call>(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'{}])*)\}\}
    | (?P<stray>\{\{|\{%)
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
# kramdown lets a paragraph's attributes stand at the end of its last line; Python-Markdown wants
# them on a line of their own.
_TRAILING = re.compile(
    r"^(?![ \t]*[#|>])(.*[^\s|])[ \t]+(\{:[^{}\n]*\})[ \t]*$(?=\n[ \t]*$|\Z)", re.MULTILINE
)
_CONTAINER = re.compile(r"(?:[*+-]|\d+[.)]|\[\^|:[ \t]|!!!|\?\?\?)")


def scan(
    text: str,
    first_line: int,
    source: Path,
    islands: Islands,
    problems: list[BuildError],
    *,
    math: bool = True,
) -> str:
    """Returns `text` with every island replaced by its character; islands go into `islands`.

    `first_line` is the line of `source` on which `text` starts; `math=False` leaves dollars alone.
    """
    out: list[str] = []
    position = counted = 0
    line = first_line
    while match := _PIECES.search(text, position):
        start, end = match.span()
        out.append(text[position:start])
        line += text.count("\n", counted, start)
        counted = start
        kept = match[0]
        if match["fence"]:
            prefix = match["prefix"]
            quote = prefix.rstrip()
            kept = f"{quote}\n{prefix}{islands.add(_code(match, line))}\n{quote}"
        elif match["open"]:
            message = f"the code fence {match['open']} is never closed"
            problems.append(BuildError(source, line, message, "end it with the same fence"))
        elif match["raw"]:
            kept = match["verbatim"]
        elif kept == "\\$":  # which Markdown does not know as an escape
            kept = "$" if math else kept
        elif match["indented"]:
            if _in_container(text, start):
                end = match.start("indented")
                kept = text[start:end]
        elif match["block"] and math:
            display = _alone(text, start, end)
            tex = match["block"].lstrip()
            first = line + match["block"].count("\n", 0, len(match["block"]) - len(tex))
            kept = islands.add(Island("maths", tex.rstrip(), first, display=display))
        elif match["inline"] and math:
            kept = islands.add(Island("maths", match["inline"], line))
        elif match["call"]:
            kept = islands.add(Island("shortcode", match["call"].strip(), line))
        elif match["stray"]:
            message = f"“{match['stray']}” starts a shortcode that never ends"
            hint = 'put it in `backticks` to show it, or write {{ figure(src="…", alt="…") }}'
            problems.append(BuildError(source, line, message, hint))
        if end == start:
            kept, end = text[start : start + 1], start + 1
        out.append(kept)
        position = end
    out.append(text[position:])
    return _TRAILING.sub(r"\1\n\2", "".join(out))


def _code(match: re.Match[str], line: int) -> Island:
    code, prefix = match["code"], match["prefix"]
    if prefix:
        lines = code.split("\n")
        width = len(prefix)
        quote = prefix.rstrip()
        code = "\n".join(
            row[width:] if row.startswith(prefix) else row.removeprefix(quote) for row in lines
        )
    return Island("code", code, line, info=match["info"].strip())


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the formula fills its lines: then it is displayed, as in kramdown."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    after = text[end : stop if stop >= 0 else len(text)]
    return not before.strip(" \t>") and not re.sub(r"\{:?[^{}]*\}", "", after).strip()


def _in_container(text: str, start: int) -> bool:
    """Whether an indented block at `start` continues a list, footnote or admonition."""
    for row in reversed(text[:start].split("\n")):
        if row.strip() and not row.startswith(("    ", "\t")):
            return bool(_CONTAINER.match(row.lstrip()))
    return False
