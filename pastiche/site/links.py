"""Resolves what a document links to: another document, a file beside it, or a page of the site."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pastiche.site import cache, redirects
from pastiche.site.documents import MARKDOWN, Document
from pastiche.site.urls import ELSEWHERE, ROOT, slugify

_DATED = re.compile(r"(?:.*/)?\d{4}/\d{2}/(?:\d{2}/)?([^/]+?)(?:\.html|/)?\Z")
"""The addresses Jekyll gives to posts."""


@dataclass(frozen=True)
class Target:
    """Where a link leads: `href` to write, and for a page of ours its `url` and `fragment`."""

    href: str
    url: str | None = None
    fragment: str = ""


class Links:
    """The map of the site: which addresses exist, and which files are linked to."""

    def __init__(self, root: Path, documents: Iterable[Document], urls: Iterable[str]) -> None:
        self._root = root
        documents = list(documents)
        self._by_source = {str(document.source): document for document in documents}
        self._aliases = {
            redirects.path(alias): document.url
            for document in documents
            for alias in document.meta.aliases
        }
        self._urls = frozenset(urls)
        self._content = root / "content"
        self._files: dict[str, Path] = {}

    def resolve(self, href: str, document: Document) -> Target | str:
        """The target of `href` as written in `document`, or a hint on what it could have been."""
        if ELSEWHERE.match(href):
            return Target(href) if _is_address(href) else "this is not the form of an address"
        if href.startswith(ROOT):
            return Target(href)
        path, _, fragment = href.partition("#")
        tail = f"#{fragment}" if fragment else ""
        if not path:
            return Target(href, document.url, unquote(fragment))
        if path.startswith("/"):
            url = path[1:]
            for candidate in (url, url + "/"):
                if candidate in self._urls:
                    return Target(f"{ROOT}{candidate}{tail}", candidate, unquote(fragment))
            if moved := self._aliases.get(redirects.path(path)):
                return Target(f"{ROOT}{moved}{tail}", moved, unquote(fragment))
            dated = _DATED.match(url)
            if dated and (post := f"posts/{slugify(unquote(dated[1]))}/") in self._urls:
                return Target(f"{ROOT}{post}{tail}", post, unquote(fragment))
            if (file := self._content / unquote(url)).is_file():
                return Target(self._file(file) + tail)
            return self._suggest(url, self._urls)
        file = Path(os.path.normpath(document.folder / unquote(path)))
        name = os.path.relpath(file, self._root)
        if other := self._by_source.get(name):
            return Target(f"{ROOT}{other.url}{tail}", other.url, unquote(fragment))
        if file.is_file() and file.suffix not in MARKDOWN:
            return Target(self._file(file) + tail)
        near = [
            os.path.relpath(source, document.folder.relative_to(self._root))
            for source in self._by_source
        ]
        return self._suggest(path, near)

    @property
    def files(self) -> dict[str, Path]:
        """The files that were linked to, by their names in the site."""
        return self._files

    def _file(self, file: Path) -> str:
        digest = cache.digest(file.read_bytes())
        name = f"{slugify(file.stem) or 'file'}-{digest}{file.suffix}"
        self._files[name] = file
        return f"{ROOT}assets/files/{name}"

    @staticmethod
    def _suggest(word: str, known: Iterable[str]) -> str:
        near = get_close_matches(word, list(known), n=1)
        return f"did you mean “{near[0]}”?" if near else "link to a .md file or a file beside it"


def _is_address(href: str) -> bool:
    try:
        urlsplit(href)
    except ValueError:  # brackets or a host that no address can have
        return False
    return True
