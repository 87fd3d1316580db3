"""What a browser would see in a page: its ids, what it loads, where it links, and its mistakes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)""")
_LOADING_RELATIONS = frozenset({"stylesheet", "preload", "modulepreload", "icon", "manifest"})
_DATA_SCRIPTS = frozenset({"application/json", "application/ld+json"})


@dataclass
class PageFacts:
    """Lines count from 1; a mistake is (line, message, hint)."""

    ids: set[str] = field(default_factory=set)
    loads: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)
    mistakes: list[tuple[int, str, str]] = field(default_factory=list)


def read_page(html: str) -> PageFacts:
    """The facts of one page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if not reader.has_policy:
        mistake = (1, "has no content security policy", "extend templates/base.html")
        reader.facts.mistakes.append(mistake)
    return reader.facts


def css_urls(css: str) -> Iterator[tuple[int, str]]:
    """Every url() of a stylesheet with its line."""
    for match in _CSS_URL.finditer(css):
        yield css.count("\n", 0, match.start()) + 1, match[1] or match[2] or match[3] or ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.facts = PageFacts()
        self.has_policy = False
        self._json: list[str] | None = None

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in pairs}
        if "id" in values:
            self._id(values["id"])
        if tag == "img" and "alt" not in values:
            hint = 'write alt="" if it is decoration'
            self._mistake(f"the picture {values.get('src')} has no alt", hint)
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.has_policy = True
        if tag == "style" or "style" in values:
            self._mistake(f"<{tag}> has an inline style", "use a class: the policy forbids it")
        if handler := next((name for name in values if name.startswith("on")), None):
            self._mistake(f"<{tag}> has an inline {handler}", "the policy forbids it")
        self._addresses(tag, values)
        if tag == "script":
            self._script(values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._json is not None:
            text, self._json = "".join(self._json), None
            try:
                self._walk(json.loads(text))
            except ValueError as error:
                self._mistake(f"a data script is not JSON: {error}", "mend its template")

    def handle_data(self, data: str) -> None:
        if self._json is not None:
            self._json.append(data)

    def _addresses(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("a", "area") and "href" in values:
            self._link(values["href"])
        elif tag == "link":
            relations = set(values.get("rel", "").split())
            if relations & _LOADING_RELATIONS:
                self._load(values.get("href", ""))
            elif "canonical" not in relations:
                self._link(values.get("href", ""))
        for name in ("src", "poster", "data"):
            if name in values and tag not in ("a", "link"):
                self._load(values[name])
        for entry in values.get("srcset", "").split(","):
            if entry.strip():
                self._load(entry.split()[0])
        if "-" in tag:
            for value in values.values():
                if value.startswith(("./", "../")):
                    self._load(value)

    def _script(self, values: dict[str, str]) -> None:
        if values.get("type") in _DATA_SCRIPTS:
            self._json = []
        elif "src" not in values:
            self._mistake("has an inline script", "the policy forbids it")

    def _walk(self, value: Any) -> None:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                self._walk(item)
        elif isinstance(value, str) and value.startswith(("./", "../")):
            self._load(value)

    def _id(self, name: str) -> None:
        if name in self.facts.ids:
            self._mistake(f"the id “{name}” stands here a second time", "rename one of them")
        self.facts.ids.add(name)

    def _load(self, url: str) -> None:
        self.facts.loads.append((self.getpos()[0], url))

    def _link(self, url: str) -> None:
        self.facts.links.append((self.getpos()[0], url))

    def _mistake(self, message: str, hint: str) -> None:
        self.facts.mistakes.append((self.getpos()[0], message, hint))
