"""A graph of SANet as onnx-tf leaves one, with few channels: nodes in no order, no telling names.

Every array is a constant that enters a loop; kernels lie (out, in, height, width) there and are
transposed at each turn. The loop's state is the content picture.
"""

from __future__ import annotations

import random

import numpy as np

Json = dict[str, object]

ENCODER = [
    "conv0", "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2",
    "conv3_3", "conv3_4", "conv4_1", "conv4_2", "conv4_3", "conv4_4", "conv5_1",
]  # fmt: skip
DECODER = [
    "conv4_1", "conv3_4", "conv3_3", "conv3_2", "conv3_1", "conv2_2", "conv2_1", "conv1_2",
    "conv1_1",
]  # fmt: skip
LAYERS = [
    *(f"encoder/{name}" for name in ENCODER),
    *(f"sanet{level}/{part}" for level in ("4_1", "5_1") for part in ("f", "g", "h", "out")),
    "merge",
    *(f"decoder/{name}" for name in DECODER),
]
WIDTH = 4


def arrays(seed: int = 0) -> dict[str, np.ndarray]:
    """Random values for every layer, kernels as (height, width, in, out)."""
    noise = np.random.default_rng(seed)
    found = {}
    for layer in LAYERS:
        side = 1 if layer == "encoder/conv0" or layer.startswith("sanet") else 3
        before = 3 if layer in ("encoder/conv0", "encoder/conv1_1") else WIDTH
        after = 3 if layer in ("encoder/conv0", "decoder/conv1_1") else WIDTH
        found[f"{layer}/kernel"] = noise.standard_normal((side, side, before, after), np.float32)
        found[f"{layer}/bias"] = noise.standard_normal(after, np.float32)
    return found


class Graph:
    """`nodes` as in a `modelTopology`, and the values of its constants by name."""

    def __init__(self, values: dict[str, np.ndarray], seed: int = 0) -> None:
        self.nodes: dict[str, Json] = {}
        self.constants: dict[str, np.ndarray] = {}
        self.random = random.Random(seed)
        self.values = values
        self.looped: dict[str, str] = {}
        self.convs: dict[tuple[str, str], str] = {}  # (layer, picture) -> node
        self.build()

    @property
    def topology(self) -> Json:
        shuffled = list(self.nodes.values())
        self.random.shuffle(shuffled)
        return {"node": shuffled}

    def add(self, op: str, *inputs: str) -> str:
        name = f"n{len(self.nodes)}_{self.random.randrange(1000)}"
        self.nodes[name] = {"name": name, "op": op, "input": list(inputs)}
        return name

    def constant(self, value: np.ndarray) -> str:
        name = self.add("Const")
        self.constants[name] = np.asarray(value)
        return name

    def loop(self, value: str) -> str:
        """A value inside the loop: `value` at first."""
        merge = self.add("Merge", self.add("Enter", value))
        switch = self.add("Switch", merge, "turns")
        inside = self.add("Identity", f"{switch}:1", "^turns")
        self.nodes[merge]["input"].append(self.add("NextIteration", inside))
        return inside

    def array(self, path: str) -> str:
        if path not in self.looped:
            value = self.values[path]
            stored = value.transpose(3, 2, 0, 1) if value.ndim == 4 else value
            self.looped[path] = self.loop(self.constant(stored))
        return self.looped[path]

    def conv(self, layer: str, x: str, picture: str = "content") -> str:
        axes = self.constant(np.array([2, 3, 1, 0], np.int32))
        kernel = self.add("Transpose", self.array(f"{layer}/kernel"), axes)
        nhwc = self.add("Transpose", x, self.constant(np.array([0, 2, 3, 1], np.int32)))
        found = self.convs[layer, picture] = self.add("Conv2D", nhwc, kernel)
        sides = [found, self.array(f"{layer}/bias")]
        self.random.shuffle(sides)
        nchw = self.constant(np.array([0, 3, 1, 2], np.int32))
        return self.add("Transpose", self.add("AddV2", *sides), nchw)

    def mvn(self, x: str) -> str:
        mean = self.add("Mean", self.reshaped(x), self.constant(np.int32(2)))
        return self.add("RealDiv", self.add("Sub", x, mean), self.add("Sqrt", mean))

    def reshaped(self, x: str, like: str | None = None) -> str:
        return self.add("Reshape", x, self.add("Shape", like or x))

    def encode(self, picture: str, x: str) -> list[str]:
        levels = []
        for name in ENCODER:
            x = self.conv(f"encoder/{name}", x, picture)
            x = x if name == "conv0" else self.add("Relu", x)
            levels += [x] if name in ("conv4_1", "conv5_1") else []
        return levels

    def attend(self, layer: str, content: str, style: str) -> str:
        queries = self.reshaped(self.conv(f"{layer}/f", self.mvn(content)))
        keys = self.reshaped(self.conv(f"{layer}/g", self.mvn(style)))
        values = self.reshaped(self.conv(f"{layer}/h", style))
        weights = self.add("Softmax", self.add("BatchMatMulV2", queries, keys))
        seen = self.reshaped(self.add("BatchMatMulV2", values, weights), like=content)
        return self.add("AddV2", self.conv(f"{layer}/out", seen), content)

    def build(self) -> None:
        for name in ("content", "style", "turns"):
            self.nodes[name] = {"name": name, "op": "Placeholder"}
        content, style = self.encode("content", self.loop("content")), self.encode("style", "style")
        sanet4_1, sanet5_1 = map(self.attend, ("sanet4_1", "sanet5_1"), content, style)
        larger = self.add("ResizeNearestNeighbor", sanet5_1, self.add("Shape", sanet4_1))
        x = self.conv("merge", self.add("AddV2", sanet4_1, larger))
        for name in DECODER:
            x = self.conv(f"decoder/{name}", self.add("Relu", x))
        self.add("NextIteration", x)
