"""Reads gallery.toml: the pictures the gallery may offer, every mistake named with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pastiche.errors import BuildError, BuildErrors


@dataclass(frozen=True)
class Entry:
    """One picture: a public file, what it shows, who made it, and what may be done with it."""

    name: str
    kind: Literal["content", "style"]
    title: str
    alt: str
    url: str
    sha256: str
    credit: str
    licence: str
    artist: str = ""
    date: str = ""

    @property
    def byline(self) -> str:
        """Artist, date and collection, as far as they are known."""
        made = ", ".join(part for part in (self.artist, self.date) if part)
        return f"{made}. {self.credit}" if made else self.credit


_KEYS = [field.name for field in fields(Entry)]
_OPTIONAL = {"artist", "date"}
_HEADER = re.compile(r"\s*\[\[\s*picture\s*\]\]")
_FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "name": (
        lambda text: bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text)),
        "use lower-case letters, digits and single hyphens",
    ),
    "kind": (lambda text: text in ("content", "style"), 'use "content" or "style"'),
    "url": (
        lambda text: text.startswith("https://"),
        "use an address that begins with https://",
    ),
    "sha256": (
        lambda text: bool(re.fullmatch(r"[0-9a-f]{64}", text)),
        "use the 64 lower-case hex digits that sha256sum prints",
    ),
}
"""What a key's text must satisfy, and the hint when it does not."""


def entries(path: Path) -> tuple[Entry, ...]:
    """The entries of gallery.toml in order, none when there is no such file.

    Raises BuildErrors with all mistakes at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = BuildError(path, line, "this is not UTF-8", "save it as UTF-8")
        raise BuildErrors([problem]) from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BuildErrors([_syntax(path, text, str(error))]) from None
    return _checked(path, text.split("\n"), document)


def _syntax(path: Path, text: str, message: str) -> BuildError:
    found = re.search(r" \(at (?:line (\d+)|end of document).*\)", message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    plain = message[: found.start()] if found else message
    hint = "see https://toml.io for the form"
    return BuildError(path, line, f"this is not TOML: {plain[:1].lower()}{plain[1:]}", hint)


def _checked(path: Path, lines: list[str], document: dict[str, Any]) -> tuple[Entry, ...]:
    pictures = document.pop("picture", [])
    problems = [
        BuildError(path, _line(lines, key, 0), f"unknown key '{key}'", "use [[picture]] tables")
        for key in document
    ]
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    if not isinstance(pictures, list) or len(starts) != len(pictures):
        hint = "begin each of them with [[picture]]"
        problems.append(BuildError(path, None, "pictures must be tables of their own", hint))
        raise BuildErrors(problems)
    listed: dict[str, Entry] = {}
    for start, end, table in zip(starts, [*starts[1:], len(lines)], pictures, strict=True):
        block = lines[start:end]
        faults = [BuildError(path, *fault) for fault in _faults(block, start, table)]
        problems += faults
        if faults:
            continue
        entry = Entry(**table)
        if entry.name in listed:
            line = _line(block, "name", start)
            problems.append(
                BuildError(path, line, f"the name '{entry.name}' is taken", "choose another one")
            )
        listed[entry.name] = entry
    if problems:
        raise BuildErrors(problems)
    return tuple(listed.values())


def _faults(block: list[str], start: int, table: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """(line, what is wrong, what to do) for one [[picture]]."""
    for key, value in table.items():
        line = _line(block, key, start)
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(_KEYS)}"
            yield line, f"unknown key '{key}'", hint
        elif not isinstance(value, str) or not value.strip():
            yield line, f"'{key}' must be a text", f'{key} = "..."'
        elif key in _FORMS and not _FORMS[key][0](value):
            yield line, f"'{key}' cannot be “{value}”", _FORMS[key][1]
    for key in _KEYS:
        if key not in table and key not in _OPTIONAL:
            yield start + 1, f"this picture has no '{key}'", f'add {key} = "..."'


def _line(block: list[str], key: str, start: int) -> int:
    """The line, from 1, on which `key` is set in the block that begins at index `start`."""
    for number, line in enumerate(block):
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]|\s*\[+\s*{re.escape(key)}\b""", line):
            return start + number + 1
    return start + 1
