"""What lists are made of: posts as entries, tags, pages of a list, texts that are not made yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pastiche.site import urls
from pastiche.site.documents import Document
from pastiche.site.pictures import Picture


@dataclass(frozen=True)
class Entry:
    """A post in a list: its document, and its cover if it has one."""

    document: Document
    cover: Picture | None
    minutes: int  # reading time


@dataclass(frozen=True)
class Tag:
    """A tag, where its page stands, and its posts, newest first."""

    name: str
    url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Listing:
    """A text of the site that is made from several documents; it changes when `key` does."""

    path: str
    key: str
    make: Callable[[], str]


@dataclass(frozen=True)
class Pager:
    """Which page of a list this is, from 1, and where all of them stand."""

    number: int
    places: tuple[str, ...]

    @property
    def newer(self) -> str | None:
        """Where the page before this one stands."""
        return self.places[self.number - 2] if self.number > 1 else None

    @property
    def older(self) -> str | None:
        """Where the page after this one stands."""
        return self.places[self.number] if self.number < len(self.places) else None


def collect_tags(entries: list[Entry]) -> list[Tag]:
    """The tags in alphabetical order; spellings that share an address are one tag."""
    found: dict[str, tuple[str, dict[str, Entry]]] = {}
    for entry in entries:
        for name in entry.document.meta.tags:
            kept = found.setdefault(urls.slugify(name), (name, {}))[1]
            kept.setdefault(entry.document.url, entry)
    return [
        Tag(name, f"tags/{slug}/", tuple(kept.values()))
        for slug, (name, kept) in sorted(found.items())
    ]


def by_year(entries: list[Entry]) -> list[tuple[int, list[Entry]]]:
    """The entries of each year, the newest first."""
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.document.meta.date:
            years.setdefault(entry.document.meta.date.year, []).append(entry)
    return sorted(years.items(), reverse=True)
