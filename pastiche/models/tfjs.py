"""Write a TensorFlow graph as a TensorFlow.js graph model, with the official converter's passes."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import tensorflow as tf

from pastiche.models.graph import GraphDef, join, simplify, with_constants
from pastiche.models.trace import MADE


def write_graph_model(
    graph: GraphDef,
    inputs: Sequence[str],
    outputs: Sequence[str],
    variables: Mapping[str, np.ndarray],
    folder: Path,
) -> None:
    """Write `model.json` and its 4 MiB shards into `folder`, everything as float32.

    graph: in pieces, as `pastiche.models.trace` makes it. inputs: what it cannot do without.
    outputs: of the whole network; the other named tensors can be fed and fetched all the same.
    variables: float32 values by path, stored once each, under that path.
    """
    converter = _converter()
    pieces = simplify(graph)
    ends = [node.name for node in pieces.node if node.name.endswith(MADE)]
    optimised = converter.optimize_graph(_import(pieces), _signature(pieces, [], ends))
    whole = with_constants(join(optimised), variables)
    weights = converter.extract_weights(whole)  # and takes the numbers out of the graph
    converter.write_artifacts(
        converter.MessageToDict(whole),
        weights,
        str(folder / "model.json"),
        tf.__version__,
        _signature(whole, inputs, outputs),
    )
    _normalise(folder / "model.json")


def _normalise(path: Path) -> None:
    """Write the JSON with sorted keys and no blanks: protobuf's maps have no order of their own."""
    text = json.dumps(json.loads(path.read_text("utf-8")), sort_keys=True, separators=(",", ":"))
    path.write_text(text, "utf-8")


def _import(graph: GraphDef) -> tf.Graph:
    with tf.Graph().as_default() as imported:
        tf.import_graph_def(graph, name="")
    return imported


def _signature(graph: GraphDef, inputs: Sequence[str], outputs: Sequence[str]) -> Any:
    shapes = {node.name: node.attr["shape"].shape for node in graph.node}
    signature = tf.compat.v1.MetaGraphDef.SignatureDefEntry().value
    for names, side in ((inputs, signature.inputs), (outputs, signature.outputs)):
        for name in names:
            side[name].name = f"{name}:0"
            side[name].dtype = tf.float32.as_datatype_enum
            side[name].tensor_shape.CopyFrom(shapes[name])
    return signature


def _converter() -> ModuleType:
    """The converter's module for graphs, without the rest of its package.

    `tensorflowjs` 4.22 imports everything it can convert from at once: decision forests, hub
    modules, JAX and Keras 2, together 1.3 GB of packages that a graph has no need of (and whose
    protobuf versions exclude each other, tensorflow/tfjs issue 8434). So the two packages' own
    `__init__` files are passed over, and the two names its graph module imports without using
    them on a graph are empty modules.
    """
    for name in ("tensorflow_decision_forests", "tensorflow_hub"):
        if name not in sys.modules and importlib.util.find_spec(name) is None:
            sys.modules[name] = ModuleType(name)
    for name in ("tensorflowjs", "tensorflowjs.converters"):
        if name not in sys.modules:
            spec = importlib.util.find_spec(name)
            assert spec
            assert spec.submodule_search_locations
            package = ModuleType(name)
            package.__path__ = list(spec.submodule_search_locations)
            sys.modules[name] = package
    return importlib.import_module("tensorflowjs.converters.tf_saved_model_conversion_v2")
