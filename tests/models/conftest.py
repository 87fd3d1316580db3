"""Networks with weights worth testing, their packages, and TensorFlow.js in Node to run them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from pastiche.models.card import read_card
from pastiche.models.export import export, write_package
from pastiche.models.networks import attend
from pastiche.models.restore import restore
from pastiche.models.sanet import SANet
from pastiche.models.sanet_lite import SANetLite
from pastiche.site.tools import node

Arrays = dict[str, np.ndarray]
Run = Callable[[Path, Mapping[str, np.ndarray], Sequence[str]], Arrays]
Job = tuple[Mapping[str, np.ndarray], Sequence[str]]
RunJobs = Callable[[Path, Sequence[Job]], list[Arrays]]
Stylize = Callable[..., np.ndarray]


def shake(variables: Sequence[Any]) -> None:
    random = np.random.default_rng(3)
    for variable in variables:
        value = np.asarray(variable.numpy())
        variable.assign(value + 0.02 * random.standard_normal(value.shape))


@pytest.fixture(scope="session")
def weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Initial weights, each bias and zero kernel shaken so that none is without effect."""
    network = SANetLite()
    shake(network.variables)
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
def sanet() -> SANet:
    """SANet with initial weights, biases and conv0 shaken likewise: no weights of it are here."""
    keras.utils.set_random_seed(5)
    network = SANet()
    shake([v for v in network.variables if v.path.endswith("bias") or "conv0" in v.path])
    return network


@pytest.fixture(scope="session")
def sanet_package(sanet: SANet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A float16 package of these weights."""
    folder = tmp_path_factory.mktemp("packages") / "sanet"
    write_package(sanet, "sanet", folder, "float16", Path("random"))
    return folder


@pytest.fixture(scope="session")
def tfjs_jobs(tmp_path_factory: pytest.TempPathFactory) -> RunJobs:
    """`tfjs_jobs(package, [(feed, fetch), …])` executes the package's graph in Node for each job;
    arrays in, arrays out."""

    def run(package: Path, jobs: Sequence[Job]) -> list[Arrays]:
        folder = tmp_path_factory.mktemp("jobs")
        listed = []
        for i, (feed, fetch) in enumerate(jobs):
            for name, array in feed.items():
                np.asarray(array, np.float32).tofile(folder / f"in-{i}-{name}")
            inputs = {n: {"shape": np.shape(a), "file": f"in-{i}-{n}"} for n, a in feed.items()}
            listed.append({"feed": inputs, "fetch": {name: f"out-{i}-{name}" for name in fetch}})
        (folder / "jobs.json").write_text(json.dumps(listed))
        script = Path(__file__).with_name("run_package.mjs")
        command: list[Any] = [node(), script, package, folder]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        reports = json.loads(done.stdout.splitlines()[-1])
        return [
            {
                name: np.fromfile(folder / f"out-{i}-{name}", np.float32).reshape(shape)
                for name, shape in zip(fetch, report["shapes"], strict=True)
            }
            for i, ((_, fetch), report) in enumerate(zip(jobs, reports, strict=True))
        ]

    return run


@pytest.fixture(scope="session")
def tfjs(tfjs_jobs: RunJobs) -> Run:
    """`tfjs(package, feed, fetch)`: one job."""

    def run(package: Path, feed: Mapping[str, np.ndarray], fetch: Sequence[str]) -> Arrays:
        (arrays,) = tfjs_jobs(package, [(feed, fetch)])
        return arrays

    return run


@pytest.fixture(scope="session")
def stylized(tfjs: Run, tfjs_jobs: RunJobs) -> Stylize:
    """`stylized(package, content, style, keep_detail=1)`: what the stylizer does, (1, H, W, 3) in
    and out, with every part of the graph run by TensorFlow.js and the attention by Python."""

    def run(package: Path, content: np.ndarray, style: np.ndarray, keep: float = 1) -> np.ndarray:
        card = read_card(package)
        nodes, inputs = card.nodes, card.inputs
        of_style = (*nodes.keys, *nodes.values, *nodes.statistics)
        of_content = (*nodes.features, *nodes.queries)
        jobs = [({inputs.image: style}, of_style), ({inputs.image: content}, of_content)]
        code, seen = tfjs_jobs(package, jobs)
        features = {name: seen[name] for name in nodes.features}
        levels = zip(nodes.attended, nodes.queries, nodes.keys, nodes.values, strict=True)
        attended = {a: np.asarray(attend(seen[q], code[k], code[v])) for a, q, k, v in levels}
        statistics = {name: code[name] for name in nodes.statistics}
        merged = tfjs(package, features | attended | statistics, nodes.merged)
        detail = {inputs.keep_detail: np.float32(keep)} if inputs.keep_detail else {}
        return tfjs(package, merged | detail, [nodes.output])[nodes.output]

    return run
