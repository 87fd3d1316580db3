"""Addresses: every URL is written from the site's root and made page-relative at the very end.

While a page is put together, an address is the mark `ROOT` and a path from the site's root
("…/assets/css/site.css"). The last step replaces the mark by the way from that page to the root, so
that the same files work at /, under /repo/ and in a fork. The feed replaces it by the base URL.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ROOT = "\ue000/"
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
"""How an address begins that leads to another site, or that a page holds itself (data:)."""


def to_root(url: str) -> str:
    """The way from the page at `url` to the site's root.

    >>> to_root(""), to_root("posts/waves/"), to_root("404.html")
    ('./', '../../', './')
    """
    return "../" * url.count("/") or "./"


def relative(text: str, url: str) -> str:
    """Replaces every root mark in `text`, a page that will stand at `url`."""
    return text.replace(ROOT, to_root(url))


def absolute(text: str, base: str) -> str:
    """Replaces every root mark in `text` by the base URL, which ends in a slash."""
    return text.replace(ROOT, base)


@lru_cache(maxsize=8192)
def slugify(text: str) -> str:
    """Words as a part of an address.

    >>> slugify("In the Browser"), slugify("Gödel, Escher")
    ('in-the-browser', 'godel-escher')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
