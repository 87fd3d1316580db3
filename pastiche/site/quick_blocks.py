"""Documents of plain blocks to HTML, without the tree that Python-Markdown builds of them.

A plain block is a paragraph, heading, table or short list of plain text (`quick_text`), or an
island alone. A document that has nothing else is written here; in any other the paragraphs are,
and Python-Markdown sees a single character, a *stand-in*, in the place of each. What comes out is
the same in every case: `tests/site/test_quick_blocks.py` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from pastiche.site import quick_text

_FIRST = 0x100000
_STAND_IN = re.compile("[\U00100000-\U0010fffd]")
_ISLAND = "\U000f0000-\U000ffffd"
_TAG = re.compile(r"<[^>]*>")
_GAP = re.compile(r"\n(?:[ ]*\n)+")
_FEWEST = 40  # characters of a paragraph that is worth a stand-in

# Nothing that could reach beyond its block: raw HTML, abbreviations, references, tabs.
_ENTANGLED = re.compile(
    r"<(?:[a-zA-Z/!?])|^[ ]*\*\[[^\]\n]*\]:|[\t\r\x02\x03]|[\U00100000-\U0010fffd]", re.MULTILINE
)
_CODE = re.compile(r"(?<![`\\])`[^`\n]+`(?!`)")
_START = (
    rf"""(?:[^\W\d_]|[{_ISLAND}]|\d+(?![\d.)])|\*{{1,2}}(?=\w)|`(?!`)|\[(?=[^\W\d_])|[("“](?=\w))"""
)
_PARAGRAPH = re.compile(rf"{_START}[^\n]*(?:\n{_START}[^\n]*)*")
_HEADING = re.compile(r"(#{1,6})[ ]+([^\n#]*[^\n#\s])")
_ITEMS = re.compile(rf"(?:- {_START}[^\n]*(?:\n(?=- )|\Z))+|(?:\* {_START}[^\n]*(?:\n(?=\* )|\Z))+")
_NUMBERED = re.compile(rf"1\. {_START}[^\n]*(?:\n\d+\. {_START}[^\n]*)*")
_ROWS = re.compile(r"\|[^\n`\\]*\|(?:\n\|[^\n`\\]*\|)+")
_RULE = re.compile(r"\|(?:[ ]*:?-+:?[ ]*\|){2,}")
_ALIGNED = {
    (True, True): ' style="text-align: center;"',
    (True, False): ' style="text-align: left;"',
    (False, True): ' style="text-align: right;"',
    (False, False): "",
}


def blocks(text: str) -> list[str] | None:
    """The blocks of `text` with what stands between them, in turn; None for an entangled one."""
    found = _ENTANGLED.search(text)
    if found and _ENTANGLED.search(_CODE.sub("", text)):
        return None
    parts: list[str] = []
    position = 0
    if (stripped := text.strip("\n"))[:1] != " ":
        text = stripped
    for gap in _GAP.finditer(text):
        parts += (text[position : gap.start()], gap[0])
        position = gap.end()
    return [*parts, text[position:]]


def whole(parts: list[str], slug: Callable[[str, str], str]) -> str | None:
    """The HTML of a document of which every block is plain, else None.

    `slug` makes a heading's id of its words and a separator.
    """
    out: list[str] = []
    ids: set[str] = set()
    listed = False
    for block in parts[::2]:
        first = block[:1]
        html = None
        if first == "#":
            html = _heading(block, slug, ids)
        elif first == "|":
            html = _table(block)
        elif first in ("-", "*", "1") and not listed:
            html = _list(block)
        was_listed, listed = listed, html is not None and html[1] in "uo"
        if html is None and not (was_listed and first in "-*1"):
            html = paragraph(block)
            html = None if html is None else f"<p>{html}</p>"
        if html is None:
            return None
        out.append(html)
    return "\n".join(out)


def paragraph(block: str) -> str | None:
    """What stands in the `<p>` of a plain paragraph."""
    return quick_text.inline(block) if _PARAGRAPH.fullmatch(block) else None


def with_stand_ins(parts: list[str]) -> tuple[str, list[str]]:
    """The text with a character for each plain paragraph, and what those stand for."""
    kept: list[str] = []
    out = list(parts)
    for index in range(0, len(parts), 2):
        follows = parts[index + 2] if index + 2 < len(parts) else ""
        if len(parts[index]) < _FEWEST or follows.lstrip(" ").startswith(":"):
            continue  # a definition would take the paragraph's lines for its terms
        html = paragraph(parts[index])
        if html is not None:
            out[index] = chr(_FIRST + len(kept))
            kept.append(html)
    return "".join(out), kept


def put_back(html: str, kept: list[str]) -> str:
    """`html` with the paragraphs in the place of their stand-ins."""
    return _STAND_IN.sub(lambda match: kept[ord(match[0]) - _FIRST], html)


def _heading(block: str, slug: Callable[[str, str], str], ids: set[str]) -> str | None:
    match = _HEADING.fullmatch(block)
    html = quick_text.inline(match[2]) if match else None
    if match is None or html is None:
        return None
    words = " ".join(unescape(_TAG.sub("", html)).split())
    name = slug(words, "-")
    if name in ids:
        from markdown.extensions.toc import unique

        name = unique(name, ids)
    ids.add(name)
    level = len(match[1])
    return f'<h{level} id="{name}">{html}</h{level}>'


def _list(block: str) -> str | None:
    if _ITEMS.fullmatch(block):
        element, skip = "ul", 2
    elif _NUMBERED.fullmatch(block):
        element, skip = "ol", 0
    else:
        return None
    items = []
    for row in block.split("\n"):
        html = quick_text.inline(row[skip or row.index(" ") + 1 :])
        if html is None:
            return None
        items.append(f"<li>{html}</li>\n")
    return f"<{element}>\n{''.join(items)}</{element}>"


def _table(block: str) -> str | None:
    if not _ROWS.fullmatch(block):
        return None
    head, rule, *body = block.split("\n")
    if not _RULE.fullmatch(rule):
        return None
    aligned = [_ALIGNED[one.startswith(":"), one.endswith(":")] for one in _cells(rule)]
    if len(_cells(head)) != len(aligned) or not body:
        return None
    rows = []
    for row, tag in [(head, "th"), *((row, "td") for row in body)]:
        cells = _cells(row)
        cells += [""] * (len(aligned) - len(cells))
        written = []
        for cell, style in zip(cells, aligned, strict=False):
            html = quick_text.inline(cell)
            if html is None:
                return None
            written.append(f"<{tag}{style}>{html}</{tag}>\n")
        rows.append(f"<tr>\n{''.join(written)}</tr>\n")
    return f"<table>\n<thead>\n{rows[0]}</thead>\n<tbody>\n{''.join(rows[1:])}</tbody>\n</table>"


def _cells(row: str) -> list[str]:
    return [cell.strip(" ") for cell in row[1:-1].split("|")]
