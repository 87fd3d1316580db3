"""Reads the YAML head of a content file and checks every key of it against a schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from pastiche.errors import BuildError
from pastiche.site import excerpt, jekyll
from pastiche.site.documents import FrontMatter, Kind, SiteInfo
from pastiche.site.jekyll import Entry
from pastiche.site.urls import slugify

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEAD = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAMES = frozenset(field.name for field in fields(FrontMatter)) - {"lines", "notes", "jekyll"}


def split(text: str) -> tuple[str, str, int]:
    r"""Parts `text` into the YAML head, the body, and the line on which the body starts.

    >>> split("---\ntitle: A\n---\nText")
    ('title: A\n', 'Text', 4)
    """
    match = _HEAD.match(text)
    if not match:
        return "", text, 1
    return match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1


def parse(
    head: str,
    kind: Kind,
    path: Path,
    day: date | None,
    problems: list[BuildError],
    body: str = "",
) -> FrontMatter:
    """Checks `head` and returns its values; every mistake is added to `problems`.

    `day` is the date the file's name carries, if any: the front matter's own comes first. A post
    without a description has the first paragraph of `body`. A value that is wrong is left at its
    default, so that one mistake hides no other.
    """
    before = len(problems)
    entries = _entries(head, path, first_line=2, problems=problems)
    if not entries and len(problems) > before:
        return FrontMatter()
    foreign = day is not None or "layout" in entries
    entries, notes = jekyll.translated(entries, path, _NAMES)
    values = _checked(entries, _FIELDS, path, "front matter key", problems)
    if day and "date" not in entries:
        values["date"] = day
    if day and "title" not in entries:
        values["title"] = jekyll.title(path)
    if kind == "post" and "description" not in entries:
        values["description"] = excerpt.first(body)
    required = ("title", "date") if kind == "post" else ("title",)
    for name in required:
        if name not in entries and name not in values:
            hint = f"add “{name}: {_EXAMPLES[name]}” to the front matter"
            problems.append(BuildError(path, 1, f"a {kind} needs a {name}", hint))
    written, updated = values.get("date"), values.get("updated")
    if written and updated and updated < written:
        line = entries["updated"].line
        message = f"updated ({updated}) is before date ({written})"
        problems.append(BuildError(path, line, message, "give the day of the last change"))
    lines = {name: entry.line for name, entry in entries.items()}
    return FrontMatter(**values, lines=lines, notes=notes, jekyll=foreign)


def parse_site(text: str, path: Path, problems: list[BuildError]) -> SiteInfo:
    """Reads content/site.yml."""
    entries = _entries(text, path, first_line=1, problems=problems)
    schema: dict[str, Callable[[Any], Any]] = {field.name: _text for field in fields(SiteInfo)}
    schema["cards"] = _switch
    return SiteInfo(**_checked(entries, schema, path, "key of the site", problems))


def did_you_mean(word: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    """A hint that names the nearest known word, or all of them."""
    near = get_close_matches(word, known, n=1)
    return f"did you mean “{near[0]}”?" if near else f"known: {', '.join(sorted(known))}"


def _entries(
    head: str, path: Path, first_line: int, problems: list[BuildError]
) -> dict[str, Entry]:
    loader = _Loader(head)
    entries: dict[str, Entry] = {}
    try:
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            message = "the front matter is not a list of “key: value” lines"
            problems.append(BuildError(path, first_line, message, "see “new” for an example"))
            return {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + first_line
            if key in entries:
                message = f"“{key}” stands here a second time"
                problems.append(BuildError(path, line, message, "keep one of them"))
            try:
                entries[key] = Entry(loader.construct_object(value_node, deep=True), line)
            except ValueError as error:
                message = f"“{key}: {value_node.value}” is not possible: {error}"
                problems.append(BuildError(path, line, message, "dates are YYYY-MM-DD"))
                entries[key] = Entry(None, line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        message = f"the front matter is not YAML: {error.problem}"
        hint = "quote a value that contains “: ” or starts with a special character"
        problems.append(BuildError(path, line, message, hint))
    finally:
        loader.dispose()
    return entries


def _checked(
    entries: Mapping[str, Entry],
    schema: Mapping[str, Callable[[Any], Any]],
    path: Path,
    noun: str,
    problems: list[BuildError],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, entry in entries.items():
        if name not in schema:
            message = f"unknown {noun} “{name}”"
            problems.append(BuildError(path, entry.line, message, did_you_mean(name, schema)))
        elif entry.value is not None:
            try:
                values[name] = schema[name](entry.value)
            except TypeError as error:
                message = f"{name} must be {error}, not “{entry.value}”"
                example = f"for example “{name}: {_EXAMPLES[name]}”" if name in _EXAMPLES else ""
                problems.append(BuildError(path, entry.line, message, example))
    return values


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text in quotes")
    return value.strip()


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(re.sub(r"[ T]\d{1,2}:.*\Z", "", value))
    except (TypeError, ValueError):
        raise TypeError("a day as YYYY-MM-DD") from None


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def _words(value: Any) -> tuple[str, ...]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise TypeError("a list of words")
    return tuple(words)


def _name(value: Any) -> str:
    if not slugify(_text(value)):
        raise TypeError("a name with some Latin letters or digits")
    return _text(value)


def _language(value: Any) -> str:
    tag = _text(value).replace("_", "-")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise TypeError("the tag of a language")
    return tag


def _tags(value: Any) -> tuple[str, ...]:
    """Tags; in one text they are parted by commas or, as in Jekyll, by spaces."""
    if isinstance(value, str):
        value = [word.strip() for word in value.split("," if "," in value else None)]
    return tuple(dict.fromkeys(_words(value)))


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "title": _text,
    "date": _day,
    "updated": _day,
    "description": _text,
    "authors": _words,
    "tags": _tags,
    "draft": _switch,
    "cover": _text,
    "math": _switch,
    "models": _words,
    "series": _name,
    "aliases": _words,
    "lang": _language,
    "menu": _switch,
}
assert frozenset(_FIELDS) == _NAMES

_EXAMPLES = {
    "title": '"Attention paints"',
    "date": "2026-11-21",
    "updated": "2026-11-22",
    "description": '"One sentence for lists and feeds."',
    "authors": "[Ada Lovelace]",
    "tags": "[attention, colour]",
    "draft": "true",
    "cover": "cover.jpg",
    "math": "false",
    "models": "[sanet-lite]",
    "series": '"Painting by numbers"',
    "aliases": "[/old/address/]",
    "lang": "de",
    "menu": "false",
}
