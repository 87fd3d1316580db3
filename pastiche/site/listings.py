"""Everything but the posts: the author's pages, lists of posts, redirects, texts for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from pastiche.site import cache, feeds, machines, redirects
from pastiche.site.article import Article
from pastiche.site.documents import Content, Document
from pastiche.site.entries import Entry, Listing, Pager, by_year, collect_tags
from pastiche.site.frame import Frame
from pastiche.site.not_found import not_found
from pastiche.site.pages import EMBED

PER_PAGE = 20  # posts in a page of a list
IN_ARCHIVE = 200  # posts above which the archive has only pages of years
_TEMPLATES = {"": "home.html", f"{EMBED}/": "embed.html"}


@dataclass(frozen=True)
class Lists:
    """Everything but the posts: the author's pages, lists of posts, files for machines.

    `article` gives the article of a document, its HTML only when that is asked for; `rules` and
    `scripts` are those of an author's page; `digests` tells the articles' HTML apart.
    """

    frame: Frame
    content: Content
    metas: Mapping[str, str]  # digest of the front matter, by url
    facts: Mapping[str, Article]  # by url, without HTML
    digests: Mapping[str, str]  # by url, of the HTML
    templates: Mapping[str, str]  # digest by name of template
    headings: Mapping[str, tuple[str, ...]]  # by url
    html: Callable[[Document], str]
    rules: Callable[[Document], Mapping[str, str]]
    scripts: Callable[[Document], tuple[str, ...]]

    def all(self) -> Iterator[Listing]:
        """Every text, none of them made yet."""
        entries = [self._entry(post) for post in self.content.posts]
        keys = {entry.document.url: self._entry_key(entry) for entry in entries}
        words = self.frame.words()
        yield from self._authors_pages(entries, keys)
        yield from self._paged("posts/", "posts.html", words["articles"], entries, keys)
        yield from self._archive(entries, keys)
        tags = collect_tags(entries)
        counts = [f"{tag.name} {len(tag.entries)}" for tag in tags]
        yield self._listing("tags/", "tags.html", counts, title=words["subjects"], tags=tags)
        for tag in tags:
            yield from self._paged(tag.url, "tag.html", tag.name, list(tag.entries), keys, tag=tag)
        yield from self._series(entries, keys)
        yield from self._redirects()
        yield self._text("404.html", "404.html", [], partial(not_found, self.frame))
        yield from self._search()
        changes = {url: key + self.digests[url] for url, key in keys.items()}
        yield from machines.texts(self.frame, self.content, entries, changes, self._text, self.html)

    def _series(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        by_url = {entry.document.url: entry for entry in entries}
        for one in self.frame.series.values():
            members = [by_url[post.url] for post in one.posts]
            parts = [one.name, *(keys[post.url] for post in one.posts)]
            yield self._listing(one.url, "series.html", parts, title=one.name, entries=members)

    def _archive(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        """All posts by year, and a page for each year; with many posts, only the latter."""
        years = by_year(entries)
        counts = [(year, len(members)) for year, members in years]
        few = len(entries) <= IN_ARCHIVE
        yield self._listing(
            "archive/",
            "archive.html",
            keys.values() if few else [str(counts)],
            title=self.frame.words()["archive"],
            year=None,
            counts=counts,
            years=years if few else [],
        )
        for year, members in years:
            yield self._listing(
                f"archive/{year}/",
                "archive.html",
                [keys[entry.document.url] for entry in members],
                title=str(year),
                year=year,
                counts=[],
                years=[(year, members)],
            )

    def _search(self) -> Iterator[Listing]:
        title = self.frame.words()["search"]
        yield self._listing("search/", "search.html", [], title=title, features=["search"])
        posts = self.content.posts
        parts = [self.metas[post.url] + str(self.headings[post.url]) for post in posts]
        key = cache.digest(*parts, length=20)
        make = partial(feeds.search_index, posts, self.headings)
        yield Listing("search.json", key, make)

    def _redirects(self) -> Iterator[Listing]:
        for path, document in redirects.pages(self.content.documents):

            def make(path: str = path, document: Document = document) -> str:
                return self.frame.redirect(path, document)

            meta = document.meta
            parts = [document.url, meta.title, meta.lang]
            yield self._text(path, "redirect.html", parts, make)

    def _authors_pages(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        for page in self.content.pages:
            template = _TEMPLATES.get(page.url, "page.html")
            scripts = self.scripts(page)
            parts = [self.metas[page.url], self.digests[page.url]]
            parts += [repr(scripts), str(self.rules(page))]

            def make(page: Document = page, template: str = template) -> str:
                whole = replace(self.facts[page.url], document=page, html=self.html(page))
                return self.frame.page(
                    page.url,
                    template,
                    article=whole,
                    rules=self.rules(page),
                    bundled=list(self.scripts(page)),
                    entries=entries,
                )[1]

            path = f"{page.url}index.html"
            yield self._text(path, template, [*parts, *keys.values()], make)
        if not any(page.url == "" for page in self.content.pages):
            yield self._listing("", "home.html", keys.values(), entries=entries)

    def _paged(
        self,
        url: str,
        template: str,
        title: str,
        entries: list[Entry],
        keys: Mapping[str, str],
        **values: Any,
    ) -> Iterator[Listing]:
        """A list in pages: the first at `url`, the others at url + "2/" and so on."""
        count = max(1, -(-len(entries) // PER_PAGE))
        places = [url if number == 1 else f"{url}{number}/" for number in range(1, count + 1)]
        for index, place in enumerate(places):
            shown = entries[index * PER_PAGE : (index + 1) * PER_PAGE]
            pager = Pager(index + 1, tuple(places))
            parts = [keys[entry.document.url] for entry in shown]
            yield self._listing(
                place,
                template,
                [*parts, str(count), title],
                title=title,
                entries=shown,
                pager=pager,
                **values,
            )

    def _listing(self, url: str, template: str, parts: Any, **values: Any) -> Listing:
        path = f"{url}index.html"
        return self._text(
            path, template, parts, lambda: self.frame.page(url, template, **dict(values))[1]
        )

    @cached_property
    def _look(self) -> str:
        return self.frame.key()

    def _text(self, path: str, template: str, parts: Any, make: Callable[[], str]) -> Listing:
        key = cache.digest(self._look, self.templates[template], *parts, length=20)
        return Listing(path, key, make)

    def _entry(self, document: Document) -> Entry:
        return self.frame.entry(document, self.facts.get(document.url))

    def _entry_key(self, entry: Entry) -> str:
        cover = repr(entry.cover) if entry.cover else ""
        return f"{self.metas[entry.document.url]} {entry.minutes} {cover}"
