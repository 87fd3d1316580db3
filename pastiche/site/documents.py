"""The nouns of the site: what an author wrote, as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["post", "page"]
MARKDOWN = (".md", ".markdown")
"""Endings of the files that documents are read from."""


@dataclass(frozen=True)
class FrontMatter:
    """The checked head of a content file.

    `lines` says where each key stands, for errors; `notes` are sentences about keys that have no
    meaning here. `aliases` are addresses from the site's root that lead here too; `lang` is the
    language, where it is not the site's; a page with `menu: false` stands in the footer and not in
    the navigation. `jekyll` tells that the file was written for Jekyll: what would be a mistake of
    style in our own is then shown as well as it can be, with a note.
    """

    title: str = ""
    date: dt.date | None = None
    updated: dt.date | None = None
    description: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    draft: bool = False
    cover: str | None = None
    math: bool = True
    models: tuple[str, ...] = ()
    series: str = ""
    aliases: tuple[str, ...] = ()
    lang: str = ""
    menu: bool = True
    lines: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    jekyll: bool = False


@dataclass(frozen=True)
class Document:
    """A post or a page before rendering.

    `source` is relative to the project's root, as errors print it; `folder` is absolute; `url` is
    relative to the site's root and ends in a slash ("posts/attention/"; "" is the home page);
    `body_line` is the line of `source` on which `body` starts, counted from 1.
    """

    kind: Kind
    slug: str
    source: Path
    folder: Path
    url: str
    meta: FrontMatter
    body: str
    body_line: int


@dataclass(frozen=True)
class SiteInfo:
    """What content/site.yml says about the site as a whole.

    Without a tagline of its own it has the one that templates/words.yml has in each language.
    """

    title: str = "Pastiche"
    tagline: str = ""
    description: str = (
        "Essays on neural style transfer in which you do it yourself: "
        "a neural network paints your photograph in your browser, and nothing is uploaded."
    )
    author: str = "Pastiche"
    language: str = "en"
    url: str | None = None
    cards: bool = False  # a social card is drawn for every page


@dataclass(frozen=True)
class Content:
    """Everything in content/: posts newest first, pages by slug."""

    info: SiteInfo
    posts: tuple[Document, ...]
    pages: tuple[Document, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        """Posts and pages."""
        return self.posts + self.pages
