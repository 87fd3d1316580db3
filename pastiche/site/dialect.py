"""The Markdown of the site: Python-Markdown and PyMdown, set up to read what kramdown reads."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import markdown

from pastiche.site.attributes import Attributes
from pastiche.site.kramdown import BEFORE, BEHIND, CONTENTS, WITHIN
from pastiche.site.quick_inline import hasten
from pastiche.site.scan import ISLAND

_EXTENSIONS = [
    "markdown.extensions.abbr",
    "markdown.extensions.admonition",
    "markdown.extensions.attr_list",
    "markdown.extensions.def_list",
    "markdown.extensions.footnotes",
    "markdown.extensions.md_in_html",
    "markdown.extensions.sane_lists",
    "markdown.extensions.smarty",
    "markdown.extensions.tables",
    "markdown.extensions.toc",
    "pymdownx.betterem",
    "pymdownx.caret",
    "pymdownx.details",
    "pymdownx.mark",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
_SETTINGS: dict[str, dict[str, Any]] = {
    "markdown.extensions.footnotes": {
        "BACKLINK_TEXT": "↩\ufe0e",
        "USE_DEFINITION_ORDER": False,
        "BACKLINK_TITLE": "Back to the text, note {}",
    },
    "markdown.extensions.smarty": {"smart_angled_quotes": True},
    "pymdownx.caret": {"insert": False},
}
_LEFT = re.compile(rf"{CONTENTS}|[{BEHIND}{BEFORE}{WITHIN}]([^\n<]*)")
"""What Markdown took for text, inside raw HTML for example."""
_PARAGRAPH = re.compile(r"\A<p>(.*)</p>\Z", re.DOTALL)


class Dialect:
    """One configured processor, used for every text of a build."""

    def __init__(self) -> None:
        self._names: Counter[str] = Counter()
        contents = {"marker": CONTENTS, "slugify": self._name, "toc_class": "contents"}
        self._processor = markdown.Markdown(
            extensions=[*_EXTENSIONS, Attributes()],
            extension_configs={**_SETTINGS, "markdown.extensions.toc": contents},
            output_format="html",
        )
        hasten(self._processor)

    def convert(self, text: str) -> str:
        """Markdown to HTML."""
        self._processor.reset()
        self._names.clear()
        html = self._processor.convert(text)
        return _LEFT.sub(_written, html) if _LEFT.search(html) else html

    def inline(self, text: str) -> str:
        """Markdown to HTML without the paragraph around it, for captions."""
        html = self.convert(text)
        single = _PARAGRAPH.match(html)
        return single[1] if single and "<p>" not in single[1] else html

    def _name(self, title: str, separator: str) -> str:
        """A heading's id as GitHub and Jekyll give it; one that comes again is numbered."""
        words = re.sub(r"[^\w\- ]", "", ISLAND.sub("", title).strip().lower())
        name = words.strip().replace(" ", separator) or "section"
        self._names[name] += 1
        count = self._names[name] - 1
        return f"{name}{separator}{count}" if count else name


def _written(match: re.Match[str]) -> str:
    """A mark as the author wrote it."""
    return "[TOC]" if match[0] == CONTENTS else f"{{: {match[1]}}}"
