"""Texts for machines: feeds, sitemap, robots.txt, manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from pastiche.site import cache, feeds, offline, urls
from pastiche.site.documents import Content, Document
from pastiche.site.entries import Entry, Listing
from pastiche.site.frame import Frame
from pastiche.site.pages import EMBED, IN_FEED

LOCAL_BASE = "http://localhost:8000/pastiche/"
_STYLIZER = re.compile(r"<style-transfer\b.*?</style-transfer>", re.DOTALL)
_CITE_NOTE = re.compile(r'<span class="cite-note".*?</span>', re.DOTALL)


def texts(
    frame: Frame,
    content: Content,
    entries: Sequence[Entry],
    changes: Mapping[str, str],
    text: Callable[[str, str, Iterable[str], Callable[[], str]], Listing],
    html: Callable[[Document], str],
) -> Iterator[Listing]:
    """The feeds, the sitemap, robots.txt and the manifest, none of them made yet.

    `changes` is by url and changes with what a feed says of a post; `text` makes a listing of path,
    template, what its key is made of, and how it is made; `html` gives the article of a document.
    """
    base = frame.base_url or LOCAL_BASE
    newest = entries[:IN_FEED]
    days = [entry.document.meta.updated or entry.document.meta.date for entry in entries]
    updated = max([day for day in days if day], default=date(1970, 1, 1))
    tagline = content.info.tagline or frame.words()["tagline"]

    def feed() -> str:
        made = frame.templates.get_template("feed.xml").render(
            info=content.info,
            tagline=tagline,
            base=base,
            entries=[(entry, _of_feed(html, entry.document)) for entry in newest],
            updated=updated,
        )
        return urls.absolute(made, base)

    parts = [changes[entry.document.url] for entry in newest]
    yield text("feed.xml", "feed.xml", [str(updated), *parts], feed)

    def other_feed() -> str:
        def whole(document: Document) -> str:
            return urls.absolute(_of_feed(html, document), base)

        documents = [entry.document for entry in newest]
        return feeds.json_feed(content.info, tagline, base, documents, whole)

    yield text("feed.json", "feed.xml", parts, other_feed)
    pages = [page for page in content.pages if page.url != f"{EMBED}/"]
    listed = [*content.posts, *pages]
    times = [f"{one.url} {one.meta.updated or one.meta.date}" for one in listed]

    def sitemap() -> str:
        template = frame.templates.get_template("sitemap.xml")
        return template.render(base=base, documents=listed)

    yield text("sitemap.xml", "sitemap.xml", times, sitemap)
    lines = ["User-agent: *", "Allow: /"]
    if frame.base_url:
        lines.append(f"Sitemap: {base}sitemap.xml")
    robots = "\n".join(lines) + "\n"
    yield Listing("robots.txt", cache.digest(robots), lambda: robots)
    app = offline.manifest(content.info, frame.icons)
    yield Listing(offline.MANIFEST, cache.digest(app), lambda: app)


def _of_feed(html: Callable[[Document], str], document: Document) -> str:
    """An article without what a feed reader cannot show."""
    address = f"{urls.ROOT}{document.url}"
    place = f'<p><a href="{address}">Open the stylizer on the page</a></p>'
    text = _CITE_NOTE.sub("", _STYLIZER.sub(place, html(document)))
    return re.sub(r'href="#', f'href="{address}#', text)
