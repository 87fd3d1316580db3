"""The published SANet, with random weights: fetched, read, and run beside ours."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pastiche.bench.published_shards import write_shards
from pastiche.models import weights
from pastiche.models.published import fetched, listed
from pastiche.models.sanet import SANet
from pastiche.site.tools import node
from tests.models.onnx_tf import LAYERS
from tests.models.unreliable import serving, write_pins

GRAPH = "1a5a9d5eedeb6bf7f1775706087c8b9393c8169c22cf36220fcda74da28ce585"
LAST = "2dac93acb1ea642b347440ed1dc1ce4d95a2477d2844ca41caf7bd52434c7e3f"


@pytest.fixture(scope="module")
def network() -> SANet:
    return SANet()


@pytest.fixture(scope="module")
def come(
    shared: Path, network: SANet, tmp_path_factory: pytest.TempPathFactory
) -> tuple[weights.Arrays, Path]:
    """The published graph with random weights, in shards of the same sizes, come by HTTP: its
    arrays and its folder."""
    files = shared / "mirror" / "sha256"
    if not (files / GRAPH).is_file():
        pytest.skip("needs the published graph in ../shared/mirror")
    here = tmp_path_factory.mktemp("published")
    served, pins = here / "served", here / "models.toml"
    served.mkdir()
    write_shards(files / GRAPH, files / LAST, served)
    with serving(served) as server:
        write_pins(server, pins)
        server.faults = {
            "group1-shard3of20.bin": "short once",
            "group1-shard17of20.bin": "503 once",
        }
        shapes = {v.path: tuple(v.shape) for v in network.variables}
        arrays, source = fetched("sanet", shapes, pins=pins, cache=here / "kept")
        assert len(server.files) == 21 + 2
    assert source == here / "kept" / "sanet" / "model.json"
    weights.assign(network, arrays, source)
    return arrays, source.parent


@pytest.fixture(scope="module")
def arrays(come: tuple[weights.Arrays, Path]) -> weights.Arrays:
    return come[0]


@pytest.fixture(scope="module")
def folder(come: tuple[weights.Arrays, Path]) -> Path:
    return come[1]


def unnamed_constants(folder: Path) -> list[np.ndarray]:
    """`unknown`, `unknown_0`, `unknown_1` … of the graph in `folder`."""
    (group,) = json.loads((folder / "model.json").read_bytes())["weightsManifest"]
    data = b"".join((folder / path).read_bytes() for path in group["paths"])
    values, offset = {}, 0
    for entry in group["weights"]:
        count = math.prod(entry["shape"])
        if entry["name"].startswith("unknown"):
            number = int(entry["name"].partition("_")[2] or -1)
            flat = np.frombuffer(data, np.float32, count, offset)
            values[number] = flat.reshape(entry["shape"])
        offset += count * np.dtype(entry["dtype"]).itemsize
    return [values[number] for number in sorted(values)]


def test_shards_have_the_sizes_that_were_published(folder: Path) -> None:
    sizes = {file: pinned.limit for file, pinned in listed("sanet").files.items()}
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == sizes


def test_the_walk_finds_the_order_in_which_pytorch_listed_the_parameters(
    folder: Path, arrays: weights.Arrays
) -> None:
    """The constants are numbered in that order, which the walk does not look at."""
    assert list(arrays) == [f"{layer}/{part}" for layer in LAYERS for part in ("kernel", "bias")]
    for array, constant in zip(arrays.values(), unnamed_constants(folder), strict=True):
        axes = (2, 3, 1, 0) if constant.ndim == 4 else (0,)
        np.testing.assert_array_equal(array, constant.transpose(axes))


def picture(size: tuple[int, int], seed: int) -> np.ndarray:
    """(H, W, 3): few large patches, so that attention has something to tell apart."""
    random = np.random.default_rng(seed)
    patches = random.random((size[0] // 8, size[1] // 8, 3), np.float32).repeat(8, 0).repeat(8, 1)
    return 0.8 * patches + 0.2 * random.random((*size, 3), np.float32)


def published(
    folder: Path, content: np.ndarray, style: np.ndarray, iterations: int, jobs: Path
) -> np.ndarray:
    """What the published graph makes of two pictures, run by TensorFlow.js."""
    size = "x".join(map(str, content.shape[:2]))
    paths = [jobs / f"{name}.{size}.raw" for name in ("content", "style")]
    for path, pixels in zip(paths, (content, style), strict=True):
        pixels.tofile(path)
    script = Path(__file__).with_name("run_published.mjs")
    longest = max(content.shape)
    command: list[Any] = [node(), script, folder, *paths, jobs / "out", iterations, longest]
    ran = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    shape = json.loads(ran.stdout.splitlines()[-1])["shape"]
    return np.fromfile(jobs / "out", np.float32).reshape(shape)


def ours(network: SANet, content: np.ndarray, style: np.ndarray, iterations: int) -> np.ndarray:
    for _ in range(iterations):
        content = np.clip(network(content[None], style[None])[0], 0, 1)
    return content


@pytest.mark.parametrize(("size", "iterations"), [((64, 48), 1), ((48, 80), 2)])
def test_our_network_computes_what_the_published_graph_does(
    folder: Path,
    network: SANet,
    arrays: weights.Arrays,
    tmp_path: Path,
    size: tuple[int, int],
    iterations: int,
) -> None:
    """At sizes where that does what it should: pictures of one size, multiples of 16."""
    content, style = picture(size, 1), picture(size, 2)
    expected = published(folder, content, style, iterations, tmp_path)
    result = ours(network, content, style, iterations)
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() < 1e-4
    assert 0.05 < expected.std() < 0.5


@pytest.mark.parametrize(("one", "other"), [("4_1/f", "4_1/g"), ("5_1/h", "5_1/out")])
def test_it_would_show_if_arrays_had_changed_places(
    network: SANet, arrays: weights.Arrays, one: str, other: str
) -> None:
    content, style = picture((64, 48), 1), picture((64, 48), 2)
    right = ours(network, content, style, 1)
    keys = [f"sanet{name}/kernel" for name in (one, other)]
    swapped = dict(zip(keys, (arrays[key] for key in reversed(keys)), strict=True))
    weights.assign(network, {**arrays, **swapped}, Path("swapped"))
    wrong = ours(network, content, style, 1)
    weights.assign(network, arrays, Path("arrays"))
    assert np.abs(wrong - right).max() > 1e-3
