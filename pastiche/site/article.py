"""Render, first step: Markdown is run and the shortcodes are read, to know what is to be made.

Between this step and `pastiche.site.finish` the formulas and stylized pictures of *all* documents
are made, in one batch each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from pastiche.errors import BuildError
from pastiche.site import shortcodes
from pastiche.site.bibliography import Bibliography
from pastiche.site.dialect import Dialect
from pastiche.site.documents import Document
from pastiche.site.figures import Figures
from pastiche.site.highlight import Highlighter
from pastiche.site.islands import ISLAND, Context, Islands
from pastiche.site.links import Links
from pastiche.site.maths import Formula, Maths
from pastiche.site.scan import scan
from pastiche.site.shortcodes import Shortcode

_DANGLING = re.compile(
    r"\[\^(?P<note>[^\]\s]+)\]|(?<![\w\]])\[(?P<words>[^\[\]\n]+)\]\[(?P<name>[^\[\]\n]*)\]"
)
_NOT_PROSE = re.compile(r"<(code|pre|script|style)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """A link from a document to a place in the site, to be checked once every id is known."""

    url: str
    fragment: str
    line: int


@dataclass(frozen=True)
class Article:
    """A rendered document: its HTML with root marks, and what stands in it.

    `notes` are sentences for the author that fail no build; `elements` are the scripts of the
    bundle that its elements need, `features` the small ones of assets/scripts that the page is
    better with.
    """

    document: Document
    html: str
    ids: frozenset[str]
    references: tuple[Reference, ...]
    elements: frozenset[str]
    words: int
    notes: tuple[str, ...] = ()
    features: frozenset[str] = frozenset()


@dataclass
class Draft:
    """A document between the halves: HTML with islands in it, and the shortcodes read from them."""

    document: Document
    html: str
    islands: Islands
    codes: dict[str, Shortcode] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Workshop:
    """What rendering a document needs, made once per build."""

    dialect: Dialect
    maths: Maths
    highlighter: Highlighter
    figures: Figures
    links: Links
    bibliography: Bibliography
    rules: dict[str, str]  # class name -> style, lifted out of the articles


def prepare(document: Document, workshop: Workshop, problems: list[BuildError]) -> Draft:
    """Runs Markdown over the document and reads its shortcodes."""
    islands = Islands()
    source = document.source
    meta = document.meta
    context = Context(source, islands, problems, meta.math, _names(document), jekyll=meta.jekyll)
    text = scan(document.body, document.body_line, context)
    try:
        html = workshop.dialect.convert(text)
    except (IndexError, ValueError):  # of Python-Markdown and its extensions, by rare slips
        problems.append(_unreadable(document, workshop))
        html = ""
    html = _with_markdown(html, islands, workshop.dialect)
    draft = Draft(document, html, islands, notes=context.notes)
    for mark in islands.marks():
        island = islands[mark]
        if island.kind != "shortcode":
            continue
        code = shortcodes.read(island, source, problems)
        if code is None:
            continue
        draft.codes[mark] = code
        if caption := getattr(code, "caption", ""):
            draft.captions[mark] = workshop.dialect.inline(scan(caption, island.line, context))
    doubt(draft, _dangling(draft), problems)
    problems.extend(_inside_paragraphs(draft))
    return draft


def _with_markdown(html: str, islands: Islands, dialect: Dialect) -> str:
    """Puts what Liquid's markdownify stands for into its place: blocks, or words in a sentence."""
    for mark in islands.marks():
        if islands[mark].kind == "markdown":
            text = islands[mark].text
            html = html.replace(f"<p>{mark}</p>", mark)
            sentence = any(mark in paragraph for paragraph in _PARAGRAPH.findall(html))
            html = html.replace(mark, dialect.inline(text) if sentence else dialect.convert(text))
    return html


def doubt(draft: Draft, found: Iterable[BuildError], problems: list[BuildError]) -> None:
    """Notes what is `found` in a post written for Jekyll; in any other it is a mistake."""
    if draft.document.meta.jekyll:
        draft.notes += map(str, found)
    else:
        problems += found


def formulas(draft: Draft) -> Iterator[Formula]:
    """Every formula of a draft."""
    for mark in draft.islands.marks():
        island = draft.islands[mark]
        if island.kind == "maths":
            yield Formula(island.text, island.display, draft.document.source, island.line)


def _inside_paragraphs(draft: Draft) -> Iterator[BuildError]:
    """Shortcodes of blocks that stand inside a sentence."""
    blocks = {mark for mark, code in draft.codes.items() if not isinstance(code, shortcodes.INLINE)}
    for paragraph in _PARAGRAPH.finditer(draft.html) if blocks else ():
        for mark in ISLAND.findall(paragraph[1]):
            if mark in blocks and paragraph[1].strip() != mark:
                island = draft.islands[mark]
                message = f"“{island.text}” stands inside a paragraph"
                hint = "put an empty line before and after it"
                yield BuildError(draft.document.source, island.line, message, hint)


def _unreadable(document: Document, workshop: Workshop) -> BuildError:
    """The mistake that Markdown stumbled over, at the first paragraph that it cannot read alone."""
    at = 0
    for paragraph in re.split(r"(\n[ \t]*\n)", document.body):
        context = Context(document.source, Islands(), [], math=document.meta.math)
        try:
            workshop.dialect.convert(scan(paragraph, 1, context))
        except (IndexError, ValueError):
            break
        at += len(paragraph)
    line = (
        document.body_line + document.body.count("\n", 0, at) if at < len(document.body) else None
    )
    hint = "look for tags and stars that are not closed, and take it apart"
    return BuildError(document.source, line, "Markdown cannot read this paragraph", hint)


def _dangling(draft: Draft) -> Iterator[BuildError]:
    """Footnotes without a text and links without an address, which Markdown leaves as they are."""
    if "[" not in draft.html:
        return
    document = draft.document
    for match in _DANGLING.finditer(_NOT_PROSE.sub("", draft.html)):
        written = unescape(match[0])
        line = document.body_line + document.body[: max(document.body.find(written), 0)].count("\n")
        if match["note"]:
            message, hint = f"the footnote {written} has no text", f"add {written}: and its text"
        else:
            name = unescape(match["name"] or match["words"])
            message = f"the link {written} has no address"
            hint = f"add [{name}]: and its address"
        yield BuildError(document.source, line, message, hint)


def _names(document: Document) -> dict[str, str]:
    """What Jekyll's {{ page.… }} says in a document."""
    meta = document.meta
    names = {
        "page.title": meta.title,
        "page.description": meta.description,
        "page.excerpt": meta.description,
        "page.author": ", ".join(meta.authors),
        "page.date": str(meta.date or ""),
        "page.url": f"/{document.url}",
        "page.slug": document.slug,
    }
    return {name: value for name, value in names.items() if value}
