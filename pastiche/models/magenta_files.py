"""The weights of Magenta's arbitrary stylization out of the two TFLite files it was published in.

The predictor's file keeps bytes with a scale for each output channel, the transformer's float16.
TFLite has convolutions' kernels as (out, height, width, in), depthwise ones as (1, height, width,
channels). The shift and the scale of each normalisation come from convolutions of their own there;
here all come from one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models import tflite
from pastiche.models.ghiasi import CONTRACT, EXPAND, NORMS, RESIDUALS, STAGES
from pastiche.models.rivals import files
from pastiche.pinned import Unavailable

PINNED = "magenta"
"""Table of models.toml that pins the files."""

Array = NDArray[np.float32]
Shape = tuple[int, ...]

HWIO = (1, 2, 3, 0)
"""Axes of one of our kernels in TFLite's order."""
DEPTHWISE = (1, 2, 3, 0)
"""The same of a depthwise kernel, (1, height, width, channels) -> (height, width, channels, 1)."""


def fetched(
    shapes: Mapping[str, Shape], cache: Path = files.CACHE
) -> tuple[dict[str, Array], Path]:
    """The network's arrays by variable path, and the folder of the files they are from.

    shapes: of the network's variables by path. Asks `cache`, then the mirror, then the network.
    Raises `BuildError` when a file cannot be had or is not the network expected.
    """
    try:
        places = files.fetched(PINNED, cache=cache)
        folder = places["predictor.tflite"].parent
        theirs = {
            name: array
            for path in places.values()
            for name, array in tflite.weights(tflite.interpreter(path)).items()
        }
    except Unavailable as error:
        message = f"the files of [{PINNED}] in models.toml could not be fetched: {error}"
        raise BuildError(None, None, message, "run this again to go on") from None
    try:
        return renamed(theirs, shapes), folder
    except KeyError as error:
        message = f"these files hold no array {error}"
        raise BuildError(folder, None, message, "restore models.toml from Git") from None


def renamed(theirs: Mapping[str, Array], shapes: Mapping[str, Shape]) -> dict[str, Array]:
    """Their arrays under our variables' paths. Raises KeyError for one that is missing."""
    layers = {**_predictor(), **_transformer()}
    arrays = {}
    for path in shapes:
        layer, kind = path.rsplit("/", 1)
        if layer == "modulation":
            arrays[path] = _modulation(theirs, kind)
        elif layer.endswith("/depthwise"):
            array = theirs[f"{layers[layer]}/depthwise_{'weights' if kind == 'kernel' else kind}"]
            arrays[path] = array.transpose(DEPTHWISE) if kind == "kernel" else array
        else:
            arrays[path] = _convolution(theirs, layers[layer], kind)
    return arrays


def _predictor() -> dict[str, str]:
    """Their names of the predictor's layers, by ours."""
    names = {
        "predictor/stem": "MobilenetV2/Conv",
        "predictor/last": "MobilenetV2/Conv_1",
        "vector": "mobilenet_conv/Conv",
    }
    for i in range(sum(count for *_, count, _ in STAGES)):
        theirs = f"MobilenetV2/expanded_conv{f'_{i}' if i else ''}"
        for part in ("expand", "depthwise", "project"):
            names[f"predictor/block{i}/{part}"] = f"{theirs}/{part}"
    return names


def _transformer() -> dict[str, str]:
    """Their names of the transformer's layers, by ours."""
    pairs = {
        f"{block}/{conv}/conv": f"transformer/residual/{block}/{conv}"
        for block in RESIDUALS
        for conv in ("conv1", "conv2")
    }
    contract = {f"contract/{conv}/conv": f"transformer/contract/{conv}" for conv in CONTRACT}
    expand = {f"expand/{conv}/conv": f"transformer/expand/{conv}/conv" for conv in EXPAND}
    return pairs | contract | expand


def _convolution(theirs: Mapping[str, Array], layer: str, kind: str) -> Array:
    if kind == "bias":
        return theirs[f"{layer}/Conv2D_bias"]
    return theirs[f"{layer}/weights"].transpose(HWIO)


def _modulation(theirs: Mapping[str, Array], kind: str) -> Array:
    """The kernels, or the biases, of all normalisations' shifts and scales, side by side."""
    names = _transformer()
    parts = [
        _convolution(theirs, f"style_params/{names[f'{norm}/conv']}/StyleNorm/{number}", kind)
        for norm in NORMS
        for number in ("Conv", "Conv_1")  # what is added, and the factor
    ]
    return np.concatenate(parts, axis=-1)
