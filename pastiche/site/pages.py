"""Render, last step: articles and lists become finished pages with page-relative addresses."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pastiche.errors import BuildError
from pastiche.site import cache, feeds, redirects, series, urls
from pastiche.site.article import Article
from pastiche.site.assets import Stylesheet
from pastiche.site.documents import Content, Document, SiteInfo
from pastiche.site.figures import beside
from pastiche.site.pictures import Picture, Pictures, Rendition
from pastiche.site.scripts import Scripts
from pastiche.site.series import Series

LOCAL_BASE = "http://localhost:8000/pastiche/"
PER_PAGE = 20  # posts in a page of a list
IN_FEED = 20
IN_ARCHIVE = 200  # posts above which the archive has only pages of years
WORDS_A_MINUTE = 230
_STYLIZER = re.compile(r"<style-transfer\b.*?</style-transfer>", re.DOTALL)
_CITE_NOTE = re.compile(r'<span class="cite-note".*?</span>', re.DOTALL)
_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


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
class Frame:
    """What surrounds every page: the templates and all that they see on each of them."""

    templates: Environment
    info: SiteInfo
    stylesheet: Stylesheet
    pictures: Pictures
    navigation: tuple[tuple[str, str], ...]
    base_url: str | None
    scripts: Scripts
    series: Mapping[str, Series]  # by the address of its page

    def key(self) -> str:
        """Changes when any page must be put together anew; the templates are not in it."""
        sheet = self.stylesheet
        look = (sheet.url, sheet.fonts, sheet.icon, self.scripts.urls)
        return cache.digest(repr((self.info, look, self.navigation, self.base_url)), length=20)

    def post(
        self,
        article: Article,
        newer: Document | None,
        older: Document | None,
        rules: Mapping[str, str],
        script: str | None,
    ) -> tuple[str, str]:
        """A post's page: its path and its text."""
        return self.page(
            article.document.url,
            "post.html",
            article=article,
            rules=rules,
            script=script,
            entry=self.entry(article.document, article),
            series=self.series_of(article.document),
            newer=newer,
            older=older,
        )

    def page(
        self,
        url: str,
        template: str,
        *,
        article: Article | None = None,
        rules: Mapping[str, str] | None = None,
        **values: Any,
    ) -> tuple[str, str]:
        """Any page, as (path, text)."""
        document = article.document if article else None
        description = (document.meta.description if document else "") or self.info.description
        title = document.meta.title if document else values.pop("title", self.info.title)
        context: dict[str, Any] = {"script": None} | values
        features = sorted(article.features) if article else values.pop("features", [])
        context |= {
            "css": self.stylesheet.url,
            "scripts": [self.scripts.urls[name] for name in features],
            "rules": self.stylesheet.lifted(rules or {}),
            "fonts": self.stylesheet.fonts,
            "icon": self.stylesheet.icon,
            "info": self.info,
            "url": url,
            "document": document,
            "article": article,
            "body": Markup(article.html) if article else "",
            "title": title,
            "description": description,
            "navigation": self.navigation,
            "base_url": self.base_url,
            "canonical": f"{self.base_url}{url}" if self.base_url else None,
            "structured": self._structured(document, title, description, url),
            "social_picture": self._social_picture(document),
        }
        text = self.templates.get_template(template).render(context)
        path = f"{url}index.html" if url.endswith("/") or not url else url
        return path, urls.relative(text, url)

    def series_of(self, document: Document) -> Series | None:
        """The series a post belongs to."""
        name = document.meta.series
        return self.series.get(series.address(name)) if name else None

    def redirect(self, path: str, document: Document) -> str:
        """The page at an alias of `document`."""
        text = self.templates.get_template("redirect.html").render(
            info=self.info,
            title=document.meta.title,
            target=f"{urls.ROOT}{document.url}",
            canonical=f"{self.base_url}{document.url}" if self.base_url else None,
        )
        return urls.relative(text, path)

    def entry(self, document: Document, article: Article | None) -> Entry:
        """A post as lists show it."""
        cover = None
        if document.meta.cover:
            with contextlib.suppress(BuildError):  # `check.front_matter` says it, with its line
                cover = self.pictures.responsive(beside(document, document.meta.cover))
        words = article.words if article else 0
        return Entry(document, cover, max(1, round(words / WORDS_A_MINUTE)))

    def _social_picture(self, document: Document | None) -> Rendition | None:
        if not document or not document.meta.cover or not self.base_url:
            return None
        path = beside(document, document.meta.cover)
        return None if path.suffix == ".svg" else self.pictures.rendition(path, 1200, "jpg")

    def _structured(
        self, document: Document | None, title: str, description: str, url: str
    ) -> Markup:
        """JSON-LD: what a search engine reads."""
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "WebSite" if url == "" else "WebPage",
            "name": title,
            "description": description,
            "inLanguage": self.info.language,
        }
        if document and document.kind == "post":
            meta = document.meta
            people = [{"@type": "Person", "name": name} for name in meta.authors]
            organisation = [{"@type": "Organization", "name": self.info.author}]
            data |= {
                "@type": "BlogPosting",
                "headline": title,
                "datePublished": str(meta.date),
                "dateModified": str(meta.updated or meta.date),
                "author": people or organisation,
                "keywords": list(meta.tags),
            }
        if self.base_url:
            data["url"] = f"{self.base_url}{url}"
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        return Markup(text.replace("<", "\\u003c"))


@dataclass(frozen=True)
class Lists:
    """Everything but the posts: the author's pages, lists of posts, files for machines.

    `article` gives the article of a document, its HTML only when that is asked for; `rules` and
    `script` are those of an author's page; `digests` tells the articles' HTML apart.
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
    script: Callable[[Document], str | None]

    def all(self) -> Iterator[Listing]:
        """Every text, none of them made yet."""
        entries = [self._entry(post) for post in self.content.posts]
        keys = {entry.document.url: self._entry_key(entry) for entry in entries}
        yield from self._authors_pages(entries, keys)
        yield from self._paged("posts/", "posts.html", "Articles", entries, keys)
        yield from self._archive(entries, keys)
        tags = collect_tags(entries)
        counts = [f"{tag.name} {len(tag.entries)}" for tag in tags]
        yield self._listing("tags/", "tags.html", counts, title="Subjects", tags=tags)
        for tag in tags:
            yield from self._paged(tag.url, "tag.html", tag.name, list(tag.entries), keys, tag=tag)
        yield from self._series(entries, keys)
        yield from self._redirects()
        yield self._text("404.html", "404.html", [], self._not_found)
        yield from self._search()
        yield from self._for_machines(entries, keys)

    def _series(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        by_url = {entry.document.url: entry for entry in entries}
        for one in self.frame.series.values():
            members = [by_url[post.url] for post in one.posts]
            parts = [one.name, *(keys[post.url] for post in one.posts)]
            yield self._listing(one.url, "series.html", parts, title=one.name, entries=members)

    def _archive(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        """All posts by year, and a page for each year; with many posts, only the latter."""
        years = _by_year(entries)
        counts = [(year, len(members)) for year, members in years]
        few = len(entries) <= IN_ARCHIVE
        yield self._listing(
            "archive/",
            "archive.html",
            keys.values() if few else [str(counts)],
            title="Archive",
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
        yield self._listing("search/", "search.html", [], title="Search", features=["search"])
        posts = self.content.posts
        parts = [self.metas[post.url] + str(self.headings[post.url]) for post in posts]
        key = cache.digest(*parts, length=20)
        make = partial(feeds.search_index, posts, self.headings)
        yield Listing("search.json", key, make)

    def _redirects(self) -> Iterator[Listing]:
        for path, document in redirects.pages(self.content.documents):

            def make(path: str = path, document: Document = document) -> str:
                return self.frame.redirect(path, document)

            yield self._text(path, "redirect.html", [document.url, document.meta.title], make)

    def _authors_pages(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        for page in self.content.pages:
            template = "home.html" if page.url == "" else "page.html"
            script = self.script(page)
            parts = [self.metas[page.url], self.digests[page.url]]
            parts += [str(script), str(self.rules(page))]

            def make(page: Document = page, template: str = template) -> str:
                whole = _with_html(self.facts[page.url], page, self.html(page))
                return self.frame.page(
                    page.url,
                    template,
                    article=whole,
                    rules=self.rules(page),
                    script=self.script(page),
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

    def _text(self, path: str, template: str, parts: Any, make: Callable[[], str]) -> Listing:
        key = cache.digest(self.frame.key(), self.templates[template], *parts, length=20)
        return Listing(path, key, make)

    def _not_found(self) -> str:
        """404.html is shown at any address, so it can load nothing by a relative one.

        It carries its few styles, and a script that finds where the site begins, inside; its policy
        names the digests of both and allows no other.
        """
        frame = self.frame
        base = "/" + re.sub(r"^[a-z]+://[^/]*/?", "", frame.base_url or "")
        text = frame.templates.get_template("404.html").render(
            info=frame.info, base=base, navigation=frame.navigation
        )
        digests = {
            element: base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
            for element, code in _INLINE.findall(text)
        }
        policy = (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digests['style']}'; "
            f"script-src 'sha256-{digests['script']}'; connect-src 'self'; "
            "base-uri 'self'; form-action 'none'"
        )
        return text.replace("POLICY", policy, 1).replace(urls.ROOT, base)

    def _for_machines(self, entries: list[Entry], keys: Mapping[str, str]) -> Iterator[Listing]:
        base = self.frame.base_url or LOCAL_BASE
        newest = entries[:IN_FEED]
        days = [entry.document.meta.updated or entry.document.meta.date for entry in entries]
        updated = max([day for day in days if day], default=date(1970, 1, 1))

        def feed() -> str:
            text = self.frame.templates.get_template("feed.xml").render(
                info=self.content.info,
                base=base,
                entries=[(entry, self._feed_html(entry.document)) for entry in newest],
                updated=updated,
            )
            return urls.absolute(text, base)

        parts = [keys[entry.document.url] + self.digests[entry.document.url] for entry in newest]
        yield self._text("feed.xml", "feed.xml", [str(updated), *parts], feed)

        def other_feed() -> str:
            def html(document: Document) -> str:
                return urls.absolute(self._feed_html(document), base)

            documents = [entry.document for entry in newest]
            return feeds.json_feed(self.content.info, base, documents, html)

        yield self._text("feed.json", "feed.xml", parts, other_feed)
        listed = [*self.content.posts, *self.content.pages]
        times = [f"{one.url} {one.meta.updated or one.meta.date}" for one in listed]

        def sitemap() -> str:
            template = self.frame.templates.get_template("sitemap.xml")
            return template.render(base=base, documents=listed)

        yield self._text("sitemap.xml", "sitemap.xml", times, sitemap)
        lines = ["User-agent: *", "Allow: /"]
        if self.frame.base_url:
            lines.append(f"Sitemap: {base}sitemap.xml")
        robots = "\n".join(lines) + "\n"
        yield Listing("robots.txt", cache.digest(robots), lambda: robots)

    def _feed_html(self, document: Document) -> str:
        address = f"{urls.ROOT}{document.url}"
        place = f'<p><a href="{address}">Open the stylizer on the page</a></p>'
        html = _CITE_NOTE.sub("", _STYLIZER.sub(place, self.html(document)))
        return re.sub(r'href="#', f'href="{address}#', html)

    def _entry(self, document: Document) -> Entry:
        return self.frame.entry(document, self.facts.get(document.url))

    def _entry_key(self, entry: Entry) -> str:
        cover = repr(entry.cover) if entry.cover else ""
        return f"{self.metas[entry.document.url]} {entry.minutes} {cover}"


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


def _with_html(article: Article, document: Document, html: str) -> Article:
    from dataclasses import replace

    return replace(article, document=document, html=html)


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


def navigation(content: Content) -> tuple[tuple[str, str], ...]:
    """(title, url) of what the head of every page links to."""
    pages = [(_short(page), page.url) for page in content.pages if page.url]
    return (("Articles", "posts/"), *pages)


def addresses(content: Content) -> set[str]:
    """Every page address of the site, known before anything is rendered."""
    names = {tag for post in content.posts for tag in post.meta.tags}
    tags = {f"tags/{urls.slugify(name)}/" for name in names}
    years = {f"archive/{post.meta.date.year}/" for post in content.posts if post.meta.date}
    documents = {document.url for document in content.documents}
    members = {series.address(post.meta.series) for post in content.posts if post.meta.series}
    own = {"", "posts/", "archive/", "tags/", "search/", "feed.xml", "feed.json"}
    return documents | tags | years | members | own


def _short(page: Document) -> str:
    """A page's name in the navigation: its slug as words, for titles may be sentences."""
    return page.slug.replace("-", " ").capitalize()


def _by_year(entries: list[Entry]) -> list[tuple[int, list[Entry]]]:
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.document.meta.date:
            years.setdefault(entry.document.meta.date.year, []).append(entry)
    return sorted(years.items(), reverse=True)
