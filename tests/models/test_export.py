"""What is in an exported graph: synchronous operations, each weight once, nothing by chance."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import weights
from pastiche.models.card import read_card
from pastiche.models.export import export, write_package
from pastiche.models.package import verify_package
from pastiche.models.sanet import SANet
from pastiche.models.sanet_lite import SANetLite

ASYNCHRONOUS = {
    *("Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond", "If", "While"),
    *("StatelessIf", "StatelessWhile", "TensorArrayV3", "TensorListReserve"),
    *("Where", "Unique", "UniqueV2", "ListDiff", "BooleanMaskV2", "NonMaxSuppressionV2"),
    *("NonMaxSuppressionV3", "NonMaxSuppressionV4", "NonMaxSuppressionV5"),
}
"""Control flow, and operations whose output's shape is known only after a read-back: GraphModel
runs them by executeAsync only (tfjs-converter, src/executor/model_analysis.ts)."""


def graph(package: Path) -> dict:
    return json.loads((package / "model.json").read_text())


@pytest.fixture(params=["sanet-lite", "sanet"])
def any_package(request: pytest.FixtureRequest) -> Path:
    """The package of either network."""
    names = {"sanet-lite": "package", "sanet": "sanet_package"}
    return request.getfixturevalue(names[request.param])


def test_no_operation_needs_an_asynchronous_run(any_package: Path) -> None:
    operations = {node["op"] for node in graph(any_package)["modelTopology"]["node"]}
    assert not operations & ASYNCHRONOUS
    assert not {"GatherV2", "Prod", "MatMul", "Switch"} & operations  # dense layers are 1×1 convs
    assert not {"BatchMatMulV2", "Softmax"} & operations  # the attention is the stylizer's own


def test_biases_and_activations_are_fused_into_convolutions(any_package: Path) -> None:
    nodes = graph(any_package)["modelTopology"]["node"]
    operations = [node["op"] for node in nodes]
    assert not {"Conv2D", "DepthwiseConv2dNative", "BiasAdd", "Maximum"} & set(operations)
    kinds = {node["name"]: node["op"] for node in nodes}
    named = {*read_card(any_package).nodes.merged}
    for node in nodes:
        if node["op"] in {"Relu", "LeakyRelu"}:
            (given,) = node["input"]
            assert kinds[given] != "_FusedConv2D" or given in named


def test_each_weight_is_stored_once_as_float16(package: Path, network: SANetLite) -> None:
    (group,) = graph(package)["weightsManifest"]
    halves = [w for w in group["weights"] if w.get("quantization", {}).get("dtype") == "float16"]
    assert sorted(w["name"] for w in halves) == sorted(v.path for v in network.variables)
    assert sum(math.prod(w["shape"]) for w in halves) == network.count_params()
    size = sum((package / path).stat().st_size for path in group["paths"])
    assert 2 * network.count_params() <= size < 2 * network.count_params() + 4096
    assert all((package / path).stat().st_size <= 4 << 20 for path in group["paths"])


def test_conv0_is_in_conv1_1_and_not_in_the_graph(sanet: SANet, sanet_package: Path) -> None:
    (group,) = graph(sanet_package)["weightsManifest"]
    stored = {w["name"]: w for w in group["weights"] if "quantization" in w}
    conv0 = {"encoder/conv0/kernel", "encoder/conv0/bias"}
    assert stored.keys() == {v.path for v in sanet.variables} - conv0
    assert sum(math.prod(w["shape"]) for w in stored.values()) == sanet.count_params() - 12


def test_sanet_has_the_size_of_its_numbers(
    sanet: SANet, sanet_package: Path, tmp_path: Path
) -> None:
    whole = write_package(sanet, "sanet", tmp_path / "sanet", "float32", Path("random"))
    half = read_card(sanet_package)
    assert (whole.dtype, half.dtype) == ("float32", "float16")
    for card, least in ((whole, 4 * whole.parameters), (half, 2 * half.parameters)):
        assert least < card.bytes < least + 150_000  # the graph and its shape constants
        shards = [record.bytes for name, record in card.files.items() if name.startswith("group1")]
        assert max(shards) == 4 << 20
        assert len(shards) == math.ceil(sum(shards) / (4 << 20))


def test_the_card_says_what_a_visitor_downloads(package: Path, network: SANetLite) -> None:
    card = read_card(package)
    assert card.parameters == network.count_params()
    shards = [size for name, size in card.files.items() if name.startswith(("group1", "model."))]
    assert card.bytes == sum(record.bytes for record in shards)
    assert card.licence
    assert card.limits


def test_an_export_can_be_repeated_to_the_byte(
    package: Path, weights_file: Path, tmp_path: Path
) -> None:
    again = tmp_path / "sanet-lite"
    export("sanet-lite", weights_file, again)
    assert read_card(again).files == read_card(package).files


def test_a_failed_export_leaves_the_old_package(
    package: Path, weights_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sanet-lite"
    export("sanet-lite", weights_file, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    arrays = weights.read(weights_file)
    large = arrays | {"merge/conv/bias": np.full(128, 1e5, np.float32)}
    np.savez(tmp_path / "large.npz", **large)
    with pytest.raises(BuildError, match=r"large\.npz: merge/conv/bias reaches 100000.*float16"):
        export("sanet-lite", tmp_path / "large.npz", folder)
    with pytest.raises(BuildError, match="no network is called 'nobody'"):
        export("nobody", weights_file, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large.npz", "sanet-lite"]
    verify_package(folder)
