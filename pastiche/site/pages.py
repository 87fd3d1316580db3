"""Which pages a site has, and which of them every page links to."""

from __future__ import annotations

from typing import NamedTuple

from pastiche.site import series, urls
from pastiche.site.documents import Content, Document

IN_FEED = 20  # posts
ALWAYS = "offline"  # the script that every page has
EMBED = "embed"  # the page and the script of the stylizer alone, for frames


class Way(NamedTuple):
    """What every page links to, and the language of what is there."""

    name: str
    url: str
    language: str


def navigation(content: Content) -> tuple[Way, ...]:
    """What the head of every page links to."""
    pages = [page for page in content.pages if page.url and page.meta.menu]
    articles = Way("Articles", "posts/", content.info.language)
    return (articles, *(_way(page, content) for page in pages))


def beneath(content: Content) -> tuple[Way, ...]:
    """The author's pages that the foot of every page links to."""
    pages = [page for page in content.pages if not page.meta.menu and page.url != f"{EMBED}/"]
    return tuple(_way(page, content) for page in pages)


def addresses(content: Content) -> set[str]:
    """Every page address of the site, known before anything is rendered."""
    names = {tag for post in content.posts for tag in post.meta.tags}
    tags = {f"tags/{urls.slugify(name)}/" for name in names}
    years = {f"archive/{post.meta.date.year}/" for post in content.posts if post.meta.date}
    documents = {document.url for document in content.documents}
    members = {series.address(post.meta.series) for post in content.posts if post.meta.series}
    own = {"", "posts/", "archive/", "tags/", "search/", "feed.xml", "feed.json"}
    return documents | tags | years | members | own


def _way(page: Document, content: Content) -> Way:
    """The way to a page; its name is its slug as words, for titles may be sentences."""
    name = page.slug.replace("-", " ").capitalize()
    return Way(name, page.url, page.meta.lang or content.info.language)
