"""SANet's arrays found in graphs of the kind that was published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models.published import read
from pastiche.models.published_graph import read_nodes, walk
from tests.models.onnx_tf import Graph, arrays

WHERE = Path("model.json")
SHAPES = {path: value.shape for path, value in arrays().items()}


def found(graph: Graph, shapes: dict[str, tuple[int, ...]] = SHAPES) -> dict[str, np.ndarray]:
    return walk(read_nodes(graph.topology), graph.constants, shapes, WHERE)


@pytest.mark.parametrize("seed", range(3))
def test_every_array_is_found_by_what_it_does(seed: int) -> None:
    expected = arrays(seed)
    result = found(Graph(expected, seed))
    assert result.keys() == expected.keys()
    for path, value in expected.items():
        np.testing.assert_array_equal(result[path], value, err_msg=path)
        assert result[path].flags.c_contiguous


def without_merge(graph: Graph) -> None:
    graph.nodes[graph.convs["merge", "content"]]["op"] = "DepthwiseConv2dNative"


def with_two_merges(graph: Graph) -> None:
    graph.conv("merge", graph.nodes[graph.convs["merge", "content"]]["input"][0])


def without_softmax(graph: Graph) -> None:
    (first, _) = (node for node in graph.nodes.values() if node["op"] == "Softmax")
    first["op"] = "Relu"


def with_one_more_decoder_layer(graph: Graph) -> None:
    graph.conv("decoder/conv2_1", graph.convs["decoder/conv1_1", "content"])


def with_one_fewer_decoder_layer(graph: Graph) -> None:
    graph.nodes[graph.convs["decoder/conv1_1", "content"]]["op"] = "Relu"


def with_another_style_encoder(graph: Graph) -> None:
    kernel = graph.constant(np.zeros((3, 3, 4, 4), np.float32))
    graph.nodes[graph.convs["encoder/conv3_3", "style"]]["input"][1] = kernel


def with_a_computed_kernel(graph: Graph) -> None:
    node = graph.nodes[graph.convs["merge", "content"]]
    node["input"][1] = graph.add("Neg", node["input"][1])


def with_two_biases(graph: Graph) -> None:
    conv = graph.convs["merge", "content"]
    graph.add("AddV2", conv, graph.constant(np.zeros(4, np.float32)))


def with_an_edge_to_nowhere(graph: Graph) -> None:
    graph.nodes[graph.convs["merge", "content"]]["input"][0] = "nowhere"


def with_a_convolution_without_inputs(graph: Graph) -> None:
    graph.nodes[graph.convs["merge", "content"]]["input"] = []


def with_odd_axes(graph: Graph) -> None:
    for name, value in graph.constants.items():
        if value.tolist() == [2, 3, 1, 0]:
            graph.constants[name] = np.array([2, 3, 1, 1])


def with_a_value_that_is_not_finite(graph: Graph) -> None:
    name = next(name for name, value in graph.constants.items() if value.ndim == 4)
    graph.constants[name] = np.full_like(graph.constants[name], np.inf)


def without_a_value(graph: Graph) -> None:
    name = next(name for name, value in graph.constants.items() if value.ndim == 4)
    del graph.constants[name]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_merge, "nothing where a convolution after"),
        (with_two_merges, "2 where a convolution that merges both levels was expected"),
        (without_softmax, "nothing where a softmax of"),
        (with_one_more_decoder_layer, "1 convolutions are left over"),
        (with_one_fewer_decoder_layer, "nothing where a convolution after"),
        (with_another_style_encoder, "content and style have different kernels at encoder/conv3_3"),
        (with_a_computed_kernel, "a Neg, where a constant was expected"),
        (with_two_biases, "2 where a bias for"),
        (with_an_edge_to_nowhere, "nowhere is missing"),
        (with_a_convolution_without_inputs, "an operation lacks an input"),
        (with_odd_axes, r"transposes \(.*\) by \[2, 3, 1, 1\]"),
        (with_a_value_that_is_not_finite, "encoder/conv0/kernel holds values that are not finite"),
        (without_a_value, "a Const, where a constant was expected"),
    ],
)
def test_another_graph_is_a_sentence(change: Callable[[Graph], None], message: str) -> None:
    graph = Graph(arrays())
    change(graph)
    told = rf"^model\.json: this is not the graph of SANet: .*{message}"
    with pytest.raises(BuildError, match=told):
        found(graph)


def test_another_network_is_a_sentence() -> None:
    wider = SHAPES | {"merge/kernel": (3, 3, 4, 8)}
    with pytest.raises(BuildError, match=r"merge/kernel has shape \(3, 3, 4, 4\) and not"):
        found(Graph(arrays()), wider)
    with pytest.raises(BuildError, match="extra/bias is in one of the two networks only"):
        found(Graph(arrays()), SHAPES | {"extra/bias": (4,)})


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "model.json").write_text("{"), "this is no graph model"),
        (lambda folder: (folder / "model.json").unlink(), r"model\.json: the file is missing"),
        (lambda folder: (folder / "one.bin").write_bytes(b"12"), "cut short"),
        (lambda folder: (folder / "one.bin").write_bytes(bytes(12)), "12 bytes of weights instead"),
    ],
)
def test_a_damaged_folder_is_a_sentence(
    tmp_path: Path, damage: Callable[[Path], object], message: str
) -> None:
    weights = '{"name": "unknown", "shape": [2], "dtype": "float32"}'
    manifest = f'[{{"paths": ["one.bin"], "weights": [{weights}]}}]'
    text = f'{{"modelTopology": {{"node": []}}, "weightsManifest": {manifest}}}'
    (tmp_path / "model.json").write_text(text)
    (tmp_path / "one.bin").write_bytes(bytes(8))
    damage(tmp_path)
    with pytest.raises(BuildError, match=message):
        read(tmp_path, {})
