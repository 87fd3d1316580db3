"""Aliases: addresses at which a document stood before, each a page that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from pastiche.errors import BuildError
from pastiche.site.documents import Document

_FORM = re.compile(r"/(?:[\w.~%-]+/)*(?:[\w.~%-]+)?\Z")


def path(alias: str) -> str:
    """The file of an alias, from the site's root.

    >>> path("/2019/03/05/waves.html"), path("/old/"), path("/old")
    ('2019/03/05/waves.html', 'old/index.html', 'old/index.html')
    """
    inner = alias.strip("/")
    return inner if inner.endswith(".html") else f"{inner}/index.html"


def pages(documents: Iterable[Document]) -> Iterator[tuple[str, Document]]:
    """Every redirecting page as (file from the site's root, the document it leads to)."""
    for document in documents:
        for alias in dict.fromkeys(path(alias) for alias in document.meta.aliases):
            if alias != f"{document.url}index.html":
                yield alias, document


def check(documents: Iterable[Document], addresses: AbstractSet[str]) -> list[BuildError]:
    """Aliases that are no addresses, or that belong to another page; `addresses` are the site's."""
    problems = []
    taken: dict[str, Document] = {}
    for document in documents:
        for alias in document.meta.aliases:
            file = path(alias)
            if not _FORM.match(alias) or ".." in alias or alias == "/":
                hint = "write it from the site's root: /old/address/"
                problems += _wrong(
                    document, f"the alias “{alias}” is not an address of this site", hint
                )
            elif file.removesuffix("index.html") in addresses - {document.url}:
                problems += _wrong(
                    document, f"the alias “{alias}” is the address of another page", "remove it"
                )
            elif file in taken and taken[file] is not document:
                hint = "keep it in one of them"
                problems += _wrong(
                    document, f"the alias “{alias}” leads to {taken[file].source} already", hint
                )
            else:
                taken[file] = document
    return problems


def _wrong(document: Document, message: str, hint: str) -> list[BuildError]:
    line = document.meta.lines.get("aliases")
    return [BuildError(document.source, line, message, hint)]
