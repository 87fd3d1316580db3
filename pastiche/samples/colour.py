"""Colours as painters mix them: palettes in hex, arithmetic in Oklab.

Oklab: Björn Ottosson, https://bottosson.github.io/posts/oklab/ (public domain). Equal steps look
equal, so a jitter of lightness or hue does not turn a colour muddy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.floating[Any]]
"""(..., 3); sRGB in [0, 1] or Oklab, as the name of the value says."""

_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB).astype(np.float32)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS).astype(np.float32)


def palette(*hexes: str) -> Colours:
    """`palette("#1b2a49", "#f2e3c6")` -> (2, 3) Oklab."""
    bytes_ = [list(bytes.fromhex(code.lstrip("#"))) for code in hexes]
    return to_oklab(np.array(bytes_, np.float32) / 255)


def to_oklab(rgb: Colours) -> Colours:
    """Oklab of sRGB in [0, 1]."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(linear.astype(np.float32) @ _RGB_TO_LMS.T)
    return np.asarray(lms @ _LMS_TO_LAB.T, np.float32)


def to_rgb(lab: Colours) -> Colours:
    """The sRGB in [0, 1] of Oklab, what does not fit clipped."""
    lms = np.asarray(lab, np.float32) @ _LAB_TO_LMS.T
    linear = np.clip((lms * lms * lms) @ _LMS_TO_RGB.T, 0, 1)
    low = linear * np.float32(12.92)
    high = np.float32(1.055) * np.power(linear, np.float32(1 / 2.4)) - np.float32(0.055)
    return np.where(linear <= 0.0031308, low, high).astype(np.float32)


def ramp(stops: Colours, position: NDArray[np.floating[Any]]) -> Colours:
    """Colours between evenly spaced stops, 0 the first and 1 the last; (...,) -> (..., 3)."""
    place = np.clip(position, 0, 1) * np.float32(len(stops) - 1)
    lower = np.minimum(place.astype(np.intp), len(stops) - 2)
    share = (place - lower).astype(np.float32)[..., None]
    return (stops[lower] * (1 - share) + stops[lower + 1] * share).astype(np.float32)


def jitter(
    rng: np.random.Generator, lab: Colours, lightness: float = 0.04, hue: float = 0.015
) -> Colours:
    """Each colour a little off, as no two strokes are mixed alike."""
    spread = np.array([lightness, hue, hue], np.float32)
    return lab + spread * rng.standard_normal(lab.shape).astype(np.float32)
