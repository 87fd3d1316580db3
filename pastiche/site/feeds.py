"""JSON for machines: the JSON Feed beside Atom, and the index that the search page reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

from pastiche.site.documents import Document, SiteInfo

_HEADING = re.compile(r"<h[2-4]\b[^>]*>(.*?)</h[2-4]>", re.DOTALL)
_ANCHOR = re.compile(r'<a class="anchor".*?</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def json_feed(
    info: SiteInfo,
    tagline: str,
    base: str,
    posts: Iterable[Document],
    html: Callable[[Document], str],
) -> str:
    """A feed as https://www.jsonfeed.org/version/1.1/ has it; every address is absolute."""
    items = [
        {
            "id": f"{base}{post.url}",
            "url": f"{base}{post.url}",
            "title": post.meta.title,
            "summary": post.meta.description,
            "content_html": html(post),
            "date_published": f"{post.meta.date}T00:00:00Z",
            "date_modified": f"{post.meta.updated or post.meta.date}T00:00:00Z",
            "authors": [{"name": name} for name in post.meta.authors or (info.author,)],
            "tags": list(post.meta.tags),
            "language": info.language,
        }
        for post in posts
    ]
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": info.title,
        "description": tagline,
        "home_page_url": base,
        "feed_url": f"{base}feed.json",
        "language": info.language,
        "authors": [{"name": info.author}],
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def search_index(posts: Iterable[Document], headings: Mapping[str, tuple[str, ...]]) -> str:
    """What can be found: for each post its address from the root, its words by weight, its date."""
    rows = [
        [
            post.url,
            post.meta.title,
            post.meta.description,
            " ".join(post.meta.tags),
            " · ".join(headings.get(post.url, ())),
            str(post.meta.date),
        ]
        for post in posts
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"


def headings(html: str) -> tuple[str, ...]:
    """The headings of an article, as text.

    >>> headings('<h2 id="a">A <em>b</em> <a class="anchor" href="#a">#</a></h2>')
    ('A b',)
    """
    found = (_ANCHOR.sub("", inner) for inner in _HEADING.findall(html))
    return tuple(unescape(_TAG.sub("", inner)).strip() for inner in found)
