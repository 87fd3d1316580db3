"""Magenta's arbitrary stylization (Ghiasi et al. 2017, arXiv 1705.06830), as published for TFLite.

A predictor (int8, 256×256) turns a style into 100 numbers; a transformer (float16, 384×384) turns
a content and these numbers into the result. Both are run by TensorFlow's TFLite interpreter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pastiche.models import tflite

Array = NDArray[np.floating[Any]]

STYLE = 256  # pixels a side that the predictor takes
CONTENT = 384  # pixels a side that the transformer takes and gives


class Magenta:
    """The pair of networks."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        """files: `predictor.tflite` and `transformer.tflite`, as pinned.

        The interpreter trusts its file and may end the process over a damaged one. Raises
        Unavailable when TensorFlow comes without it.
        """
        self._predictor, numbers = _load(files["predictor.tflite"])
        self._transformer, more = _load(files["transformer.tflite"])
        self.parameters = numbers + more

    def code(self, style: Array) -> Array:
        """style: (h, w, 3) in [0, 1] -> (1, 1, 1, 100)."""
        pixels = Image.fromarray(np.round(style * 255).astype(np.uint8))
        small = pixels.resize((STYLE, STYLE), Image.Resampling.LANCZOS)
        return tflite.run(self._predictor, np.asarray(small, np.float32)[None] / 255)

    def stylize(self, content: Array, code: Array) -> Array:
        """content: (H, W, 3) in [0, 1], at most 384 pixels a side -> the same shape and range.

        Smaller contents are extended by mirroring, and the result is cropped.
        """
        height, width, _ = content.shape
        if max(height, width) > CONTENT:
            raise ValueError(
                f"content is {width}×{height}, and this network takes {CONTENT} pixels"
            )
        more = ((0, CONTENT - height), (0, CONTENT - width), (0, 0))
        extended = np.pad(content, more, mode="reflect").astype(np.float32)
        return tflite.run(self._transformer, extended[None], code)[0, :height, :width]


def _load(path: Path) -> tuple[Any, int]:
    """An interpreter of one network, and how many weights that has."""
    network = tflite.interpreter(path)
    count = sum(array.size for array in tflite.weights(network).values())
    network.allocate_tensors()
    return network, count
