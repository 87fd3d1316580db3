"""A TFLite network with float32 in the place of every other number: the same weights, and nothing
that is rounded on the way. Which operations there are, and how they are joined, stays as it was.

The format is described in `schema.fbs` of TensorFlow Lite, of which `schema_py_generated` is the
Python form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from tensorflow.lite.python.schema_py_generated import (
    BuiltinOperator,
    QuantizationParametersT,
    TensorType,
)
from tensorflow.lite.tools import flatbuffer_utils

CONVERSIONS = {BuiltinOperator.QUANTIZE, BuiltinOperator.DEQUANTIZE}
NUMBERS = {
    TensorType.INT8: np.int8,
    TensorType.INT32: np.int32,
    TensorType.FLOAT16: np.float16,
    TensorType.FLOAT32: np.float32,
}


def write_dequantised(source: Path, target: Path) -> None:
    """source: a TFLite file of one graph. Operations that only convert are taken out of it."""
    model = flatbuffer_utils.read_model(str(source))
    (graph,) = model.subgraphs
    for tensor in graph.tensors:
        _dequantise(tensor, model.buffers[tensor.buffer])
    same = {}
    kept = []
    for operator in graph.operators:
        if _kind(model.operatorCodes[operator.opcodeIndex]) in CONVERSIONS:
            (same[int(operator.outputs[0])],) = (int(i) for i in operator.inputs)
        else:
            kept.append(operator)
    for place in (*kept, graph):
        place.inputs = [_first(int(i), same) for i in place.inputs]
    graph.outputs = [_first(int(i), same) for i in graph.outputs]
    graph.operators = kept
    model.signatureDefs = None
    flatbuffer_utils.write_model(model, str(target))


def _kind(code: Any) -> int:
    """Numbers from 127 stand in a field of their own, which older files leave at 0."""
    return int(max(code.builtinCode, code.deprecatedBuiltinCode))


def _first(index: int, same: dict[int, int]) -> int:
    """The tensor that others are mere conversions of."""
    while index in same:
        index = same[index]
    return index


def _dequantise(tensor: Any, buffer: Any) -> None:
    """A tensor as float32, its constant numbers too; shapes and axes, which have no scale, stay."""
    by = tensor.quantization
    scaled = by is not None and by.scale is not None and len(by.scale) > 0
    if tensor.type != TensorType.FLOAT16 and not scaled:
        return
    if buffer.data is not None and len(buffer.data):
        stored = np.frombuffer(bytes(buffer.data), NUMBERS[tensor.type])
        values = stored.reshape(tensor.shape).astype(np.float64)
        if scaled:
            values = _multiplied(values, by)
        buffer.data = np.frombuffer(values.astype(np.float32).tobytes(), np.uint8)
    tensor.type = TensorType.FLOAT32
    tensor.quantization = QuantizationParametersT()


def _multiplied(values: np.ndarray, by: Any) -> np.ndarray:
    """(q - zero point) · scale, one pair for all or one for each place of an axis."""
    shape = [1] * values.ndim
    if len(by.scale) > 1:
        shape[by.quantizedDimension] = -1
    return (values - np.reshape(by.zeroPoint, shape)) * np.reshape(by.scale, shape)
