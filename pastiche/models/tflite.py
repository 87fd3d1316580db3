"""TFLite files, read and run by TensorFlow's own interpreter.

It trusts its file and may end the process over a damaged one: give it pinned files only.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.pinned import Unavailable

Array = NDArray[np.floating[Any]]


def interpreter(path: Path, **options: Any) -> Any:
    """An interpreter of the network in a file, without memory for its tensors yet.

    options: of `tf.lite.Interpreter`. Raises Unavailable when TensorFlow comes without it.
    """
    import tensorflow as tf

    lite = getattr(tf, "lite", None)
    if lite is None:
        raise Unavailable("this TensorFlow has no TFLite interpreter", again=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it will move to a package of its own
        return lite.Interpreter(str(path), **options)


def weights(network: Any) -> dict[str, NDArray[np.float32]]:
    """The constants of an interpreter by name, as float32; it has no memory for its tensors yet,
    so that no other tensor can be read.

    Integers count as weights when they have a scale, by which they are multiplied, one for all or
    one for each place of an axis; the others are shapes and axes.
    """
    found = {}
    for detail in network.get_tensor_details():
        try:
            tensor = network.get_tensor(detail["index"])
        except ValueError:
            continue
        quantisation = detail["quantization_parameters"]
        if quantisation["scales"].size:
            found[detail["name"]] = dequantised(tensor, quantisation)
        elif tensor.dtype.kind == "f":
            found[detail["name"]] = tensor.astype(np.float32)
    return found


def dequantised(tensor: NDArray[Any], quantisation: dict[str, Any]) -> NDArray[np.float32]:
    """Integers as the numbers that they stand for: (q - zero point) · scale."""
    shape = [1] * tensor.ndim
    if quantisation["scales"].size > 1:
        shape[quantisation["quantized_dimension"]] = -1
    scales, zeros = (quantisation[key].reshape(shape) for key in ("scales", "zero_points"))
    return ((tensor.astype(np.float64) - zeros) * scales).astype(np.float32)


def run(network: Any, *inputs: Array) -> Array:
    """What a network with memory for its tensors makes of its inputs, which it takes in order."""
    for detail, value in zip(network.get_input_details(), inputs, strict=True):
        network.set_tensor(detail["index"], value)
    network.invoke()
    return np.array(network.get_tensor(network.get_output_details()[0]["index"]))
