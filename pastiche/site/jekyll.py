"""The front matter of Jekyll's posts, put into the keys of this site.

What steers Jekyll, a theme or a plugin has no meaning here and gets a note; in a file that has a
`layout` so does every key that is not a slip of one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """The value of a key of the front matter, and its line in the file."""

    value: Any
    line: int


_SAME = {
    "author": "authors",
    "excerpt": "description",
    "subtitle": "description",
    "summary": "description",
    "last_modified_at": "updated",
    "lastmod": "updated",
    "modified": "updated",
    "mathjax": "math",
    "use_math": "math",
    "usemathjax": "math",
    "katex": "math",
}
_LISTS = {
    "category": "tags",
    "categories": "tags",
    "tag": "tags",
    "redirect_from": "aliases",
    "permalink": "aliases",
}
_THEIRS = frozenset(
    """
    classes comments excerpt_separator feed gallery header hero hidden image layout locale
    pin pinned ref render_with_liquid robots search share sidebar sitemap slug teaser thumbnail
    toc toc_label toc_sticky weight
    """.split()  # noqa: SIM905 (thirty words in quotes read worse)
)
_LAYOUTS = frozenset({"post", "page", "default"})


def translated(
    entries: Mapping[str, Entry], path: Path, known: frozenset[str]
) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """`entries` under our own names, and the notes on those that have no meaning here."""
    found = {name: entry for name, entry in entries.items() if name in known}
    notes: list[str] = []
    foreign = "layout" in entries
    for name, entry in entries.items():
        if foreign and name == "menu" and not isinstance(entry.value, bool):
            notes.append(_left_out(path, name, found.pop(name)))  # it names one of a theme's menus
        if name in known:
            continue
        own = _SAME.get(name)
        if name == "published" and isinstance(entry.value, bool):
            found.setdefault("draft", Entry(not entry.value, entry.line))
        elif own:
            found.setdefault(own, Entry(_plain(entry.value), entry.line))
        elif name == "permalink" and ":" in str(entry.value):
            notes.append(_left_out(path, name, entry))
        elif name in _LISTS:
            _extend(found, _LISTS[name], entry, " " if _LISTS[name] == "tags" else None)
        elif name == "image" and isinstance(entry.value, str):
            found.setdefault("cover", entry)
        elif name == "layout" and entry.value in _LAYOUTS:
            continue
        elif name in _THEIRS or (foreign and not get_close_matches(name, known, n=1)):
            notes.append(_left_out(path, name, entry))
        else:
            found[name] = entry
    return found, tuple(notes)


def title(path: Path) -> str:
    """The title Jekyll reads from a file's name.

    >>> title(Path("content/posts/2019-03-05-on-waves.md"))
    'On Waves'
    """
    name = path.parent.name if path.stem == "index" else path.stem
    words = re.sub(r"\A\d{4}-\d{2}-\d{2}-", "", name).split("-")
    return " ".join(word.capitalize() for word in words)


def _left_out(path: Path, name: str, entry: Entry) -> str:
    shown = f"{name}: {entry.value}" if isinstance(entry.value, str) else name
    return f"{path}:{entry.line}: “{shown}” has no meaning here and is left out"


def _plain(value: Any) -> Any:
    """An author may be written as a name with more about them."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return value["name"]
    return value


def _extend(found: dict[str, Entry], name: str, entry: Entry, separator: str | None) -> None:
    """Adds a list, or words in one text, to what is there."""
    value = entry.value
    if isinstance(value, str):
        value = value.split(separator) if separator else [value]
    before = found.get(name, Entry([], entry.line))
    old = before.value
    if isinstance(old, str):
        old = old.split("," if "," in old else separator) if separator else [old]
    if isinstance(value, list) and isinstance(old, list):
        found[name] = Entry([*old, *value], before.line)
    elif value is not None:
        found[name] = entry
