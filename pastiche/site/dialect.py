"""The Markdown of the site: Python-Markdown and PyMdown, set up to read what kramdown reads."""

from __future__ import annotations

import re
from typing import Any

import markdown

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
    "markdown.extensions.toc": {"marker": ""},
    "pymdownx.caret": {"insert": False},
}
_PARAGRAPH = re.compile(r"\A<p>(.*)</p>\Z", re.DOTALL)


class Dialect:
    """One configured processor, used for every text of a build."""

    def __init__(self) -> None:
        self._processor = markdown.Markdown(
            extensions=_EXTENSIONS, extension_configs=_SETTINGS, output_format="html"
        )

    def convert(self, text: str) -> str:
        """Markdown to HTML."""
        self._processor.reset()
        return self._processor.convert(text)

    def inline(self, text: str) -> str:
        """Markdown to HTML without the paragraph around it, for captions."""
        html = self.convert(text)
        single = _PARAGRAPH.match(html)
        return single[1] if single and "<p>" not in single[1] else html
