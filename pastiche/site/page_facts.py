"""What a browser would see in a page: its ids, what it loads, where it links, and its mistakes.

The page is one this program has just written, so tags are found by a pattern and not by a parser of
any HTML; `html-validate` (see `pastiche.site.validity`) looks at the whole of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)""")
_LOADING_RELATIONS = frozenset({"stylesheet", "preload", "modulepreload", "icon", "manifest"})
_DATA_SCRIPTS = frozenset({"application/json", "application/ld+json"})
# A tag with attributes, a heading, a script with its text, or a comment. Tags of which nothing is
# asked – most are those around one coloured word of code – are left out by the pattern itself.
_PIECE = re.compile(
    r"""<!--.*?-->
      | <(?P<tag>(?!(?:span|p|t[dhr]|div|[uo]l|li|code|m\w+)[ ]class="[^"]*">
            |meta[ ](?:name|property|charset)=|path[ ]d="[^"]*"/?>)[a-zA-Z][\w-]*)
        (?P<pairs>\s(?:[^>"']|"[^"]*"|'[^']*')*)>
      | <(?P<bare>h[1-6]|style|script|img)>""",
    re.DOTALL | re.VERBOSE,
)
_PAIR = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_LINK = re.compile(  # of most <a>
    r'[ ](?:class="[^"]*"[ ])?href="([^"&]*)"(?:[ ](?:rel|aria-label|aria-current)="[^"]*")*'
)
_ASKED = re.compile(r"""\b(?:id|href|src|srcset|poster|data|style|on\w+)\s*=|["']\.\.?/""")
_POLICY = 'http-equiv="content-security-policy"'
_ALWAYS = frozenset({"img", "script", "style", "h1", "h2", "h3", "h4", "h5", "h6"})
_MOST = 4096  # pairs that are remembered
_END = re.compile(r"</script\s*>", re.IGNORECASE)


@dataclass
class PageFacts:
    """Lines count from 1; a mistake is (line, message, hint)."""

    ids: set[str] = field(default_factory=set)
    loads: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)
    mistakes: list[tuple[int, str, str]] = field(default_factory=list)


def read_page(html: str) -> PageFacts:
    """The facts of one page."""
    return _Reader(html).facts


def css_urls(css: str) -> Iterator[tuple[int, str]]:
    """Every url() of a stylesheet with its line."""
    for match in _CSS_URL.finditer(css):
        yield css.count("\n", 0, match.start()) + 1, match[1] or match[2] or match[3] or ""


_pairs: dict[tuple[int, str], tuple[int, str]] = {}


def _shared(pair: tuple[int, str]) -> tuple[int, str]:
    """One object for what many pages have at the same line: they are kept, and sent, together."""
    known = _pairs.get(pair)
    if known is None:
        if len(_pairs) >= _MOST:
            _pairs.clear()
        known = _pairs[pair] = pair
    return known


class _Reader:
    def __init__(self, html: str) -> None:
        self.facts = PageFacts()
        self._html = html
        self._level = 0
        self._has_policy = False
        self._line = 1
        self._counted = 0
        position = 0
        while match := _PIECE.search(html, position):
            position = match.end()
            tag = match["tag"] or match["bare"]
            if tag:
                position = self._tag(tag.lower(), match["pairs"] or "", match.start(), position)
        if not self._has_policy:
            hint = "extend templates/base.html"
            self.facts.mistakes.append((1, "has no content security policy", hint))

    def _tag(self, tag: str, pairs: str, start: int, end: int) -> int:
        """Notes what a tag says; answers where to read on."""
        if tag == "meta":
            self._has_policy = self._has_policy or _POLICY in pairs.lower()
        if tag not in _ALWAYS and not _ASKED.search(pairs):
            return end
        self._line += self._html.count("\n", self._counted, start)
        self._counted = start
        if tag == "a" and (plain := _LINK.fullmatch(pairs)):
            self.facts.links.append(_shared((self._line, plain[1])))
            return end
        values = {
            name.lower(): unescape(quoted or single or bare)
            for name, quoted, single, bare in _PAIR.findall(pairs)
        }
        if "id" in values:
            self._id(values["id"])
        if tag == "img" and "alt" not in values:
            hint = 'write alt="" if it is decoration'
            self._mistake(f"the picture {values.get('src')} has no alt", hint)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal():
            self._heading(int(tag[1]))
        if tag == "style" or "style" in values:
            self._mistake(f"<{tag}> has an inline style", "use a class: the policy forbids it")
        if handler := next((name for name in values if name.startswith("on")), None):
            self._mistake(f"<{tag}> has an inline {handler}", "the policy forbids it")
        self._addresses(tag, values)
        return self._script(values, end) if tag == "script" else end

    def _heading(self, level: int) -> None:
        if level > self._level + 1:
            known = f"<h{self._level}>" if self._level else "nothing"
            self._mistake(f"<h{level}> comes after {known}", "headings go down one level at a time")
        self._level = level

    def _addresses(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("a", "area") and "href" in values:
            self._link(values["href"])
        elif tag == "link":
            relations = set(values.get("rel", "").split())
            if relations & _LOADING_RELATIONS:
                self._load(values.get("href", ""))
            elif "canonical" not in relations:
                self._link(values.get("href", ""))
        if tag not in ("a", "link"):
            for name in ("src", "poster", "data"):
                if name in values:
                    self._load(values[name])
        for entry in values.get("srcset", "").split(","):
            if entry.strip():
                self._load(entry.split()[0])
        if "-" in tag:
            for value in values.values():
                if value.startswith(("./", "../")):
                    self._load(value)

    def _script(self, values: dict[str, str], start: int) -> int:
        end = _END.search(self._html, start)
        stop = end.start() if end else len(self._html)
        if values.get("type") in _DATA_SCRIPTS:
            try:
                self._walk(json.loads(self._html[start:stop]))
            except ValueError as error:
                self._mistake(f"a data script is not JSON: {error}", "mend its template")
        elif "src" not in values:
            self._mistake("has an inline script", "the policy forbids it")
        return end.end() if end else stop

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
        self.facts.loads.append(_shared((self._line, url)))

    def _link(self, url: str) -> None:
        self.facts.links.append(_shared((self._line, url)))

    def _mistake(self, message: str, hint: str) -> None:
        self.facts.mistakes.append((self._line, message, hint))
