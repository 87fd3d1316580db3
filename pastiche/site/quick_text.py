"""Plain sentences to HTML, by a few patterns: what most paragraphs, headings and cells hold.

A text with anything in it that these patterns do not know is left to Python-Markdown, which takes
ten times as long. What they do know they write as it does: `tests/site/test_quick_blocks.py`
compares the two.
"""

from __future__ import annotations

import re
from html import escape

_PLAIN = r"[^\n*_`\[\]{}<&\\~^|\x00-\x1f\x7f-\x9f\ue000-\ue01f]"
_MARKUP = re.compile(
    rf"""(?=[`*\[])(?:
    (?<![\\`])`(?P<code>[^`\\\n\x00-\x1f\ue000-\ue01f]*[^`\\\s\x00-\x1f\ue000-\ue01f])`(?!`)
    | (?<![^\s(])\*\*(?P<strong>\w(?:{_PLAIN}*\w)?)\*\*(?![^\s.,;:!?)])
    | (?<![^\s(])\*(?P<em>\w(?:{_PLAIN}*\w)?)\*(?![^\s.,;:!?)])
    | (?<![!\\])\[(?P<words>[^\W\d_](?:{_PLAIN}*\w)?)\]\((?P<href>[\w./:?=#%+,;@~-]+)\)(?![\[({{:])
    )""",
    re.VERBOSE,
)
_STRANGE = re.compile(
    r"[*_`\[\]{}<&\\~^\t\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\ue01f]"
    r"|==|--|\.\.\.|>>|[ ]\n|(?:\A|\n)[ ]|\n\n|[ ]\Z"
)
_SPECIAL = re.compile(
    r"""[*_`\[\]{}<>&\\~^"'=\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\ue01f]|--|\.\.\.|[ ]\n|\n[ \n]"""
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|\s)")
_OPENING = re.compile(r'(?:(?<=\s)|\A)"(?=[^\W\d_])')
_CLOSING = re.compile(r'(?<=[\w.,!?;:])"(?=[\s.,;:!?)]|\Z)')


def inline(text: str) -> str | None:
    r"""The HTML of `text`, or None when it is not plain.

    >>> inline('A *wave* isn\'t a [tile](tile.md), says `code`.')
    'A <em>wave</em> isn&rsquo;t a <a href="tile.md">tile</a>, says <code>code</code>.'
    >>> inline("a_b") is None
    True
    """
    if not _SPECIAL.search(text) and text == text.strip(" "):
        return text
    out: list[str] = []
    position = 0
    for match in _MARKUP.finditer(text):
        before = _words(text[position : match.start()], inner=True)
        if before is None:
            return None
        kind, found = match.lastgroup, match[match.lastgroup or 0]
        if kind == "code":
            written: str | None = f"<code>{escape(found.strip(), quote=False)}</code>"
        else:
            written = _words(match["words"] if kind == "href" else found)
            if written is None:
                return None
            name = "a" if kind == "href" else kind
            attribute = f' href="{found}"' if kind == "href" else ""
            written = f"<{name}{attribute}>{written}</{name}>"
        out += (before, written or "")
        position = match.end()
    rest = _words(text[position:], inner=bool(position))
    if rest is None:
        return None
    return "".join([*out, rest]) if out else rest


def _words(text: str, *, inner: bool = False) -> str | None:
    """Text without markup; the ends of an `inner` one are no ends of its paragraph."""
    if _STRANGE.search(f"x{text}x" if inner else text):
        return None
    if "'" in text:
        text = _APOSTROPHE.sub("&rsquo;", text)
        if "'" in text:
            return None
    if '"' in text:
        text = _CLOSING.sub("&rdquo;", _OPENING.sub("&ldquo;", text))
        if '"' in text:
            return None
    return text.replace(">", "&gt;") if ">" in text else text
