"""Stylize a picture in Python, with the network that the browser runs."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray

from pastiche.models.restore import restore
from pastiche.models.sanet_lite import SIZE_MULTIPLE, SANetLite

LEAST = 64
"""Shortest side, in pixels, that a picture is extended to, as in the stylizer: reflection padding
at 1/16 needs two rows, and statistics need more."""

Picture = NDArray[np.float32]


def stylize(
    model: str | Path | SANetLite,
    content: ArrayLike,
    style: ArrayLike,
    strength: float = 1.0,
    keep_detail: float = 1.0,
    max_resolution: int | None = None,
) -> Picture:
    """The content picture in the style of the other: (H, W, 3) float32 in [0, 1], as `content`.

    model: the name of a package, a package's folder, a `.npz` of weights, or a network.
    content: (H, W, 3) and style: (h, w, 3), in [0, 1], of any size from 1×1 pixel; each is
    extended by mirroring to a multiple of 16, and the result cropped.
    strength: from 0 (the content in its own style) to 1; it moves between the features.
    keep_detail: from 0 to 1, how much of the content's fine structure passes the network by.
    max_resolution: longer side, in pixels, at which the network sees either picture at most; the
    result is brought back to the content's size. None: their own sizes.

    Raises ValueError for an array that is no such picture, BuildError for a model that cannot be
    read.
    """
    network = model if isinstance(model, SANetLite) else restore(model)
    photo, painting = _picture("content", content), _picture("style", style)
    height, width, _ = photo.shape
    photo, painting = _limited(photo, max_resolution), _limited(painting, max_resolution)
    features = network.encoder(_padded(photo))
    merged, skip = network.transform(
        features, network.style_code(network.encoder(_padded(painting)))
    )
    if strength < 1.0:
        own_merged, own_skip = network.transform(features, network.style_code(features))
        merged = own_merged + strength * (merged - own_merged)
        skip = own_skip + strength * (skip - own_skip)
    result = keras.ops.convert_to_numpy(network.decoder(merged, skip * keep_detail))[0]
    result = result[: photo.shape[0], : photo.shape[1]]
    if result.shape[:2] != (height, width):
        result = _resized(result, height, width)
    return np.clip(result, 0.0, 1.0)


def _picture(name: str, array: ArrayLike) -> Picture:
    picture = np.asarray(array, np.float32)
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise ValueError(f"{name} has shape {picture.shape} and should have (height, width, 3)")
    if not (picture.min() >= 0 and picture.max() <= 1):
        raise ValueError(f"{name} has values outside [0, 1]")
    return picture


def _padded(picture: Picture) -> Picture:
    """(H, W, 3) -> (1, H', W', 3), mirrored to the right and downwards as often as needed."""
    sides = [max(LEAST, -(-side // SIZE_MULTIPLE) * SIZE_MULTIPLE) for side in picture.shape[:2]]
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
