"""Surgery on TensorFlow graphs, before and after the optimiser: plain functions on GraphDefs.

`simplify` replaces what Keras writes by the operations that TensorFlow.js fuses into one kernel;
`join` puts the pieces of `trace` together; `with_constants` fills the variables in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from pastiche.models.trace import MADE

GraphDef = Any
"""A `tf.compat.v1.GraphDef`, which comes without types."""

NodeDef = Any
"""A `tf.compat.v1.NodeDef`."""


def simplify(graph: GraphDef) -> GraphDef:
    """The same function with leaky ReLUs, plain biases and 1×1 convolutions as single nodes."""
    graph = _copy(graph)
    nodes = {node.name: node for node in graph.node}
    for node in list(graph.node):
        if node.op == "Maximum":
            _leaky_relu(node, nodes)
        elif node.op == "BiasAdd":
            node.input[1] = _origin(node.input[1], nodes, ("Squeeze", "Reshape")).name
        elif node.op == "Reshape" and nodes[node.input[0]].op == "MatMul":
            _pointwise_convolution(node, nodes)
    return _pruned(graph)


def join(graph: GraphDef) -> GraphDef:
    """Rename each tensor that ends a piece to its name, and drop the seam."""
    sources = {n.name: n.input[0] for n in graph.node if n.name.endswith(MADE)}
    names = {source: made.removesuffix(MADE) for made, source in sources.items()}
    seams = set(sources) | set(names.values())
    joined = tf.compat.v1.GraphDef(versions=graph.versions)
    for node in graph.node:
        if node.name not in seams:
            kept = joined.node.add()
            kept.CopyFrom(node)
            kept.name = names.get(node.name, node.name)
            kept.input[:] = [names.get(name, name) for name in node.input]
    return joined


def with_constants(graph: GraphDef, values: Mapping[str, np.ndarray]) -> GraphDef:
    """Replace the placeholders named in `values` by constants, keeping their names.

    Raises KeyError when the graph does not use one of them.
    """
    graph = _copy(graph)
    nodes = {node.name: node for node in graph.node}
    for name, value in values.items():
        node = nodes[name]
        shape = [d.size for d in node.attr["shape"].shape.dim]
        node.op = "Const"
        del node.attr["shape"]
        node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value, tf.float32, shape))
    return graph


def _copy(graph: GraphDef) -> GraphDef:
    copy: GraphDef = tf.compat.v1.GraphDef()
    copy.CopyFrom(graph)
    return copy


def _pruned(graph: GraphDef) -> GraphDef:
    """Only the nodes that the ends of pieces depend on."""
    nodes = {node.name: node for node in graph.node}
    needed: set[str] = set()
    left = [name for name in nodes if name.endswith(MADE)]
    while left:
        name = left.pop().split(":")[0]
        if name not in needed:
            needed.add(name)
            left.extend(nodes[name].input)
    kept = (node for node in graph.node if node.name in needed)
    return tf.compat.v1.GraphDef(node=kept, versions=graph.versions)


def _origin(name: str, nodes: Mapping[str, NodeDef], through: tuple[str, ...]) -> NodeDef:
    """Follow first inputs upwards through operations that only reshape."""
    node = nodes[name]
    while node.op in through:
        node = nodes[node.input[0]]
    return node


def _leaky_relu(node: NodeDef, nodes: Mapping[str, NodeDef]) -> None:
    """max(x, slope·x) -> LeakyRelu(x)."""
    x, scaled = node.input
    product = nodes[scaled]
    if product.op != "Mul" or x not in product.input:
        return
    (slope,) = (nodes[name] for name in product.input if name != x)
    if slope.op != "Const":
        return
    node.op = "LeakyRelu"
    node.input[:] = [x]
    node.attr["alpha"].f = float(tf.make_ndarray(slope.attr["value"].tensor))


def _pointwise_convolution(node: NodeDef, nodes: Mapping[str, NodeDef]) -> None:
    """A dense layer on the channels of an image -> Conv2D with a 1×1 kernel.

    Keras writes it as a matrix product between reshapes of sizes known at run time only.
    """
    product = nodes[node.input[0]]
    x = _origin(product.input[0], nodes, ("Reshape", "Transpose"))
    kernel = _origin(product.input[1], nodes, ("Reshape", "Transpose"))
    if kernel.op != "Placeholder":
        return
    sizes = [d.size for d in kernel.attr["shape"].shape.dim]
    if len(sizes) == 2:
        for size in (1, 1):
            kernel.attr["shape"].shape.dim.insert(0, tf.TensorShape([size]).as_proto().dim[0])
    node.op = "Conv2D"
    node.input[:] = [x.name, kernel.name]
    del node.attr["Tshape"]
    node.attr["strides"].list.i[:] = [1, 1, 1, 1]
    node.attr["dilations"].list.i[:] = [1, 1, 1, 1]
    node.attr["padding"].s = b"VALID"
    node.attr["data_format"].s = b"NHWC"
    node.attr["use_cudnn_on_gpu"].b = True
