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
from pastiche.site.islands import Island


@dataclass(frozen=True)
class Stylizer:
    """The stylizer itself, standing in the text, with a content and a style already chosen.

    `attention` adds a control that goes from AdaIN, which sees all of the style everywhere, to
    attention as the network has learned it.
    """

    model: str = "sanet-lite"
    content: str = ""
    style: str = ""
    attention: bool = False


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
    attention: float = field(default=1.0, metadata={"range": (0, 1)})
    size: int = field(default=512, metadata={"range": (16, 2048)})
    wide: bool = False


@dataclass(frozen=True)
class Attention:
    """Where places of a content look in a style, computed and drawn at build time.

    `points` are places as shares of the content's width and height, from its upper left corner;
    `size` is the longer side of the content that the network sees, in pixels.
    """

    content: str
    style: str
    points: list[tuple[float, float]]
    caption: str = ""
    model: str = "sanet-lite"
    size: int = field(default=512, metadata={"range": (64, 2048)})
    wide: bool = False


@dataclass(frozen=True)
class Gatys:
    """A laboratory of Gatys' method: pixels moved until losses are small.

    Without a content it makes a texture of the style alone. `size` is the longer side of the result
    in pixels; the picture that the build draws stops after so many `evaluations`. It starts from
    `noise`, or from the content.
    """

    style: str
    content: str = ""
    caption: str = ""
    size: int = field(default=128, metadata={"range": (64, 256)})
    evaluations: int = field(default=100, metadata={"range": (1, 1000)})
    noise: bool = True


@dataclass(frozen=True)
class Gram:
    """A Gram matrix to touch: which channels of a layer are found together in a picture."""

    style: str
    layer: str = "conv2_1"
    caption: str = ""


@dataclass(frozen=True)
class StyleMap:
    """A map of styles to walk on, painted at once at every place.

    `size` is the longer side of what is painted, in pixels.
    """

    content: str = ""
    caption: str = ""
    size: int = field(default=256, metadata={"range": (64, 512)})


@dataclass(frozen=True)
class Families:
    """A laboratory in which every method of the site paints one content in one style.

    `size` is the longer side of the pictures in pixels; the optimisation among them ends after so
    many `evaluations`.
    """

    content: str
    style: str
    caption: str = ""
    size: int = field(default=192, metadata={"range": (64, 512)})
    evaluations: int = field(default=50, metadata={"range": (1, 1000)})


@dataclass(frozen=True)
class Sizes:
    """One style's networks, from the narrowest to the one that taught them.

    `style` is the sample that they know. With a `content` it is a laboratory: `size` is the longer
    side of the content in pixels, and `width` how many channels the network has that the reader
    finds chosen. Without, it is a `table` of what was measured, or else a chart of it.
    """

    style: str
    content: str = ""
    caption: str = ""
    table: bool = False
    size: int = field(default=256, metadata={"range": (64, 512)})
    width: int = field(default=4, metadata={"range": (1, 64)})


@dataclass(frozen=True)
class Credits:
    """Who made the sample pictures that stylizers of this site offer, and their licences."""


@dataclass(frozen=True)
class Compare:
    """Two pictures of one scene, one over the other, with an edge that the reader moves."""

    before: str
    after: str
    alt: str
    caption: str = ""
    before_label: str = "Before"
    after_label: str = "After"
    id: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Cite:
    """Works of the bibliography, cited in a sentence; `at` says where in the last of them.

    `narrative` makes the authors a part of the sentence: Gatys et al. (2015).
    """

    keys: tuple[str, ...] = field(metadata={"rest": "gatys2015"})
    at: str = ""
    narrative: bool = False


@dataclass(frozen=True)
class References:
    """The list of the cited works, where it is not to stand at the end."""


Shortcode = (
    Stylizer
    | Figure
    | Stylized
    | Attention
    | Gatys
    | Gram
    | StyleMap
    | Families
    | Sizes
    | Credits
    | Compare
    | Cite
    | References
)
Laboratory = Gatys | Gram | Families
STYLIZER, LABS = "style-transfer.js", "labs.js"
ELEMENTS: dict[type, str] = {
    Stylizer: STYLIZER,
    Gatys: LABS,
    Gram: LABS,
    StyleMap: LABS,
    Families: LABS,
    Sizes: LABS,
}
"""The script of the bundle that a shortcode's element needs."""
INLINE: tuple[type, ...] = (Cite,)
"""The shortcodes that stand in a sentence."""
SHORTCODES: dict[str, type[Shortcode]] = {
    "stylizer": Stylizer,
    "figure": Figure,
    "stylized": Stylized,
    "attention": Attention,
    "gatys": Gatys,
    "gram": Gram,
    "style_map": StyleMap,
    "families": Families,
    "sizes": Sizes,
    "credits": Credits,
    "compare": Compare,
    "cite": Cite,
    "references": References,
}
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "tuple[str, ...]": (tuple,),
    "list[tuple[float, float]]": (list, tuple),
}
_NOUNS = {"str": "text in quotes", "bool": "true or false", "int": "a whole number"}
_EXAMPLES = {"str": '"…"', "bool": "true", "int": "512", "float": "0.5"}
_NOUNS["list[tuple[float, float]]"] = "a list of places, each two numbers from 0 to 1"
_EXAMPLES["list[tuple[float, float]]"] = "[(0.5, 0.5)]"
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
    before = len(problems)
    rest = next((one for one in known.values() if "rest" in one.metadata), None)
    if rest:
        values = ({rest.name: tuple(positional)} if positional else {}) | named
        if rest.name in named or not all(isinstance(value, str) for value in positional):
            example = f'{{{{ {name}("{rest.metadata["rest"]}") }}}}'
            wrong(f"{name} takes {rest.name} in quotes, without a name", f"write {example}")
            return None
    else:
        values = dict(zip(known, positional, strict=False)) | named
    if len(positional) > len(known) and not rest:
        wrong(f"{name} takes at most {len(known)} values", f"known: {', '.join(known) or 'none'}")
    for key in [key for key in named if key not in known]:
        wrong(f"{name} has no argument “{key}”", did_you_mean(key, known))
    for key, argument in known.items():
        kind_name = str(argument.type)
        low, high = argument.metadata.get("range", (None, None))
        if key not in values:
            if argument is rest:
                wrong(f"{name} needs {key}", f'write {{{{ {name}("{rest.metadata["rest"]}") }}}}')
            elif argument.default is MISSING:
                wrong(f"{name} needs {key}", f"add {key}=…, {_NOUNS.get(kind_name, 'a number')}")
        elif not _fits(values[key], kind_name):
            noun = _NOUNS.get(kind_name, "a number")
            wrong(
                f"{key} of {name} must be {noun}, not {values[key]!r}",
                f"write {key}={_EXAMPLES[kind_name]}",
            )
        elif low is not None and not low <= values[key] <= high:
            wrong(
                f"{key} of {name} must be from {low} to {high}, not {values[key]}",
                f"write {key}={high}",
            )
    return kind(**values) if len(problems) == before else None


def _fits(value: Any, kind: str) -> bool:
    if kind == "list[tuple[float, float]]":
        return isinstance(value, list | tuple) and bool(value) and all(map(_is_place, value))
    return isinstance(value, _TYPES[kind]) and (kind == "bool" or not isinstance(value, bool))


def _is_place(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(_fits(share, "float") and 0 <= share <= 1 for share in value)
    )


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
