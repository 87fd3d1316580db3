"""Numbers for figures, tables, listings, equations and theorems, and links that speak them.

A figure, table, listing or equation that has an id is numbered; theorems and algorithms always are.
`[](#map)` becomes "Figure 2", "Table 1", "(3)", "Theorem 1", or the title of a section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import escape

from pastiche.site import tags

EQUATION = "\ue013"
"""Stands in an equation's number until it is known."""

THEOREMS = frozenset(
    {
        "theorem",
        "lemma",
        "proposition",
        "corollary",
        "definition",
        "conjecture",
        "axiom",
        "example",
        "remark",
        "algorithm",
    }
)
"""The kinds of boxes that are numbered, each by itself."""
_EQUATION = re.compile(f"{EQUATION}([^{EQUATION}]+){EQUATION}")
_NUMBERED = re.compile(
    r"""(?=<)(?:
      (?P<figure><figure\b(?P<figure_tag>[^>]*)>(?P<figure_inner>.*?)</figure>)
    | (?P<table><table\b(?P<table_tag>[^>]*)>)
    | <div\b(?P<box_tag>[^>]*\bclass="admonition[ ](?P<box>[\w-]+)[^"]*"[^>]*)>\s*
        (?:<p\ class="admonition-title">(?P<title>.*?)</p>)?
    | <h[2-6]\b[^>]*\bid="(?P<section>[^"]+)"[^>]*>(?P<heading>.*?)</h[2-6]>
    )""",
    re.DOTALL | re.VERBOSE,
)
_ANY = re.compile(
    r"""<figure\b|<div\b[^>]*class="admonition |<table\b[^>]*\s(?:id|caption)=|[^>]></a>"""
)
"""Something that is numbered, or a link without words."""
_EMPTY = re.compile(r'(<a\b[^>]*\bhref="#([^"]+)"[^>]*>)(</a>)')


def resolve(html: str, words: Mapping[str, str]) -> tuple[str, list[str]]:
    """`html` with every number in its place, and the ids that empty links name in vain.

    `words` are the names of what is numbered, in the language of the text.
    """
    numbering = _Numbering(words)
    if EQUATION in html:
        html = _EQUATION.sub(numbering.equation, html)
    if not _ANY.search(html):
        return html, []
    html = _NUMBERED.sub(numbering.number, html)
    vain: list[str] = []

    def speak(match: re.Match[str]) -> str:
        label = numbering.labels.get(match[2])
        if label is None:
            vain.append(match[2])
        return f"{match[1]}{label or ''}{match[3]}"

    return _EMPTY.sub(speak, html), vain


class _Numbering:
    def __init__(self, words: Mapping[str, str]) -> None:
        self.labels: dict[str, str] = {}
        self._words = words
        self._counts: Counter[str] = Counter()

    def equation(self, match: re.Match[str]) -> str:
        self._counts["equation"] += 1
        label = self.labels[match[1]] = f"({self._counts['equation']})"
        return label

    def number(self, match: re.Match[str]) -> str:
        if match["figure"]:
            return self._figure(match)
        if match["table"]:
            return self._table(match)
        if match["section"]:
            title = re.sub(r"<a class=\"anchor\".*?</a>|</?a\b[^>]*>", "", match["heading"])
            self.labels[match["section"]] = title.strip()
            return match[0]
        return self._box(match)

    def _next(self, kind: str, name: str) -> str:
        self._counts[kind] += 1
        label = f"{self._words[kind]} {self._counts[kind]}"
        if name:
            self.labels[name] = label
        return f'<span class="label">{label}.</span>'

    def _figure(self, match: re.Match[str]) -> str:
        values = tags.attributes(match["figure_tag"])
        name = values.get("id")
        if not name:
            return match[0]
        kind = "listing" if "listing" in values.get("class", "").split() else "figure"
        label = self._next(kind, name)
        caption = re.search(r"<figcaption[^>]*>", match[0])
        if caption:
            return f"{match[0][: caption.end()]}{label} {match[0][caption.end() :]}"
        return match[0].replace("</figure>", f"<figcaption>{label}</figcaption></figure>")

    def _table(self, match: re.Match[str]) -> str:
        values = tags.attributes(match["table_tag"])
        text = escape(values.pop("caption", ""), quote=False)
        label = self._next("table", values["id"]) if "id" in values else ""
        caption = f"<caption>{f'{label} {text}'.strip()}</caption>" if label or text else ""
        return f"<table{tags.write(values)}>{caption}"

    def _box(self, match: re.Match[str]) -> str:
        kind, title = match["box"], match["title"] or ""
        name = tags.attributes(match["box_tag"]).get("id", "")
        if kind not in THEOREMS:
            if name:
                self.labels[name] = title
            return match[0]
        label = self._next(kind, name)
        given = "" if title.lower() in ("", kind) else f" ({title})"
        text = f'<p class="admonition-title">{label}{given}</p>'
        if match["title"] is None:
            return match[0] + text
        return match[0][: match[0].rindex('<p class="admonition-title">')] + text
