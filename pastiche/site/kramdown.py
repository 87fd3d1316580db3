"""What kramdown and GitHub write differently, put into the words of Python-Markdown.

Attribute lists of blocks (`{: .wide #map }` on a line of its own) become marks that
`pastiche.site.attributes` reads: the list may stand before or behind any block.
"""

from __future__ import annotations

import re

from pastiche.site import lists

BEHIND, BEFORE, WITHIN = "\ue010", "\ue011", "\ue014"
"""Begin a block that is only an attribute list: of the one before, that follows, or around it."""
CONTENTS = "\ue012"
"""A paragraph that is replaced by the table of contents."""

_EXTENSION = re.compile(
    r"\{::comment\}.*?\{:/(?:comment)?\}|\{::options\b[^}]*\}|\{::?/?nomarkdown[^}]*\}|\{:/\}",
    re.DOTALL,
)
_DEFINITION = re.compile(r"^\{:([\w-]+):[ \t]*([^}\n]*)\}[ \t]*\n?", re.MULTILINE)
_LIST = re.compile(
    r"^(?P<indent>(?:>[ \t]?|[ \t])*)\{:(?!:)[ \t]*(?P<list>[^{}]*)\}[ \t]*$", re.MULTILINE
)
# A paragraph's attributes may stand at the end of its last line.
_TRAILING = re.compile(
    r"^(?![ \t]*[#|>])(.*[^\s|])[ \t]+(\{:[^{}\n]*\})[ \t]*$(?=\n[ \t]*$|\Z)", re.MULTILINE
)
_BOX = re.compile(
    r"^(?P<indent>[ \t]*)(?P<box>(?:!!!|\?\?\?\+?)[^\n{}]*?)[ \t]*"
    r"\{:?[ \t]*(?P<list>[^{}\n]*)\}[ \t]*$",
    re.MULTILINE,
)
_CONTENTS = re.compile(
    r"^(?:[*+-]|\d+\.)[ \t]+[^\n]*\n(?:[ \t]*\n)?\{:[ \t]*toc\b[^}\n]*\}[ \t]*$|"
    r"^\[TOC\][ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NOTES_HERE = re.compile(r"^[*+-][ \t]+[^\n]*\n\{:[ \t]*footnotes[ \t]*\}[ \t]*$", re.MULTILINE)
_HASHTAG = re.compile(r"^([ ]{0,3})(?=#{1,6}[^#\s])", re.MULTILINE)
_HARD_BREAK = re.compile(r"\\\\[ \t]*$", re.MULTILINE)
_ALERT = re.compile(
    r"^(?P<indent>[ \t]*)>[ ]?\[!(?P<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n"
    r"(?P<text>(?:[ \t]*>.*(?:\n|\Z))*)",
    re.MULTILINE | re.IGNORECASE,
)
_HEADLESS = re.compile(r"(?:^[ \t]*\n|\A)((?:\|[^\n]*\|[ \t]*(?:\n|\Z))+)", re.MULTILINE)
_DELIMITER = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*(\||$)", re.MULTILINE)


def normalise(text: str) -> str:
    """`text`, with its islands lifted out, as Python-Markdown reads it."""
    if "!!!" in text or "???" in text:
        text = _BOX.sub(rf"\g<indent>\g<box>\n\n\g<indent>    {WITHIN}\g<list>\n", text)
    if "{:" in text:
        text = _attributes(text)
    if "[TOC]" in text.upper():
        text = _CONTENTS.sub(f"\n{CONTENTS}\n", text)
    if "#" in text:
        text = _HASHTAG.sub(r"\1\\", text)
    if "\\\\" in text:
        text = _HARD_BREAK.sub("  ", text)
    if "[!" in text:
        text = _ALERT.sub(_alert, text)
    if "|" in text:
        text = _HEADLESS.sub(_headed, text)
    return lists.rewrite(text)


def _attributes(text: str) -> str:
    text = _EXTENSION.sub("", text)
    named = dict(_DEFINITION.findall(text))
    if named:
        text = _DEFINITION.sub("", text)
    text = _CONTENTS.sub(f"\n{CONTENTS}\n", text)
    text = _NOTES_HERE.sub("\n///Footnotes Go Here///\n", text)
    text = _TRAILING.sub(r"\1\n\2", text)

    def apart(match: re.Match[str]) -> str:
        indent = match["indent"]
        empty = indent.rstrip()
        words = [
            named.get(str(word), str(word)) for word in re.split(r"\s+(?=[\w.#-])", match["list"])
        ]
        above = text.rfind("\n", 0, max(match.start() - 1, 0))
        follows = match.start() > 0 and text[above + 1 : match.start() - 1].strip(" \t>") != ""
        mark = BEHIND if follows else BEFORE
        return f"{empty}\n{indent}{mark}{' '.join(words).strip()}\n{empty}"

    return _LIST.sub(apart, text)


def _alert(match: re.Match[str]) -> str:
    indent = match["indent"]
    rows = re.sub(r"^[ \t]*>[ ]?", f"{indent}    ", match["text"], flags=re.MULTILINE)
    return f"{indent}!!! {match['kind'].lower()}\n{rows}"


def _headed(match: re.Match[str]) -> str:
    """A table without a head, which Python-Markdown does not know, with an empty one."""
    table = match[1]
    if _DELIMITER.search(table):
        return match[0]
    first = table.split("\n", 1)[0].strip().strip("|")
    columns = len(re.split(r"(?<!\\)\|", first))
    head = "|" + " |" * columns + "\n|" + "---|" * columns + "\n"
    return match[0][: match.start(1) - match.start()] + head + table
