"""SANet's weights out of the graph that was published for TensorFlow.js.

That graph came from PyTorch by way of ONNX and onnx-tf: its kernels are constants without telling
names, in PyTorch's order of axes, that reach their convolutions through the control flow of a loop
and a transposition. So each array is found by what it does: a walk along the data, from the two
pictures through the convolutions, and from each of these back to its constants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models.imports import DEEPEST, decoder_row, encoder_row, places

Array = NDArray[Any]
Shape = tuple[int, ...]

CONTENT, STYLE = "content", "style"
LEVELS = ("conv4_1", "conv5_1")
"""The encoder's layers whose rectified values the attention reads."""

PASSING = {"Identity", "Enter", "Switch", "Merge"}
"""Operations that hand on their first input as it is, and may have others besides."""
OPAQUE = {"Shape", "NextIteration", "Const"}
"""Operations behind which there is no picture of this turn of the loop."""


@dataclass(frozen=True)
class Node:
    """An operation and the names of the nodes whose values it takes, in order."""

    op: str
    inputs: tuple[str, ...]


def read_nodes(topology: Mapping[str, Any]) -> dict[str, Node]:
    """The nodes of a graph model's `modelTopology`, by name."""
    return {
        node["name"]: Node(
            node["op"],
            tuple(i.split(":")[0] for i in node.get("input", ()) if not i.startswith("^")),
        )
        for node in topology["node"]
    }


def walk(
    nodes: Mapping[str, Node],
    constants: Mapping[str, Array],
    shapes: Mapping[str, Shape],
    path: Path,
) -> dict[str, NDArray[np.float32]]:
    """The network's arrays by variable path, kernels as (height, width, in, out).

    constants: values of the graph's constants by name. shapes: of the network's variables, by
    path. path: where the graph is from. Raises `BuildError` when this is not SANet's graph, or an
    array has another shape than its variable or is not finite.
    """
    try:
        layers, twins = _Walk(nodes, constants).layers()
    except _UnexpectedError as e:
        raise _mistake(path, str(e)) from None
    except (IndexError, ValueError):
        raise _mistake(path, "an operation lacks an input") from None
    for name, (kernel, bias) in twins.items():
        if not all(map(np.array_equal, layers[name], (kernel, bias))):
            raise _mistake(path, f"content and style have different kernels at {name}")
    arrays = {
        f"{name}/{part}": array
        for name, pair in layers.items()
        for part, array in zip(("kernel", "bias"), pair, strict=True)
    }
    if arrays.keys() != shapes.keys():
        some = min(arrays.keys() ^ shapes.keys())
        raise _mistake(path, f"{some} is in one of the two networks only")
    return {name: _fitted(name, array, shapes[name], path) for name, array in arrays.items()}


def _fitted(name: str, array: Array, shape: Shape, path: Path) -> NDArray[np.float32]:
    expected = (1, 1, *shape)[-4:] if len(shape) > 1 else shape
    if array.shape != expected:
        raise _mistake(path, f"{name} has shape {array.shape} and not {expected}")
    if not np.isfinite(array).all():
        raise _mistake(path, f"{name} holds values that are not finite")
    return np.ascontiguousarray(array.reshape(shape), np.float32)


def _mistake(path: Path, message: str) -> BuildError:
    hint = "only the model pinned in models.toml can be read, or use `model import`"
    return BuildError(path, None, f"this is not the graph of SANet: {message}", hint)


class _UnexpectedError(Exception):
    """The graph is another than SANet's; says where."""


class _Walk:
    """A graph's convolutions, and which of them lie before which."""

    def __init__(self, nodes: Mapping[str, Node], constants: Mapping[str, Array]) -> None:
        self.nodes = nodes
        self.constants = constants
        self.before = {
            name: self.sources(node.inputs[0])
            for name, node in nodes.items()
            if node.op == "Conv2D"
        }
        self.weights = {name: self.kernel_and_bias(name) for name in self.before}

    def layers(self) -> tuple[dict[str, tuple[Array, Array]], dict[str, tuple[Array, Array]]]:
        """Kernel and bias of every layer, and of the encoder once more where it reads the style."""
        names = list(places(encoder_row()))
        names = names[: names.index(DEEPEST) + 1]
        content, style = (
            dict(zip(names, self.chain(picture, len(names)), strict=True))
            for picture in (CONTENT, STYLE)
        )
        found = {f"encoder/{name}": conv for name, conv in content.items()}
        for level in LEVELS:
            block = self.block(content[level], style[level])
            found |= {f"sanet{level.removeprefix('conv')}/{n}": conv for n, conv in block.items()}
        joined = {found["sanet4_1/out"], found["sanet5_1/out"], *(content[n] for n in LEVELS)}
        found["merge"] = self.only("a convolution that merges both levels", self.after(joined))
        decoder = list(places(decoder_row()))
        convs = self.chain(found["merge"], len(decoder))
        found |= {f"decoder/{n}": conv for n, conv in zip(decoder, convs, strict=True)}
        if spare := self.before.keys() - {*found.values(), *style.values()}:
            raise _UnexpectedError(f"{len(spare)} convolutions are left over, {min(spare)} is one")
        twins = {f"encoder/{name}": self.weights[conv] for name, conv in style.items()}
        return {name: self.weights[conv] for name, conv in found.items()}, twins

    def chain(self, start: str, count: int) -> list[str]:
        """The `count` convolutions in a row after a picture or a convolution.

        At two of the encoder's layers the attention begins too, with 1×1 convolutions.
        """
        row: list[str] = []
        for _ in range(count):
            what = f"a convolution after {start}"
            after = self.after({start})
            start = self.only(what, [c for c in after if len(after) == 1 or self.size(c) > 1])
            row.append(start)
        return row

    def block(self, content: str, style: str) -> dict[str, str]:
        """f, g, h and out of the attention between two layers: softmax(f · g) · h goes to out."""
        f = self.only(f"a query of {content}", self.pointwise(content))
        values = set(self.pointwise(style))
        scores = [self.sources(n) for n, node in self.nodes.items() if node.op == "Softmax"]
        compared = self.only(f"a softmax of {f}", [s for s in scores if f in s])
        g = self.only(f"a key for {f}", sorted(compared & values))
        h = self.only(f"a value for {f}", sorted(values - {g}))
        out = self.only(f"a convolution of what {f} attends to", self.after({f, g, h}))
        return {"f": f, "g": g, "h": h, "out": out}

    def after(self, sources: set[str]) -> list[str]:
        """The convolutions whose input is made of exactly these convolutions and pictures."""
        return [conv for conv, before in self.before.items() if before == sources]

    def pointwise(self, source: str) -> list[str]:
        return [conv for conv in self.after({source}) if self.size(conv) == 1]

    def size(self, conv: str) -> int:
        """Height of the kernel."""
        return self.weights[conv][0].shape[0]

    def only(self, what: str, found: Sequence[Any]) -> Any:
        if len(found) != 1:
            raise _UnexpectedError(f"{len(found) or 'nothing'} where {what} was expected")
        return found[0]

    def sources(self, name: str) -> set[str]:
        """The last convolutions, or the pictures, that a node's value is computed from."""
        found, seen, queue = set(), set(), [name]
        while queue:
            name = queue.pop()
            if name in seen:
                continue
            seen.add(name)
            node = self.node(name)
            if node.op == "Conv2D" or name in (CONTENT, STYLE):
                found.add(name)
            elif node.op == "Switch":  # its other input says where to, not what
                queue.append(node.inputs[0])
            elif node.op not in OPAQUE:
                queue.extend(node.inputs)
        return found

    def kernel_and_bias(self, conv: str) -> tuple[Array, Array]:
        """Both as the convolution gets them: (height, width, in, out) and (out,)."""
        added = [
            node.inputs
            for node in self.nodes.values()
            if node.op in {"AddV2", "BiasAdd"} and conv in node.inputs
        ]
        (bias,) = set(self.only(f"a bias for {conv}", added)) - {conv}
        kernel = self.value(self.nodes[conv].inputs[1])
        if kernel.ndim != 4:
            raise _UnexpectedError(f"the kernel of {conv} has shape {kernel.shape}")
        return kernel, self.value(bias)

    def value(self, name: str) -> Array:
        """The value of a node that only hands on or transposes a constant."""
        node = self.node(name)
        if name in self.constants:
            return self.constants[name]
        if node.op == "Transpose":
            array, axes = map(self.value, node.inputs)
            if sorted(axes.tolist()) != list(range(array.ndim)):
                raise _UnexpectedError(f"{name} transposes {array.shape} by {axes.tolist()}")
            return array.transpose(axes)
        if node.op in PASSING:
            return self.value(node.inputs[0])
        raise _UnexpectedError(f"{name}, a {node.op}, where a constant was expected")

    def node(self, name: str) -> Node:
        if name not in self.nodes:
            raise _UnexpectedError(f"{name} is missing")
        return self.nodes[name]
