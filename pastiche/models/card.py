"""`card.json`: what a model package says about itself. Readable without TensorFlow.

Names are snake_case here and camelCase in the file, which JavaScript reads too.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from pastiche.errors import BuildError

CARD = "card.json"
FORMAT = 2
"""Version of the package's layout. A reader refuses every other."""
DTYPES = ("float16", "float32", "uint8", "exact")
"""Ways in which a package can store weights (`pastiche.models.quantise`), the usual one first."""


@dataclass(frozen=True)
class FileRecord:
    """One file of the package: its size and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Inputs:
    """Names of the graph's placeholders: a picture (1, H, W, 3) in [0, 1], and how much of the
    content's fine structure is kept, (), in [0, 1]; none where a network has no such control."""

    image: str
    keep_detail: str | None


@dataclass(frozen=True)
class Nodes:
    """Names of the tensors that the stylizer feeds and fetches, in the order it passes them.

    The attention itself is not in the graph: the stylizer computes softmax(queries · keys) ·
    values for each level.

    Networks of the family "style-vector" have no levels: of the first of the features and of the
    statistics, which are the vector alone and come from an image too, all that is merged is made.
    """

    features: tuple[str, ...]  # from an image, a content's or a style's
    queries: tuple[str, ...]  # from a content's features, (1, N, D) per level
    keys: tuple[str, ...]  # from a style's features, (1, D, M) per level
    values: tuple[str, ...]  # from a style's features, (1, M, V) per level
    statistics: tuple[str, ...]  # from a style's features: the rest of its code; may be empty
    attended: tuple[str, ...]  # fed: what the content saw, (1, N, V) per level
    merged: tuple[str, ...]  # from a content's features, attended and statistics
    output: str  # from merged and keep_detail, (1, H, W, 3) in [0, 1]


@dataclass(frozen=True)
class Cost:
    """What running the network costs: the stylizer plans with it before anything is downloaded."""

    least: int  # shortest side, in pixels, that a picture is extended to
    style_longest: int  # longer side, in pixels, that a style is reduced to
    im2col_per_pixel: int  # floats per content pixel of the largest im2col matrix
    live_per_pixel: int  # floats alive at once while encoding or decoding, per pixel of a band
    kept_per_pixel: int  # floats alive at once otherwise, per content pixel
    banded_per_pixel: int  # the same of a content that is worked on in bands
    token_side: int  # pixels, along a side, of a token of the finest level
    reach: int  # pixels around a band that its own depend on; a multiple of 16


@dataclass(frozen=True)
class Tolerance:
    """How far a backend may be from TensorFlow: absolute differences of values in [0, 1]."""

    mean: float
    max: float


@dataclass(frozen=True)
class Golden:
    """The self-test: content, style and expected result one after the other in `file`, as uint8.

    Shapes are (height, width, 3). The strength is 1 and the detail is kept whole.
    """

    file: str
    content: tuple[int, ...]
    style: tuple[int, ...]
    result: tuple[int, ...]
    tolerance: Tolerance


@dataclass(frozen=True, kw_only=True)
class PackageCard:
    """What every package's card says, whatever its network is for."""

    format: int
    name: str
    title: str
    family: str
    version: str  # date of the export, YYYY.MM.DD
    parameters: int
    dtype: str  # of the stored weights
    bytes: int  # what a visitor downloads to use it: the graph and its shards
    files: Mapping[str, FileRecord]  # every file but the card itself
    licence: str
    provenance: str
    trained_on: str
    limits: tuple[str, ...]  # what the network does badly, in sentences


@dataclass(frozen=True, kw_only=True)
class ModelCard(PackageCard):
    """The card of a network that stylizes."""

    size_multiple: int  # heights and widths the network takes are multiples of this
    inputs: Inputs
    nodes: Nodes
    cost: Cost
    golden: Golden
    quality: Mapping[str, float]  # numbers of `model evaluate`; none before it was run
    style: str | None = None  # the sample that is the only style it knows; None: it takes any


@dataclass(frozen=True)
class FeaturesGolden:
    """The self-test of a perceptual network: mean activations of each layer for a picture."""

    file: str  # the picture, uint8
    picture: tuple[int, ...]  # (height, width, 3)
    average: Mapping[str, float]  # by layer, with average pooling
    max: Mapping[str, float]  # the same with max pooling
    tolerance: float  # relative difference that is let pass


PERCEPTUAL = "perceptual"
"""The family of networks that look at pictures and make none."""


@dataclass(frozen=True, kw_only=True)
class PerceptualCard(PackageCard):
    """The card of a network that losses are measured by."""

    layers: tuple[str, ...]  # in order; "pool1" … halve, all others are in the weights' manifest
    grey: float  # taken from every pixel in [0, 1] before the first layer
    golden: FeaturesGolden


C = TypeVar("C", bound=PackageCard)


def read_card(folder: Path) -> ModelCard:
    """The card of the network that stylizes in `folder`, see `read_card_as`."""
    return read_card_as(ModelCard, folder)


def read_card_as(kind: type[C], folder: Path) -> C:
    """The card of the package in `folder`; raises `BuildError` when it is missing or mistaken."""
    path = folder / CARD
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BuildError(path, None, "the model package has no card", EXPORT_AGAIN) from None
    except ValueError as e:
        raise BuildError(path, None, f"the card is not JSON: {e}", EXPORT_AGAIN) from None
    if isinstance(data, dict) and data.get("format") != FORMAT:
        message = f"format {data.get('format')} of model packages is unknown, only {FORMAT} is not"
        raise BuildError(path, None, message, "update Pastiche, or export the model again")
    try:
        card: C = _decode(kind, data, "the card")
    except _MistakeError as e:
        raise BuildError(path, None, str(e), EXPORT_AGAIN) from None
    return card


def write_card(card: PackageCard, folder: Path) -> None:
    """Write `card.json` into `folder`."""
    (folder / CARD).write_text(json.dumps(_encode(card), indent=1) + "\n", "utf-8")


EXPORT_AGAIN = "export the model again: build.py model export"


class _MistakeError(Exception):
    """A value of the card is not what its field says."""


def _camel(name: str) -> str:
    return re.sub("_(.)", lambda m: m[1].upper(), name)


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {_camel(f.name): _encode(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: _encode(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _decode(kind: Any, value: Any, where: str) -> Any:
    """JSON as `kind`: a dataclass, a mapping, a tuple or a plain type; `where` is for messages."""
    inner = get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        table = _expect(dict, value, where)
        free = {_camel(f.name) for f in fields(kind) if f.default is not MISSING}
        if missing := [key for key in map(_camel, hints) if key not in free | table.keys()]:
            raise _MistakeError(f"{where} lacks {', '.join(map(repr, missing))}")
        keys = {name: _camel(name) for name in hints if _camel(name) in table}
        return kind(**{n: _decode(hints[n], table[key], repr(key)) for n, key in keys.items()})
    if get_origin(kind) is types.UnionType:
        return None if value is None else _decode(inner[0], value, where)
    if get_origin(kind) is tuple:
        items = _expect(list, value, where)
        return tuple(_decode(inner[0], item, f"an item of {where}") for item in items)
    if inner:
        table = _expect(dict, value, where)
        items = {key: _decode(inner[1], item, f"{key!r} of {where}") for key, item in table.items()}
        return types.MappingProxyType(items)
    if kind is float and type(value) is int:
        return float(value)
    return _expect(kind, value, where)


def _expect(kind: type, value: Any, where: str) -> Any:
    if type(value) is not kind:
        names = {int: "a whole number", float: "a number", str: "a text", list: "a list"}
        raise _MistakeError(f"{where} is not {names.get(kind, 'an object')}")
    return value
