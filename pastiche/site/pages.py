"""Render, last step: articles and lists become finished pages with page-relative addresses."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pastiche.site import urls
from pastiche.site.article import Article
from pastiche.site.documents import Content, Document
from pastiche.site.figures import beside
from pastiche.site.pictures import Picture, Pictures, Rendition

LOCAL_BASE = "http://localhost:8000/pastiche/"
_STYLIZER = re.compile(r"<style-transfer\b.*?</style-transfer>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A post in a list: its document, and its cover if it has one."""

    document: Document
    cover: Picture | None
    words: int

    @property
    def minutes(self) -> int:
        """Reading time at 230 words a minute."""
        return max(1, round(self.words / 230))


@dataclass(frozen=True)
class Tag:
    """A tag, where its page stands, and its posts, newest first."""

    name: str
    url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Pages:
    """Everything that the templates of a build see."""

    templates: Environment
    content: Content
    articles: Mapping[str, Article]  # by url
    pictures: Pictures
    common: Mapping[str, Any]  # css, fonts, icon
    stylizer_script: str | None
    base_url: str | None

    def all(self) -> Iterator[tuple[str, str]]:
        """Every file of the site that is text, as (path, text)."""
        entries = [self._entry(post) for post in self.content.posts]
        tags = collect_tags(entries)
        yield from self._posts(entries)
        for page in self.content.pages:
            template = "home.html" if page.url == "" else "page.html"
            yield self._page(page.url, template, document=page, entries=entries)
        if not any(page.url == "" for page in self.content.pages):
            yield self._page("", "home.html", document=None, entries=entries)
        yield self._page("posts/", "posts.html", title="Articles", entries=entries)
        yield self._page("archive/", "archive.html", title="Archive", years=_by_year(entries))
        yield self._page("tags/", "tags.html", title="Subjects", tags=tags)
        for tag in tags:
            yield self._page(tag.url, "tag.html", title=tag.name, tag=tag, entries=tag.entries)
        yield self._not_found()
        yield from self._for_machines(entries)

    def _posts(self, entries: list[Entry]) -> Iterator[tuple[str, str]]:
        for index, entry in enumerate(entries):
            yield self._page(
                entry.document.url,
                "post.html",
                document=entry.document,
                entry=entry,
                newer=entries[index - 1].document if index else None,
                older=entries[index + 1].document if index + 1 < len(entries) else None,
            )

    def _page(
        self, url: str, template: str, *, document: Document | None = None, **values: Any
    ) -> tuple[str, str]:
        article = self.articles.get(document.url) if document else None
        info = self.content.info
        description = (document.meta.description if document else "") or info.description
        title = document.meta.title if document else values.pop("title", info.title)
        context = dict(self.common) | values
        context |= {
            "info": info,
            "url": url,
            "document": document,
            "article": article,
            "body": Markup(article.html) if article else "",
            "title": title,
            "description": description,
            "script": self.stylizer_script if article and article.has_stylizer else None,
            "navigation": navigation(self.content),
            "base_url": self.base_url,
            "canonical": f"{self.base_url}{url}" if self.base_url else None,
            "structured": self._structured(document, title, description, url),
            "social_picture": self._social_picture(document),
        }
        text = self.templates.get_template(template).render(context)
        path = f"{url}index.html" if url.endswith("/") or not url else url
        return path, urls.relative(text, url)

    def _not_found(self) -> tuple[str, str]:
        """404.html is shown at any address, so it can load nothing by a relative one.

        It carries its few styles, and a script that finds where the site begins, inside; its policy
        names the digests of both and allows no other.
        """
        base = "/" + re.sub(r"^[a-z]+://[^/]*/?", "", self.base_url or "")
        text = self.templates.get_template("404.html").render(
            info=self.content.info, base=base, navigation=navigation(self.content)
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
        return "404.html", text.replace("POLICY", policy, 1).replace(urls.ROOT, base)

    def _for_machines(self, entries: list[Entry]) -> Iterator[tuple[str, str]]:
        base = self.base_url or LOCAL_BASE
        days = [entry.document.meta.updated or entry.document.meta.date for entry in entries]
        feed = self.templates.get_template("feed.xml").render(
            info=self.content.info,
            base=base,
            entries=[(entry, self._feed_html(entry.document)) for entry in entries[:20]],
            updated=max([day for day in days if day], default=date(1970, 1, 1)),
        )
        yield "feed.xml", urls.absolute(feed, base)
        listed = [*self.content.posts, *self.content.pages]
        sitemap = self.templates.get_template("sitemap.xml").render(base=base, documents=listed)
        yield "sitemap.xml", sitemap
        lines = ["User-agent: *", "Allow: /"]
        if self.base_url:
            lines.append(f"Sitemap: {base}sitemap.xml")
        yield "robots.txt", "\n".join(lines) + "\n"

    def _feed_html(self, document: Document) -> str:
        address = f"{urls.ROOT}{document.url}"
        place = f'<p><a href="{address}">Open the stylizer on the page</a></p>'
        html = _STYLIZER.sub(place, self.articles[document.url].html)
        return re.sub(r'href="#', f'href="{address}#', html)

    def _entry(self, document: Document) -> Entry:
        cover = None
        if document.meta.cover:
            cover = self.pictures.responsive(beside(document, document.meta.cover))
        article = self.articles.get(document.url)
        return Entry(document, cover, article.words if article else 0)

    def _social_picture(self, document: Document | None) -> Rendition | None:
        if not document or not document.meta.cover or not self.base_url:
            return None
        path = beside(document, document.meta.cover)
        return None if path.suffix == ".svg" else self.pictures.rendition(path, 1200, "jpg")

    def _structured(
        self, document: Document | None, title: str, description: str, url: str
    ) -> Markup:
        """JSON-LD: what a search engine reads."""
        info = self.content.info
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "WebSite" if url == "" else "WebPage",
            "name": title,
            "description": description,
            "inLanguage": info.language,
        }
        if document and document.kind == "post":
            meta = document.meta
            people = [{"@type": "Person", "name": name} for name in meta.authors]
            organisation = [{"@type": "Organization", "name": info.author}]
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


def collect_tags(entries: list[Entry]) -> list[Tag]:
    """The tags in alphabetical order; spellings that share an address are one tag."""
    found: dict[str, tuple[str, list[Entry]]] = {}
    for entry in entries:
        for name in entry.document.meta.tags:
            kept = found.setdefault(urls.slugify(name), (name, []))[1]
            if entry not in kept:
                kept.append(entry)
    return [Tag(name, f"tags/{slug}/", tuple(kept)) for slug, (name, kept) in sorted(found.items())]


def navigation(content: Content) -> list[tuple[str, str]]:
    """(title, url) of what the head of every page links to."""
    pages = [(_short(page), page.url) for page in content.pages if page.url]
    return [("Articles", "posts/"), *pages]


def addresses(content: Content) -> set[str]:
    """Every page address of the site, known before anything is rendered."""
    tags = {f"tags/{urls.slugify(tag)}/" for post in content.posts for tag in post.meta.tags}
    documents = {document.url for document in content.documents}
    return documents | tags | {"", "posts/", "archive/", "tags/", "feed.xml"}


def _short(page: Document) -> str:
    """A page's name in the navigation: its slug as words, for titles may be sentences."""
    return page.slug.replace("-", " ").capitalize()


def _by_year(entries: list[Entry]) -> list[tuple[int, list[Entry]]]:
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.document.meta.date:
            years.setdefault(entry.document.meta.date.year, []).append(entry)
    return sorted(years.items(), reverse=True)
