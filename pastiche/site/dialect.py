"""The Markdown of the site: Python-Markdown and PyMdown, set up to read what kramdown reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pastiche.site import quick_blocks
from pastiche.site.islands import ISLAND
from pastiche.site.kramdown import BEFORE, BEHIND, CONTENTS, WITHIN

if TYPE_CHECKING:
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
    "markdown.extensions.smarty": {"smart_angled_quotes": True},
    "pymdownx.caret": {"insert": False},
}
_LEFT = re.compile(rf"{CONTENTS}|[{BEHIND}{BEFORE}{WITHIN}]([^\n<]*)")
"""What Markdown took for text, inside raw HTML for example."""
_PARAGRAPH = re.compile(r"\A<p>(.*)</p>\Z", re.DOTALL)


class Dialect:
    """One configured processor, used for every text of a build.

    Python-Markdown is imported and set up for the first text that is not plain.
    """

    def __init__(self) -> None:
        self._names: Counter[str] = Counter()

    def convert(self, text: str) -> str:
        """Markdown to HTML."""
        kept: list[str] = []
        self._names.clear()
        parts = quick_blocks.blocks(text)
        if parts is not None:
            html = quick_blocks.whole(parts, self._name)
            if html is not None:
                return html
            text, kept = quick_blocks.with_stand_ins(parts)
            self._names.clear()
        self._processor.reset()
        html = str(self._processor.convert(text))
        html = _LEFT.sub(_written, html) if _LEFT.search(html) else html
        return quick_blocks.put_back(html, kept) if kept else html

    @cached_property
    def _processor(self) -> markdown.Markdown:
        import markdown

        from pastiche.site.attributes import Attributes
        from pastiche.site.quick_inline import hasten

        contents = {"marker": CONTENTS, "slugify": self._name, "toc_class": "contents"}
        processor = markdown.Markdown(
            extensions=[*_EXTENSIONS, Attributes()],
            extension_configs={**_SETTINGS, "markdown.extensions.toc": contents},
            output_format="html",
        )
        hasten(processor)
        delimiters: Any = processor.inlinePatterns["delimiter"]
        delimiters.handleMatch = partial(_or_text, delimiters, delimiters.handleMatch)
        return processor

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


def _or_text(delimiters: Any, handle: Callable[..., Any], match: Any, data: str) -> Any:
    """Emphasis and the like; marks of two kinds that open nothing, (*) … (^), are text.

    PyMdown 12.3 looks for the first of them below an empty pile.
    """
    try:
        return handle(match, data)
    except IndexError:
        delimiters.reset()
        return None, None, None


def _written(match: re.Match[str]) -> str:
    """A mark as the author wrote it."""
    return "[TOC]" if match[0] == CONTENTS else f"{{: {match[1]}}}"
