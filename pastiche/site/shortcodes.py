"""Shortcodes: `{{ name(argument=value) }}` in a post, checked against a dataclass per name.

The syntax is Jinja's call syntax with literal arguments, which is also Python's: a call is read
by `ast` and never evaluated.
"""

from __future__ import annotations

import ast
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError
from pastiche.site.frontmatter import did_you_mean
from pastiche.site.scan import Island


@dataclass(frozen=True)
class Stylizer:
    """The stylizer itself, standing in the text, with a content and a style already chosen."""

    model: str = "sanet-lite"
    content: str = ""
    style: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture with a caption; `wide` lets it break out of the text column.

    `narrow` names a second file, shown instead of `src` on screens under 600 px wide.
    """

    src: str
    alt: str
    caption: str = ""
    wide: bool = False
    id: str = ""
    narrow: str = ""


@dataclass(frozen=True)
class Stylized:
    """A picture the shipped model computes at build time; `size` is its longer side in pixels.

    The metadata of a number is the range it may have, both ends included.
    """

    content: str
    style: str
    caption: str = ""
    alt: str = ""
    model: str = "sanet-lite"
    strength: float = field(default=1.0, metadata={"range": (0, 1)})
    keep_detail: float = field(default=1.0, metadata={"range": (0, 1)})
    size: int = field(default=512, metadata={"range": (16, 2048)})
    wide: bool = False


@dataclass(frozen=True)
class Credits:
    """Who made the sample pictures that stylizers of this site offer, and their licences."""


Shortcode = Stylizer | Figure | Stylized | Credits
SHORTCODES: dict[str, type[Shortcode]] = {
    "stylizer": Stylizer,
    "figure": Figure,
    "stylized": Stylized,
    "credits": Credits,
}
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
}
_NOUNS = {"str": "text in quotes", "bool": "true or false", "int": "a whole number"}
_WORDS = {"true": True, "false": False, "none": None}


def read(island: Island, source: Path, problems: list[BuildError]) -> Shortcode | None:
    """The checked shortcode, or None with every mistake of it in `problems`."""

    def wrong(message: str, hint: str) -> None:
        problems.append(BuildError(source, island.line, message, hint))

    call = _call(island.text)
    if call is None:
        wrong(
            f"the shortcode “{island.text}” cannot be read",
            'write a call: {{ figure(src="wave.svg", alt="…") }}',
        )
        return None
    name, positional, named = call
    kind = SHORTCODES.get(name)
    if kind is None:
        wrong(f"unknown shortcode “{name}”", did_you_mean(name, SHORTCODES))
        return None
    known = {one.name: one for one in fields(kind)}
    values = dict(zip(known, positional, strict=False)) | named
    before = len(problems)
    if len(positional) > len(known):
        wrong(f"{name} takes at most {len(known)} values", f"known: {', '.join(known) or 'none'}")
    for key in named.keys() - known.keys():
        wrong(f"{name} has no argument “{key}”", did_you_mean(key, known))
    for key, argument in known.items():
        kind_name = str(argument.type)
        low, high = argument.metadata.get("range", (None, None))
        if key not in values:
            if argument.default is MISSING:
                wrong(f"{name} needs {key}", f"add {key}=…, {_NOUNS.get(kind_name, 'a number')}")
        elif not _fits(values[key], kind_name):
            noun = _NOUNS.get(kind_name, "a number")
            wrong(f"{key} of {name} must be {noun}, not {values[key]!r}", f"write {key}=…")
        elif low is not None and not low <= values[key] <= high:
            wrong(f"{key} of {name} must be from {low} to {high}, not {values[key]}", "")
    return kind(**values) if len(problems) == before else None


def _fits(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "bool" or not isinstance(value, bool))


def _call(text: str) -> tuple[str, list[Any], dict[str, Any]] | None:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
            return None
        positional = [_literal(node) for node in tree.args]
        named = {str(keyword.arg): _literal(keyword.value) for keyword in tree.keywords}
    except (SyntaxError, ValueError):
        return None
    return tree.func.id, positional, named


def _literal(node: ast.expr) -> Any:
    if isinstance(node, ast.Name) and node.id in _WORDS:
        return _WORDS[node.id]
    return ast.literal_eval(node)
