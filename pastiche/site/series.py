"""Posts that belong together and are read in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pastiche.site.documents import Document
from pastiche.site.urls import slugify


@dataclass(frozen=True)
class Series:
    """A series, where its page stands, and its posts, oldest first."""

    name: str
    url: str
    posts: tuple[Document, ...]

    def place(self, document: Document) -> int:
        """The number of a post in the series, from 1."""
        return [post.url for post in self.posts].index(document.url) + 1


def address(name: str) -> str:
    """Where the page of a series stands.

    >>> address("Painting by numbers")
    'series/painting-by-numbers/'
    """
    return f"series/{slugify(name)}/"


def collect(posts: Iterable[Document]) -> dict[str, Series]:
    """The series of `posts` by their address; spellings that share an address are one series."""
    found: dict[str, list[Document]] = {}
    for post in posts:
        if slugify(post.meta.series):
            found.setdefault(address(post.meta.series), []).append(post)
    for members in found.values():
        members.sort(key=lambda post: (post.meta.date or date.min, post.slug))
    return {
        url: Series(members[0].meta.series, url, tuple(members))
        for url, members in sorted(found.items())
    }
