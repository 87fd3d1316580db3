"""The rivals of `bench sanet` compute what SANet here computes, from the same weights."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pastiche.bench import onnxruntime
from pastiche.bench.onnx import sanet_file
from pastiche.bench.pytorch import PyTorch
from pastiche.models.apply import stylize
from pastiche.models.networks import create
from pastiche.site.tools import node

SIDE = 64
RUN = Path(__file__).parent / "run_onnx.mjs"


@pytest.fixture(scope="module")
def network():
    network, random = create("sanet"), np.random.default_rng(1)
    for variable in network.variables:
        if variable.path.endswith("bias"):
            variable.assign(variable.numpy() + 0.02 * random.standard_normal(variable.shape))
    return network


@pytest.fixture(scope="module")
def weights(network) -> dict[str, np.ndarray]:
    return {variable.path: variable.numpy() for variable in network.variables}


@pytest.fixture(scope="module")
def pictures() -> list[np.ndarray]:
    random = np.random.default_rng(0)
    return [
        random.random((SIDE // 8, SIDE // 8, 3), np.float32).repeat(8, 0).repeat(8, 1)
        for _ in range(2)
    ]


@pytest.fixture(scope="module")
def expected(network, pictures: list[np.ndarray]) -> np.ndarray:
    result = stylize(network, *pictures)
    assert result.std() > 0.01
    return result


def test_the_onnx_file_is_the_network(
    weights: dict, pictures: list[np.ndarray], expected: np.ndarray, tmp_path: Path
) -> None:
    script = onnxruntime.PLACE / "node_modules" / "onnxruntime-web" / "dist" / "ort.wasm.min.mjs"
    if not script.exists():
        pytest.skip("needs onnxruntime-web: python3 build.py bench sanet installs it")
    (tmp_path / "sanet.onnx").write_bytes(sanet_file(weights, SIDE))
    for name, picture in zip(("content", "style"), pictures, strict=True):
        picture.transpose(2, 0, 1).tofile(tmp_path / f"{name}.raw")
    run = subprocess.run(
        [node(), RUN, script, tmp_path, str(SIDE)], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [1, 3, SIDE, SIDE]
    result = np.fromfile(tmp_path / "result.raw", np.float32).reshape(3, SIDE, SIDE)
    assert np.abs(result.transpose(1, 2, 0) - expected).max() < 1e-4


def test_the_pytorch_modules_are_the_network(
    weights: dict, pictures: list[np.ndarray], expected: np.ndarray
) -> None:
    pytest.importorskip("torch", reason="needs PyTorch, which is optional")
    assert np.abs(PyTorch(weights).stylize(*pictures) - expected).max() < 1e-4
