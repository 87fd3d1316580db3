"""JSON-LD: what a search engine reads of a page (https://schema.org)."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from pastiche.site import urls
from pastiche.site.documents import Document, SiteInfo
from pastiche.site.pictures import Rendition


def structured(
    info: SiteInfo,
    base_url: str | None,
    url: str,
    title: str,
    description: str,
    document: Document | None,
    picture: Rendition | None,
) -> Markup:
    """The data of the page at `url`, as text that may stand in a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebSite" if url == "" else "WebPage",
        "name": title,
        "description": description,
        "inLanguage": (document.meta.lang if document else "") or info.language,
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
            "publisher": organisation[0],
        }
    if picture:
        data["image"] = f"{base_url}{picture.url.removeprefix(urls.ROOT)}"
    if base_url and document:
        data["mainEntityOfPage"] = f"{base_url}{url}"
    if base_url:
        data["url"] = f"{base_url}{url}"
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("<", "\\u003c"))
