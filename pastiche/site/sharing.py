"""What other sites and search engines read of a page: Open Graph and JSON-LD, looked at as written.

https://ogp.me and https://developers.google.com/search/docs/appearance/structured-data/article
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from html import unescape

_META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_ALWAYS = ("og:title", "og:description", "og:type", "og:site_name", "twitter:card")
_OF_A_POST = ("headline", "datePublished", "dateModified", "author", "publisher")
_HINT = "mend templates/base.html or post.html"

Fault = tuple[str, int, str, str]
"""Path, line, message, hint."""


def faults(path: str, html: str, files: Collection[str]) -> Iterator[Fault]:
    """What is missing or contradicts itself in a page; `files` are those of the site."""
    if '<main id="content"' not in html:  # redirects, and pages that are made to be embedded
        return
    found: dict[str, str] = {}
    for name, value in _META.findall(html):
        found.setdefault(name, unescape(value))
    for name in _ALWAYS:
        if not found.get(name):
            yield path, 1, f"has no {name}", _HINT
    address = _CANONICAL.search(html)
    if address and found.get("og:url") != unescape(address[1]):
        yield path, 1, "og:url is not the canonical address", _HINT
    if address and (picture := found.get("og:image")):
        base = unescape(address[1]).removesuffix(path.removesuffix("index.html"))
        if not picture.startswith(base) or picture.removeprefix(base) not in files:
            yield path, 1, f"og:image {picture} is not a file of this site", _HINT
        if not (found.get("og:image:width") and found.get("og:image:alt")):
            yield path, 1, "og:image has no size or no words", _HINT
    yield from _structured(path, html, post=found.get("og:type") == "article")


def _structured(path: str, html: str, *, post: bool) -> Iterator[Fault]:
    block = _DATA.search(html)
    try:
        data = json.loads(block[1]) if block else {}
    except ValueError:
        return  # `page_facts` says it
    if data.get("@context") != "https://schema.org" or not data.get("name"):
        yield path, 1, "has no JSON-LD of schema.org", _HINT
    elif post:
        if data.get("@type") != "BlogPosting":
            yield path, 1, "is a post and not a BlogPosting in JSON-LD", _HINT
        for name in _OF_A_POST:
            if not data.get(name):
                yield path, 1, f"its JSON-LD has no {name}", _HINT
