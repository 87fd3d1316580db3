"""Render, first step: Markdown is run and the shortcodes are read, to know what is to be made.

Between this step and `pastiche.site.finish` the formulas and stylized pictures of *all* documents
are made, in one batch each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pastiche.errors import BuildError
from pastiche.site import shortcodes
from pastiche.site.dialect import Dialect
from pastiche.site.documents import Document
from pastiche.site.figures import Figures
from pastiche.site.highlight import Highlighter
from pastiche.site.links import Links
from pastiche.site.maths import Formula, Maths
from pastiche.site.scan import ISLAND, Islands, scan
from pastiche.site.shortcodes import Shortcode

_PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """A link from a document to a place in the site, to be checked once every id is known."""

    url: str
    fragment: str
    line: int


@dataclass(frozen=True)
class Article:
    """A rendered document: its HTML with root marks, and what stands in it."""

    document: Document
    html: str
    ids: frozenset[str]
    references: tuple[Reference, ...]
    has_stylizer: bool
    words: int


@dataclass
class Draft:
    """A document between the halves: HTML with islands in it, and the shortcodes read from them."""

    document: Document
    html: str
    islands: Islands
    codes: dict[str, Shortcode] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workshop:
    """What rendering a document needs, made once per build."""

    dialect: Dialect
    maths: Maths
    highlighter: Highlighter
    figures: Figures
    links: Links
    rules: dict[str, str]  # class name -> style, lifted out of the articles


def prepare(document: Document, workshop: Workshop, problems: list[BuildError]) -> Draft:
    """Runs Markdown over the document and reads its shortcodes."""
    islands = Islands()
    source, math = document.source, document.meta.math
    text = scan(document.body, document.body_line, source, islands, problems, math=math)
    draft = Draft(document, workshop.dialect.convert(text), islands)
    for mark in islands.marks():
        island = islands[mark]
        if island.kind != "shortcode":
            continue
        code = shortcodes.read(island, source, problems)
        if code is None:
            continue
        draft.codes[mark] = code
        if caption := getattr(code, "caption", ""):
            inner = scan(caption, island.line, source, islands, problems, math=math)
            draft.captions[mark] = workshop.dialect.inline(inner)
    for paragraph in _PARAGRAPH.finditer(draft.html):
        for mark in ISLAND.findall(paragraph[1]):
            if islands[mark].kind == "shortcode" and paragraph[1].strip() != mark:
                message = f"“{islands[mark].text}” stands inside a paragraph"
                hint = "put an empty line before and after it"
                problems.append(BuildError(source, islands[mark].line, message, hint))
    return draft


def formulas(draft: Draft) -> Iterator[Formula]:
    """Every formula of a draft."""
    for mark in draft.islands.marks():
        island = draft.islands[mark]
        if island.kind == "maths":
            yield Formula(island.text, island.display, draft.document.source, island.line)
