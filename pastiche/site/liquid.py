"""The little of Jekyll's template language, Liquid, that stands in posts, and its meaning here.

Addresses below the site's base path are written from its root ("/about/"), so `site.baseurl` is
empty; an include that has a shortcode here becomes one; tags that only steer Jekyll are left out
with a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from pastiche.site.urls import slugify

_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s|,:\"']+"
_EXPRESSION = re.compile(rf"\s*(?P<value>{_VALUE})(?P<filters>(?:\s*\|.*)?)\s*\Z", re.DOTALL)
_FILTER = re.compile(rf"\|\s*(?P<name>\w+)\s*(?::\s*(?P<values>(?:(?:{_VALUE})\s*,?\s*)*))?")
_NAMES = re.compile(r"(?:site|page|layout|content|include|post|jekyll|paginator|forloop)\b")
_ARGUMENT = re.compile(r"([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|\S+)")
_POST_NAME = re.compile(r"(?:.*/)?\d{4}-\d{1,2}-\d{1,2}-([^/\s]+?)(?:\.\w+)?\Z")
_INCLUDES = frozenset({"stylizer", "figure", "stylized", "compare", "credits"})
_SOURCES = frozenset({"image", "image_path", "img", "path", "url", "file"})
"""What themes call the picture of their figure.html."""
_ROOT = {"site.baseurl": "", "site.url": "", "site.github.url": "", "site.prefix": ""}


@dataclass(frozen=True)
class Meaning:
    """What a piece of Liquid stands for: Markdown, a shortcode's call, or nothing and why."""

    text: str = ""
    shortcode: str = ""
    note: str = ""
    markdown: bool = False  # the text is Markdown by itself, wherever it stands


def is_expression(text: str) -> bool:
    """Whether what stands between {{ and }} is Liquid's: a known name, a text, or a filter."""
    text = text.strip()
    if re.match(r"\w+\s*\(", text):
        return False
    return bool(_NAMES.match(text) or text[:1] in "\"'" or re.search(r"\|\s*\w+", text))


def expression(text: str, names: Mapping[str, str]) -> Meaning:
    """The meaning of `{{ text }}`; `names` gives values such as page.title.

    >>> expression('"/a b.png" | prepend: site.baseurl', {}).text
    '/a b.png'
    """
    names = _ROOT | dict(names)
    match = _EXPRESSION.match(text)
    if match is None:
        return Meaning(note=f"“{{{{ {text.strip()} }}}}” has no meaning here and is left out")
    value = _value(match["value"], names)
    for one in _FILTER.finditer(match["filters"]):
        arguments = [_value(word, names) or "" for word in re.findall(_VALUE, one["values"] or "")]
        if one["name"] == "default":
            value = value or (arguments or [""])[0]
        elif one["name"] not in _FILTERS:
            note = f"the filter “{one['name']}” of “{{{{ {text.strip()} }}}}” has no meaning here"
            return Meaning(value or "", note=note)
        elif value is not None:
            value = _FILTERS[one["name"]](value, (arguments or [""])[0])
    if value is None:
        return Meaning(note=f"“{match['value']}” has no meaning here and is left out")
    return Meaning(value, markdown="markdownify" in match["filters"])


def assigned(rest: str, names: Mapping[str, str]) -> tuple[str, Meaning] | None:
    """The name and the value of `{% assign rest %}`.

    >>> assigned('who = "Ada" | upcase', {})
    ('who', Meaning(text='ADA', shortcode='', note='', markdown=False))
    """
    match = re.fullmatch(r"\s*(\w+)\s*=(.*)", rest, re.DOTALL)
    return (match[1], expression(match[2], names)) if match else None


def tag(name: str, rest: str) -> Meaning:
    """The meaning of `{% name rest %}`.

    >>> tag("post_url", "2019-03-05-waves").text
    '/posts/waves/'
    >>> tag("include", 'figure.html src="a.svg" alt="A boat"').shortcode
    "figure(src='a.svg', alt='A boat')"
    """
    rest = rest.strip()
    if name.startswith("end") or name in ("else", "elsif", "when"):
        return Meaning()
    if name == "post_url" and (match := _POST_NAME.match(rest)):
        return Meaning(f"/posts/{slugify(match[1])}/")
    if name == "link" and rest:
        match = _POST_NAME.match(rest) if rest.endswith((".md", ".markdown", ".html")) else None
        if match:
            return Meaning(f"/posts/{slugify(match[1])}/")
        return Meaning("/" + re.sub(r"(?:index)?\.(?:md|markdown|html)\Z", "/", rest.lstrip("/")))
    if name == "cite" and rest:
        keys = ", ".join(repr(key) for key in re.sub(r"\s--.*", "", rest).split())
        return Meaning(shortcode=f"cite({keys})")
    if name == "bibliography":
        return Meaning(shortcode="references()")
    if name in ("include", "include_relative", "include_cached"):
        file, _, arguments = rest.partition(" ")
        stem = re.sub(r"\.\w+\Z", "", file.rpartition("/")[2])
        if stem in _INCLUDES:
            return Meaning(shortcode=f"{stem}({_arguments(arguments)})")
        return Meaning(note=f"“{{% {name} {file} %}}” has no meaning here and is left out")
    return Meaning(note=f"“{{% {name} %}}” has no meaning here and is left out")


def _arguments(text: str) -> str:
    parts = []
    for name, value in _ARGUMENT.findall(text):
        word = value[1:-1] if value[0] in "\"'" else value
        name = "src" if name in _SOURCES else name
        literal = value[0] not in "\"'" and re.fullmatch(r"true|false|[\d.]+", word)
        parts.append(f"{name}={word if literal else repr(word)}")
    return ", ".join(parts)


def _value(word: str, names: Mapping[str, str]) -> str | None:
    if word[0] in "\"'":
        return word[1:-1]
    if re.fullmatch(r"-?\d+(\.\d+)?", word):
        return word
    return names.get(word)


def _joined(value: str, _: str) -> str:
    return "/" + value.lstrip("/")


_FILTERS: dict[str, Callable[[str, str], str]] = {
    "prepend": lambda value, word: word + value,
    "append": lambda value, word: value + word,
    "relative_url": _joined,
    "absolute_url": _joined,
    "escape": lambda value, _: escape(value),
    "xml_escape": lambda value, _: escape(value),
    "upcase": lambda value, _: value.upper(),
    "downcase": lambda value, _: value.lower(),
    "capitalize": lambda value, _: value[:1].upper() + value[1:],
    "strip": lambda value, _: value.strip(),
    "slugify": lambda value, _: slugify(value),
    "remove": lambda value, word: value.replace(word, ""),
    "markdownify": lambda value, _: value,
    "date_to_string": lambda value, _: value,
    "date": lambda value, _: value,
}
