"""Turn sanet-lite into one TensorFlow graph whose named tensors can be fed as well as fetched.

The graph is written in pieces. Each named tensor ends one piece, as the Identity `<name>/made`,
and begins the next, as the Placeholder `<name>`; every variable is a Placeholder under its own
path. So an optimiser that works on the pieces can neither compute around a named tensor nor merge
or fold variables, and `join` (in `graph`) puts the pieces together afterwards.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from pastiche.models.sanet_lite import Features, SANetLite, StyleCode

MADE = "/made"
"""Suffix of the Identity that ends a piece; the Placeholder of the same name begins the next."""

CONTENT_FEATURES = ("content_detail", "content_relu4", "content_relu5")
STYLE_CODE = (
    "style_keys4",
    "style_values4",
    "style_keys5",
    "style_values5",
    "style_detail_mean",
    "style_detail_std",
)
FEATURES = ("merged", "skip")
ATTENTION = ("attention4", "attention5")
OUTPUT = "result"
INPUTS = ("content", "style", "keep_detail")


def trace(model: SANetLite) -> tf.compat.v1.GraphDef:
    """The network as a graph in pieces.

    Inputs: `content` (1, H, W, 3) and `style` (1, h, w, 3) in [0, 1], all sizes multiples of 16,
    and `keep_detail` (), in [0, 1]. Every size stays open; the batch is one picture.
    """
    with tf.Graph().as_default() as graph:
        image = (1, None, None, 3)
        content, style, keep = (
            _placeholder(n, s) for n, s in zip(INPUTS, (image, image, ()), strict=True)
        )
        variables = [(v, _placeholder(v.path, v.shape)) for v in model.variables]
        with keras.StatelessScope(state_mapping=variables):
            features = Features(*_named(CONTENT_FEATURES, model.encoder(content)))
            code = StyleCode(*_named(STYLE_CODE, model.style_code(model.encoder(style))))
            merged, skip = _named(FEATURES, model.transform(features, code))
            result = model.decoder(merged, skip * keep)
        clipped = tf.raw_ops.ClipByValue(t=result, clip_value_min=0.0, clip_value_max=1.0)
        tf.identity(clipped, name=OUTPUT + MADE)
        softmaxes = [op for op in graph.get_operations() if op.type == "Softmax"]
        for name in ATTENTION:
            (op,) = (op for op in softmaxes if op.name.startswith(name))
            tf.identity(op.outputs[0], name=name + MADE)
        return graph.as_graph_def()


def _placeholder(name: str, shape: Any) -> Any:
    return tf.compat.v1.placeholder(tf.float32, shape, name)


def _named(names: tuple[str, ...], tensors: tuple[Any, ...]) -> list[Any]:
    """End a piece of the graph at each tensor, and begin the next with a placeholder like it."""
    for name, tensor in zip(names, tensors, strict=True):
        tf.identity(tensor, name=name + MADE)
    return [_placeholder(name, t.shape) for name, t in zip(names, tensors, strict=True)]
