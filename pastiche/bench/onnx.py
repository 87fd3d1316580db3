"""The same network as an ONNX file, for onnxruntime-web.

ONNX files are protocol buffers; the few messages needed are written here, field by field, after
onnx.proto3 of the ONNX specification (github.com/onnx/onnx), so that no package is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.bench.plain import EPS, Weights, kernel, sanet

IR_VERSION = 8
OPSET = 17
FLOAT, INT64 = 1, 7
"""TensorProto.DataType"""
ATTRIBUTES = {float: (1, 2), int: (2, 3), str: (3, 4), list: (7, 8)}
"""AttributeProto: its `type`, and the field its value is in; lists are of integers."""
VARINT, LENGTH, FOUR_BYTES = 0, 2, 5
"""Wire types."""


def sanet_file(weights: Weights, side: int) -> bytes:
    """A model with inputs `content` and `style` and the output `result`, (1, 3, side, side).

    weights: by the paths of our variables. side: of both pictures in pixels, a multiple of 16.
    """
    graph = _Graph(weights)
    picture = ("content", (1, 3, side, side)), ("style", (1, 3, side, side))
    for name, shape in picture:
        graph.shapes[name] = shape
    unclipped = sanet(graph, "content", "style")
    graph.node(
        "Clip", [unclipped, graph.floats(0.0), graph.floats(1.0)], (1, 3, side, side), "result"
    )
    return graph.model([name for name, _ in picture], ["result"])


class _Graph:
    """Notes operations; a tensor is its name. See `pastiche.bench.plain.Operations`."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.nodes: list[bytes] = []
        self.constants: dict[str, bytes] = {}

    def conv(self, x: str, name: str) -> str:
        values = kernel(self.weights, name)
        edge = values.shape[2] // 2
        _, channels, height, width = self.shapes[x]
        if edge:
            pads = self.integers(0, 0, edge, edge, 0, 0, edge, edge)
            mirrored = (1, channels, height + 2 * edge, width + 2 * edge)
            x = self.node("Pad", [x, pads], mirrored, mode="reflect")
        parameters = [
            self.constant(f"{name}/{part}", value)
            for part, value in (("kernel", values), ("bias", self.weights[f"{name}/bias"]))
        ]
        return self.node("Conv", [x, *parameters], (1, values.shape[0], height, width))

    def relu(self, x: str) -> str:
        return self.node("Relu", [x], self.shapes[x])

    def pool(self, x: str) -> str:
        _, channels, height, width = self.shapes[x]
        halved = (1, channels, -(-height // 2), -(-width // 2))
        return self.node("MaxPool", [x], halved, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)

    def up(self, x: str) -> str:
        _, channels, height, width = self.shapes[x]
        doubled = (1, channels, 2 * height, 2 * width)
        return self.node(
            "Resize", [x, "", self.floats(1.0, 1.0, 2.0, 2.0)], doubled,
            mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor",
        )  # fmt: skip

    def add(self, a: str, b: str) -> str:
        return self.node("Add", [a, b], self.shapes[a])

    def normal(self, x: str) -> str:
        shape = self.shapes[x]
        _, channels, height, width = shape
        count = height * width
        small = (1, channels, 1, 1)
        mean = self.node("ReduceMean", [x], small, axes=[2, 3])
        centred = self.node("Sub", [x, mean], shape)
        square = self.node("Mul", [centred, centred], shape)
        biased = self.node("ReduceMean", [square], small, axes=[2, 3])
        variance = self.node("Mul", [biased, self.floats(count / (count - 1))], small)
        deviation = self.node(
            "Sqrt", [self.node("Add", [variance, self.floats(EPS)], small)], small
        )
        return self.node("Div", [centred, deviation], shape)

    def attend(self, queries: str, keys: str, values: str) -> str:
        _, channels, height, width = self.shapes[queries]
        count = height * width
        asked, answers = self.tokens(queries), self.tokens(values)
        flat = self.reshaped(keys, (1, channels, -1))
        others = self.shapes[answers][1]
        logits = self.node("MatMul", [asked, flat], (1, count, others))
        looks = self.node("Softmax", [logits], (1, count, others), axis=-1)
        seen = self.node("MatMul", [looks, answers], (1, count, channels))
        across = self.node("Transpose", [seen], (1, channels, count), perm=[0, 2, 1])
        return self.reshaped(across, (1, channels, height, width))

    def tokens(self, x: str) -> str:
        """(1, C, h, w) -> (1, h·w, C)."""
        _, channels, height, width = self.shapes[x]
        flat = self.reshaped(x, (1, channels, -1))
        return self.node("Transpose", [flat], (1, height * width, channels), perm=[0, 2, 1])

    def reshaped(self, x: str, shape: tuple[int, ...]) -> str:
        return self.node("Reshape", [x, self.integers(*shape)], shape)

    def floats(self, *values: float) -> str:
        array = np.array(values if len(values) > 1 else values[0], np.float32)
        return self.constant(f"floats {values}", array)

    def integers(self, *values: int) -> str:
        return self.constant(f"integers {values}", np.array(values, np.int64))

    def constant(self, name: str, values: NDArray[Any]) -> str:
        if name not in self.constants:
            kind = INT64 if values.dtype == np.int64 else FLOAT
            dims = b"".join(_integer(1, side) for side in values.shape)
            data = values.astype(values.dtype.newbyteorder("<")).tobytes()
            tensor = dims + _integer(2, kind) + _field(8, name) + _field(9, data)
            self.constants[name] = tensor
        return name

    def node(
        self, kind: str, inputs: list[str], shape: tuple[int, ...], output: str = "", **options: Any
    ) -> str:
        output = output or f"{kind} {len(self.nodes)}"
        self.shapes[output] = shape
        names = b"".join(_field(1, name) for name in inputs) + _field(2, output)
        attributes = b"".join(_field(5, _attribute(*option)) for option in options.items())
        self.nodes.append(names + _field(4, kind) + attributes)
        return output

    def model(self, inputs: Iterable[str], outputs: Iterable[str]) -> bytes:
        graph = (
            b"".join(_field(1, node) for node in self.nodes)
            + _field(2, "sanet")
            + b"".join(_field(5, constant) for constant in self.constants.values())
            + b"".join(_field(11, self.value(name)) for name in inputs)
            + b"".join(_field(12, self.value(name)) for name in outputs)
        )
        opset = _field(1, "") + _integer(2, OPSET)
        return _integer(1, IR_VERSION) + _field(7, graph) + _field(8, opset)

    def value(self, name: str) -> bytes:
        sides = b"".join(_field(1, _integer(1, side)) for side in self.shapes[name])
        tensor = _integer(1, FLOAT) + _field(2, sides)
        return _field(1, name) + _field(2, _field(1, tensor))


def _attribute(name: str, value: Any) -> bytes:
    kind, field = ATTRIBUTES[type(value)]
    if isinstance(value, float):
        body = _key(field, FOUR_BYTES) + struct.pack("<f", value)
    elif isinstance(value, int):
        body = _integer(field, value)
    elif isinstance(value, str):
        body = _field(field, value)
    else:
        body = b"".join(_integer(field, item) for item in value)
    return _field(1, name) + body + _integer(20, kind)


def _field(number: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _key(number, LENGTH) + _varint(len(data)) + data


def _integer(number: int, value: int) -> bytes:
    return _key(number, VARINT) + _varint(value % 2**64)


def _key(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(value: int) -> bytes:
    """Seven bits to a byte, the lowest first; the eighth says that more follow."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
