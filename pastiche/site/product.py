"""What a build has made so far: articles, pages, and the files that models bring along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pastiche.site import cache
from pastiche.site.article import Article
from pastiche.site.documents import Document
from pastiche.site.render import Made
from pastiche.site.state import PageRecord


class Lost(Exception):
    """The store has lost an article that the state speaks of."""


@dataclass
class Product:
    """`made` is by source, `pages` by path, `html` by an article's key; `faulty` are articles with
    mistakes; `heavy_files` are the paths of scripts and model packages."""

    store: cache.Store
    made: dict[str, Made] = field(default_factory=dict)
    pages: dict[str, PageRecord] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    faulty: list[Article] = field(default_factory=list)
    heavy_files: list[str] = field(default_factory=list)

    def of(self, document: Document) -> Made:
        """What was made of `document`."""
        return self.made[str(document.source)]

    def articles(self, documents: Iterable[Document]) -> list[Article]:
        """The articles of `documents` and those with mistakes, without their HTML."""
        return [
            *self.faulty,
            *(
                replace(made.article, document=document)
                for document in documents
                if (made := self.made.get(str(document.source)))
            ),
        ]

    def article_html(self, document: Document) -> str:
        """The HTML of an article; raises `Lost`."""
        made = self.of(document)
        if made.key not in self.html:
            html = self.store.read(made.key)
            if html is None or cache.digest(html, length=20) != made.html:
                raise Lost(made.key)
            self.html[made.key] = html
        return self.html[made.key]
