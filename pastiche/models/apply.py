"""Stylize a picture in Python, with the networks that the browser runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray

from pastiche.models.mixture import mix
from pastiche.models.networks import Network, restyle
from pastiche.models.restore import restore

Picture = NDArray[np.float32]
Styles = ArrayLike | Sequence[tuple[ArrayLike, float]]


def stylize(
    model: str | Path | Network,
    content: ArrayLike,
    style: Styles,
    strength: float = 1.0,
    keep_detail: float = 1.0,
    num_iterations: int = 1,
    max_resolution: int | None = None,
) -> Picture:
    """The content picture in the style of the other: (H, W, 3) float32 in [0, 1], as `content`.

    model: the name of a package, a package's folder, a `.npz` of weights, or a network.
    content: (H, W, 3) and style: (h, w, 3), in [0, 1], of any size from 1×1 pixel; each is
    extended by mirroring to what the network takes, and the result cropped.
    style: also several, a list of pairs (picture, weight); weights are from 0 and of any sum, and
    what they do is told in `pastiche.models.mixture`.
    strength: from 0 (the content in its own style) to 1; it moves between the features. That own
    style is the original content's in every iteration.
    keep_detail: from 0 to 1, how much of the content's fine structure passes the network by;
    without effect on networks that let nothing by.
    num_iterations: how often the result becomes the next content, from 1.
    max_resolution: longer side, in pixels, at which the network sees either picture at most; the
    result is brought back to the content's size. None: their own sizes.

    Raises ValueError for an array that is no such picture, for no iterations and for weights below
    0 or all 0, BuildError for a model that cannot be read.
    """
    if num_iterations < 1:
        raise ValueError(f"num_iterations is {num_iterations} and should be 1 at least")
    network = restore(model) if isinstance(model, str | Path) else model
    photo, paintings = _picture("content", content), _paintings(style)
    height, width, _ = photo.shape
    photo = _limited(photo, max_resolution)
    codes = []
    for painting, _ in paintings:
        seen = network.encode(_padded(_limited(painting, max_resolution), network))
        codes.append(network.style_code(seen))
    image = _padded(photo, network)
    sides = image.shape
    own_code = None
    for _ in range(num_iterations):
        features = network.encode(image)
        code = mix(codes, [weight for _, weight in paintings], network.queries(features))
        merged = restyle(network, features, code)
        if strength < 1.0:
            own_code = own_code or network.own_code(features)
            own = restyle(network, features, own_code)
            merged = tuple(a + strength * (b - a) for a, b in zip(own, merged, strict=True))
        result = keras.ops.convert_to_numpy(network.decode(merged, keep_detail))
        image = np.clip(result[:, : sides[1], : sides[2]], 0.0, 1.0)
    result = image[0, : photo.shape[0], : photo.shape[1]]
    return result if result.shape[:2] == (height, width) else _resized(result, height, width)


def _paintings(style: Styles) -> list[tuple[Picture, float]]:
    """The styles and their weights, whichever way they were given."""
    if not _are_pairs(style):
        return [(_picture("style", style), 1.0)]
    if not style:
        raise ValueError("style is an empty list and should hold a pair (picture, weight) at least")
    return [
        (_picture(f"style {i}", picture), float(weight))
        for i, (picture, weight) in enumerate(style, 1)
    ]


def _are_pairs(style: Styles) -> TypeGuard[Sequence[tuple[ArrayLike, float]]]:
    """Whether pictures come with weights; a picture written as a list has no number there."""
    return isinstance(style, list | tuple) and all(
        isinstance(part, tuple) and len(part) == 2 and np.ndim(part[1]) == 0 for part in style
    )


def _picture(name: str, array: Any) -> Picture:
    picture = np.asarray(array, np.float32)
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise ValueError(f"{name} has shape {picture.shape} and should have (height, width, 3)")
    if not (picture.min() >= 0 and picture.max() <= 1):
        raise ValueError(f"{name} has values outside [0, 1]")
    return picture


def _padded(picture: Picture, network: Network) -> Picture:
    """(H, W, 3) -> (1, H', W', 3), mirrored to the right and downwards as often as needed."""
    multiple, least = network.size_multiple, network.cost.least
    sides = [max(least, -(-side // multiple) * multiple) for side in picture.shape[:2]]
    more = [(0, side - old) for side, old in zip(sides, picture.shape, strict=False)]
    return np.pad(picture, (*more, (0, 0)), mode="reflect")[None]


def _limited(picture: Picture, longest: int | None) -> Picture:
    """Reduced so that its longer side is at most `longest` pixels; never enlarged."""
    height, width, _ = picture.shape
    if longest is None or longest >= max(height, width):
        return picture
    scale = longest / max(height, width)
    return _resized(picture, max(1, round(height * scale)), max(1, round(width * scale)))


def _resized(picture: Picture, height: int, width: int) -> Picture:
    resized = keras.ops.image.resize(
        picture[None], (height, width), interpolation="bicubic", antialias=True
    )
    return np.clip(keras.ops.convert_to_numpy(resized)[0], 0.0, 1.0)
