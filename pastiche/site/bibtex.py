"""Reads BibTeX: entries with fields in braces, quotes, numbers and names of @string, joined by #.

TeX in values becomes Unicode as far as bibliographies need it: accents, dashes, braces.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site.tex import plain


@dataclass(frozen=True)
class Name:
    """A person: "van Gogh, Vincent" has the last name "van Gogh"."""

    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.first} {self.last}".strip()


@dataclass(frozen=True)
class Entry:
    """One work of a bibliography: `kind` is article, book, …; field names are in lower case."""

    kind: str
    key: str
    fields: Mapping[str, str]
    path: Path
    line: int
    authors: tuple[Name, ...] = field(default=())


_MONTHS = {name[:3].lower(): name for name in calendar.month_name if name}
_TOKEN = re.compile(r"\s*(?:(?P<name>[^\s{}(),=#\"@%]+)|(?P<sign>[{}(),=#\"]))")


def parse(text: str, path: Path, problems: list[BuildError]) -> dict[str, Entry]:
    """The entries of a .bib file by key; mistakes go to `problems` with their line.

    >>> entry = parse('@book{a, author = {van Gogh, Vincent}, year = 1888}', Path("a.bib"), [])["a"]
    >>> entry.authors[0].last, entry.fields["year"]
    ('van Gogh', '1888')
    """
    return _Reader(text, path, problems).entries()


def names(value: str) -> tuple[Name, ...]:
    """The people in an author field.

    >>> [name.last for name in names("Leon A. Gatys and van Gogh, Vincent and {Google Inc.}")]
    ['Gatys', 'van Gogh', 'Google Inc.']
    """
    return tuple(_name(part.strip()) for part in _split(value, r"\s+and\s+") if part.strip())


def _name(text: str) -> Name:
    parts = [plain(part) for part in _split(text, ",")]
    if len(parts) == 3:  # last, junior, first
        return Name(parts[2], f"{parts[0]} {parts[1]}")
    if len(parts) == 2:
        return Name(parts[1], parts[0])
    words = [plain(word) for word in _split(text, r"\s+") if word]
    start = next((i for i, word in enumerate(words[:-1]) if i and word[:1].islower()), None)
    start = len(words) - 1 if start is None else start
    return Name(" ".join(words[:start]), " ".join(words[start:]))


def _split(text: str, separator: str) -> list[str]:
    """`text` parted where `separator` stands outside of braces."""
    parts, depth, start, index = [], 0, 0, 0
    pattern = re.compile(separator)
    while index < len(text):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        match = pattern.match(text, index) if depth == 0 else None
        if match and match.end() > index:
            parts.append(text[start:index])
            start = index = match.end()
        else:
            index += 1
    return [*parts, text[start:]]


class _Mistake(Exception):
    def __init__(self, at: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.at, self.message, self.hint = at, message, hint


class _Reader:
    def __init__(self, text: str, path: Path, problems: list[BuildError]) -> None:
        self._text = text
        self._path = path
        self._problems = problems
        self._at = 0
        self._strings = dict(_MONTHS)

    def entries(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for match in re.finditer(r"@\s*([a-zA-Z]+)\s*[{(]", self._text):
            if match.start() < self._at:
                continue
            self._at = match.end()
            try:
                entry = self._entry(match[1].lower(), match.start())
            except _Mistake as mistake:
                self._wrong(mistake.at, mistake.message, mistake.hint)
                continue
            if entry and entry.key in found:
                message = f"“{entry.key}” stands here a second time"
                self._wrong(match.start(), message, f"it is on line {found[entry.key].line} too")
            elif entry:
                found[entry.key] = entry
        return found

    def _entry(self, kind: str, start: int) -> Entry | None:
        if kind in ("comment", "preamble"):
            self._at -= 1
            self._braced(start)
            return None
        fields: dict[str, str] = {}
        key = ""
        if kind != "string":
            match = re.compile(r"\s*([^\s,{}=]+)\s*(?=[,})])").match(self._text, self._at)
            if not match:
                raise _Mistake(start, f"this @{kind} has no key", "write @article{gatys2015, …}")
            key, self._at = match[1], match.end()
            self._sign(",})", f"“{key}”", start)
        while self._text[self._at - 1] not in "})":
            name = self._token()
            if name == "" or name in "})":
                break
            self._sign("=", f"“{name}”", start)
            fields[name.lower()] = self._value(name, start)
            self._sign(",})", f"the value of “{name}”", start)
        if kind == "string":
            self._strings |= fields
            return None
        people = names(fields.get("author") or fields.get("editor") or "")
        texts = {name: plain(value) for name, value in fields.items() if name != "url"}
        if "url" in fields:
            texts["url"] = fields["url"].strip()
        return Entry(kind, key, texts, self._path, self._line(start), people)

    def _token(self) -> str:
        match = _TOKEN.match(self._text, self._at)
        if not match:
            return ""
        self._at = match.end()
        return match[0].strip()

    def _sign(self, signs: str, after: str, start: int) -> None:
        token = self._token()
        if token and token in signs:
            return
        wanted = "= and a value" if signs == "=" else "a comma or the closing brace"
        at = min(self._at, len(self._text)) - len(token)
        at = at if token else start
        raise _Mistake(
            at,
            f"after {after} comes no {'comma' if signs[0] == ',' else '='}",
            f"put {wanted} there",
        )

    def _value(self, name: str, start: int) -> str:
        parts = []
        while True:
            token = self._token()
            if token == "{":
                self._at -= 1
                parts.append(self._braced(start))
            elif token == '"':
                parts.append(self._quoted(name, start))
            elif token.isdigit():
                parts.append(token)
            elif token.lower() in self._strings:
                parts.append(self._strings[token.lower()])
            else:
                at = self._at - len(token)
                hint = "put the value into braces, or define it with @string"
                raise _Mistake(at, f"“{token}” is no value for “{name}”", hint)
            match = re.compile(r"\s*#").match(self._text, self._at)
            if not match:
                return "".join(parts)
            self._at = match.end()

    def _braced(self, start: int) -> str:
        depth = 0
        for index in range(self._at, len(self._text)):
            depth += {"{": 1, "}": -1}.get(self._text[index], 0)
            if depth == 0:
                value = self._text[self._at + 1 : index]
                self._at = index + 1
                return value
        raise _Mistake(start, "this entry is never closed", "add the missing }")

    def _quoted(self, name: str, start: int) -> str:
        depth = 0
        for index in range(self._at, len(self._text)):
            depth += {"{": 1, "}": -1}.get(self._text[index], 0)
            if self._text[index] == '"' and depth == 0:
                value = self._text[self._at : index]
                self._at = index + 1
                return value
        raise _Mistake(start, f"the value of “{name}” is never closed", 'add the missing "')

    def _line(self, at: int) -> int:
        return self._text.count("\n", 0, at) + 1

    def _wrong(self, at: int, message: str, hint: str) -> None:
        self._problems.append(BuildError(self._path, self._line(at), message, hint))
