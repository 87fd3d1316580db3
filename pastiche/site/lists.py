"""Lists as kramdown and GitHub read them, rewritten in the indentation of Python-Markdown.

They nest what stands below the text of an item ("- a" and two spaces) and let a list interrupt a
paragraph; Python-Markdown wants four spaces for every level and an empty line before a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAY_MATTER = re.compile(r"^[ \t>]*(?:[*+-]|\d{1,9}\.)[ \t]", re.MULTILINE)
_ITEM = re.compile(r"(?P<marker>[*+-]|\d{1,9}\.)(?P<gap>[ \t]+)(?=\S)")
_BOX = re.compile(r"(?P<marker>!!!|\?\?\?\+?|\[\^[^\]\n]+\]:|:(?=[ \t]))(?P<gap>[ \t]*)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}\Z|(?:-[ \t]*){3,}\Z|(?:_[ \t]*){3,}\Z")
_BREAKS = re.compile(r"#{1,6}[ \t]|>|<[a-zA-Z/!]")
_QUOTED = re.compile(r"[ ]*>[ ]?")
_VERBATIM = re.compile(r"<(pre|script|style|textarea)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Level:
    """An open item: `kind` is its marker, 1 or box; marker and `text` stand at these columns."""

    kind: str
    at: int
    text: int


def rewrite(text: str) -> str:
    r"""`text` with its lists as Python-Markdown reads them.

    >>> rewrite("Buy\n- milk\n  - fresh")
    'Buy\n\n- milk\n    - fresh'
    """
    if not _MAY_MATTER.search(text):
        return text
    return "\n".join(_Rewriter().rows(text.split("\n")))


class _Rewriter:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._levels: list[_Level] = []
        self._after_blank = True
        self._first_paragraph = False  # of the item: its lines need no indentation

    def rows(self, rows: list[str]) -> list[str]:
        index = 0
        while index < len(rows):
            row = rows[index]
            index += 1
            if not row.strip():
                self._out.append("")
                self._after_blank, self._first_paragraph = True, False
            elif tag := _VERBATIM.search(row):
                end = f"</{tag[1].lower()}>"
                self._out.append(row)
                while end not in row.lower() and index < len(rows):
                    row = rows[index]
                    self._out.append(row)
                    index += 1
                self._after_blank = False
            elif _QUOTED.match(row):
                start = index - 1
                while index < len(rows) and _QUOTED.match(rows[index]):
                    index += 1
                self._quotation(rows[start:index])
            else:
                self._row(row.expandtabs(4))
                self._after_blank = False
        return self._out

    def _quotation(self, rows: list[str]) -> None:
        at = len(rows[0]) - len(rows[0].lstrip(" "))
        if not self._levels and at >= 4:
            self._out.extend(rows)
            return
        self._leave(at)
        inner = rewrite("\n".join(_QUOTED.sub("", row, count=1) for row in rows))
        indent = "    " * len(self._levels)
        self._out.extend(f"{indent}> {row}".rstrip() for row in inner.split("\n"))
        self._after_blank = False

    def _row(self, row: str) -> None:
        words = row.lstrip(" ")
        at = len(row) - len(words)
        item = None if _RULE.match(words) else _ITEM.match(words)
        box = _BOX.match(words) if item is None else None
        if item and self._opens(item, at):
            self._item(item, words, at)
        elif box and (at < 4 or self._levels) and (self._after_blank or box["marker"] == ":"):
            self._close(at, "box")
            self._out.append("    " * len(self._levels) + words)
            text = at + (box.end() if box["marker"] == ":" else 4)
            self._levels.append(_Level("box", at, text))
            self._first_paragraph = False
        else:
            if self._after_blank or _BREAKS.match(words):
                self._leave(at)
            self._out.append(self._continued(row, words, at))

    def _item(self, item: re.Match[str], words: str, at: int) -> None:
        kind = item["marker"] if item["marker"] in "*+-" else "1"
        previous = self._close(at, kind)
        changes = previous is not None and previous.kind != kind
        interrupts = previous is None and not self._first_paragraph
        if not self._after_blank and (changes or interrupts):
            self._out.append("")
        indent = "    " * len(self._levels)
        self._out.append(f"{indent}{item['marker']} {words[item.end() :]}")
        text = at + min(item.end(), len(item["marker"]) + 4)
        self._levels.append(_Level(kind, at, text))
        self._first_paragraph = True

    def _opens(self, item: re.Match[str], at: int) -> bool:
        """Whether what looks like an item is one, and neither code nor inside a sentence."""
        base = self._levels[-1].text if self._levels else 0
        if at >= base + 4 and (self._after_blank or not self._levels):
            return False
        if self._after_blank or not item["marker"][0].isdigit() or item["marker"] == "1.":
            return True
        return any(level.kind == "1" for level in self._levels)

    def _close(self, at: int, kind: str) -> _Level | None:
        """Closes the items that one at column `at` ends; answers the sibling before it, if any."""
        while self._levels:
            top = self._levels[-1]
            if at >= top.text or (at >= top.at + 2 and kind != top.kind and kind != "box"):
                return None
            self._levels.pop()
            base = self._levels[-1].text if self._levels else 0
            if at >= base or (at >= top.at and kind == top.kind):
                return top
        return None

    def _leave(self, at: int) -> None:
        """Ends the items whose text stands to the right of column `at`."""
        if not self._levels or at >= self._levels[-1].text:
            return
        while self._levels and at < self._levels[-1].text:
            self._levels.pop()
        if not self._levels and not self._after_blank:
            self._out.append("")
            self._after_blank = True

    def _continued(self, row: str, words: str, at: int) -> str:
        """A line that begins nothing: indented to where its item's text stands."""
        if not self._levels:
            return row
        depth = len(self._levels)
        if self._first_paragraph:
            boxes = [i for i, level in enumerate(self._levels) if level.kind == "box"]
            return "    " * (boxes[-1] + 1 if boxes else 0) + words
        beyond = at - self._levels[-1].text
        if self._after_blank and beyond >= 4:
            return "    " * depth + " " * beyond + words
        return "    " * depth + words
