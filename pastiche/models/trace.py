"""Turn a network into one TensorFlow graph whose named tensors can be fed as well as fetched.

The graph is written in pieces. Each named tensor ends one piece, as the Identity `<name>/made`,
and begins the next, as the Placeholder `<name>`; every variable is a Placeholder under its own
path. So an optimiser that works on the pieces can neither compute around a named tensor nor merge
or fold variables, and `join` (in `graph`) puts the pieces together afterwards.

The attention is left out: queries, keys and values end pieces that nothing continues, and what
they attended to is fed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from pastiche.models.networks import Network

SIZE_MULTIPLE = 16
"""Heights and widths that a graph takes are multiples of this, whatever the network can do in
Python: so nothing in it needs cropping."""

MADE = "/made"
"""Suffix of the Identity that ends a piece; the Placeholder of the same name begins the next."""


def trace(network: Network) -> tf.compat.v1.GraphDef:
    """The network as a graph in pieces.

    Inputs: the image (1, H, W, 3) in [0, 1], a content or a style, and where the network has it
    `keep_detail` (), in [0, 1]. Every size stays open; the batch is one picture.
    """
    nodes = network.graph_nodes
    keep_name = network.graph_inputs.keep_detail
    with tf.Graph().as_default() as graph:
        image = _placeholder(network.graph_inputs.image, (1, None, None, 3))
        variables = [(v, _placeholder(v.path, v.shape)) for v in network.variables]
        with keras.StatelessScope(state_mapping=variables):
            features = _cut(nodes.features, network.encode(image))
            queries = _end(nodes.queries, network.queries(features))
            code = network.style_code(features)
            _end(nodes.keys, code.keys)
            values = _end(nodes.values, code.values)
            attended = [
                _placeholder(name, (1, query.shape[1], value.shape[2]))
                for name, query, value in zip(nodes.attended, queries, values, strict=True)
            ]
            statistics = _cut(nodes.statistics, code.statistics)
            merged = _cut(nodes.merged, network.transform(features, attended, statistics))
            result = network.decode(merged, _placeholder(keep_name, ()) if keep_name else 1.0)
        clipped = tf.raw_ops.ClipByValue(t=result, clip_value_min=0.0, clip_value_max=1.0)
        _end((nodes.output,), (clipped,))
        return graph.as_graph_def()


def fed(network: Network) -> list[str]:
    """Names of what the graph cannot do without: its inputs, and what was attended to."""
    inputs = network.graph_inputs
    names = [inputs.image, *network.graph_nodes.attended]
    return [*names, inputs.keep_detail] if inputs.keep_detail else names


def _placeholder(name: str, shape: Any) -> Any:
    made = tf.compat.v1.placeholder(tf.float32, shape, name)
    assert made.op.name == name, f"{name} is the name of something else in the graph"
    return made


def _end(names: Sequence[str], tensors: Sequence[Any]) -> Sequence[Any]:
    """End a piece of the graph at each tensor."""
    for name, tensor in zip(names, tensors, strict=True):
        tf.identity(tensor, name=name + MADE)
    return tensors


def _cut(names: Sequence[str], tensors: Sequence[Any]) -> list[Any]:
    """End a piece of the graph at each tensor, and begin the next with a placeholder like it."""
    _end(names, tensors)
    return [_placeholder(name, t.shape) for name, t in zip(names, tensors, strict=True)]
