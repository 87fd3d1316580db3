"""A network with weights worth testing, its package, and TensorFlow.js in Node to run it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pastiche.models.export import export
from pastiche.models.restore import restore
from pastiche.models.sanet_lite import SANetLite
from pastiche.site.tools import node

Arrays = dict[str, np.ndarray]
Run = Callable[[Path, Mapping[str, np.ndarray], Sequence[str]], Arrays]


@pytest.fixture(scope="session")
def weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Initial weights, each bias and zero kernel shaken so that none is without effect."""
    network = SANetLite()
    random = np.random.default_rng(3)
    for variable in network.variables:
        value = np.asarray(variable.numpy())
        variable.assign(value + 0.02 * random.standard_normal(value.shape))
    path = tmp_path_factory.mktemp("weights") / "shaken.npz"
    np.savez(path, **{v.path: np.asarray(v.numpy()) for v in network.variables})
    return path


@pytest.fixture(scope="session")
def package(weights_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package exported from these weights. Tests that damage it copy it first."""
    folder = tmp_path_factory.mktemp("packages") / "sanet-lite"
    export("sanet-lite", weights_file, folder)
    return folder


@pytest.fixture(scope="session")
def network(package: Path) -> SANetLite:
    """The network with the package's float16 weights."""
    return restore(package)


@pytest.fixture(scope="session")
def tfjs(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`tfjs(package, feed, fetch)` executes the package's graph in Node; arrays in, arrays out."""

    def run(package: Path, feed: Mapping[str, np.ndarray], fetch: Sequence[str]) -> Arrays:
        jobs = tmp_path_factory.mktemp("jobs")
        for name, array in feed.items():
            np.asarray(array, np.float32).tofile(jobs / f"in-{name}")
        inputs = {n: {"shape": np.shape(a), "file": f"in-{n}"} for n, a in feed.items()}
        job = {"feed": inputs, "fetch": {name: f"out-{name}" for name in fetch}}
        (jobs / "jobs.json").write_text(json.dumps([job]))
        script = Path(__file__).with_name("run_package.mjs")
        command: list[Any] = [node(), script, package, jobs]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        (report,) = json.loads(done.stdout.splitlines()[-1])
        return {
            name: np.fromfile(jobs / f"out-{name}", np.float32).reshape(shape)
            for name, shape in zip(fetch, report["shapes"], strict=True)
        }

    return run
