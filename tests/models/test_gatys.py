"""Gatys' objective and our L-BFGS in the browser's arithmetic, beside TensorFlow and SciPy."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray
from scipy.optimize import minimize

from pastiche.site.tools import node
from tests.models.gatys_reference import CONTENT_LAYER, STYLE_LAYERS, Reference

EVALUATIONS = 60
SIZE, STYLE_SIZE = (48, 64), (80, 56)
WEIGHTS = {"content": 1.0, "style": 10.0, "smooth": 0.1}
REACH = 2.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A content, a style, where to start, and how the network pools."""

    content: Floats
    style: Floats
    start: Floats
    pooling: str


def waves(height: int, width: int, seed: int) -> Floats:
    """A picture with colours, edges and something of every size, (H, W, 3) in [0, 1]."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(height, width)
    sum_ = np.zeros((height, width, 3))
    for frequency in (5, 11, 23, 47):
        angle, phase = random.uniform(0, np.pi), random.uniform(0, 6, 3)
        along = frequency * (x * np.cos(angle) + y * np.sin(angle))
        sum_ += np.sign(np.sin(along[..., None] + phase)) * random.uniform(0.05, 0.15, 3)
    return np.clip(0.5 + sum_, 0, 1)


@pytest.fixture(scope="module", params=["average", "max"])
def case(request: pytest.FixtureRequest) -> Case:
    content, style = waves(*SIZE, 1), waves(*STYLE_SIZE, 2)
    noise = np.random.default_rng(3).uniform(0.25, 0.75, content.shape)
    start = noise if request.param == "average" else content
    return Case(content, style, start, request.param)


@pytest.fixture(scope="module")
def package(root: Path) -> Path:
    return root / "assets/models/perceptual"


@pytest.fixture(scope="module")
def ours(case: Case, package: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The losses and the gradient at the start, and the value of every evaluation."""
    folder = tmp_path_factory.mktemp("gatys")
    for name in ("content", "style", "start"):
        (folder / name).write_bytes(getattr(case, name).tobytes())
    job = {
        "size": {"height": SIZE[0], "width": SIZE[1]},
        "styleSize": {"height": STYLE_SIZE[0], "width": STYLE_SIZE[1]},
        "evaluations": EVALUATIONS,
        "reach": REACH,
        "aims": {
            "weights": WEIGHTS,
            "contentLayers": [CONTENT_LAYER],
            "styleLayers": STYLE_LAYERS,
            "pooling": case.pooling,
        },
    }
    names = {name: name for name in ("content", "style", "start", "gradient")}
    (folder / "job.json").write_text(json.dumps(job | names))
    script = Path(__file__).with_name("run_gatys.mjs")
    run = subprocess.run(
        [node(), script, package, folder / "job.json"], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout)
    gradient = np.frombuffer((folder / "gradient").read_bytes())
    return answer | {"gradient": gradient.reshape(case.start.shape)}


@pytest.fixture(scope="module")
def theirs(case: Case, package: Path) -> Any:
    """The same objective in TensorFlow: x, (H·W·3,) -> value, losses, gradient."""
    reference = Reference(package, case.pooling)
    wanted = reference.wanted(case.content, case.style)

    @tf.function
    def losses(picture: Any) -> Any:
        down, across = picture[1:] - picture[:-1], picture[:, 1:] - picture[:, :-1]
        rough = tf.reduce_sum(down**2) + tf.reduce_sum(across**2)
        smooth = rough / 2 / (SIZE[0] * SIZE[1])
        return reference.losses(picture, wanted) | {"smooth": smooth}

    def evaluate(x: Floats) -> tuple[float, dict[str, float], Floats]:
        picture = tf.constant(x.reshape(case.start.shape), tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(picture)
            found = losses(picture)
            value = sum(WEIGHTS[name] * loss for name, loss in found.items())
        gradient = tape.gradient(value, picture).numpy().astype(np.float64)
        known = {name: float(loss) for name, loss in found.items()}
        return sum(WEIGHTS[name] * loss for name, loss in known.items()), known, gradient

    return evaluate


def test_the_losses_are_tensorflows(case: Case, ours: dict[str, Any], theirs: Any) -> None:
    _, losses, _ = theirs(case.start.ravel())
    assert ours["losses"] == pytest.approx(losses, rel=1e-4, abs=1e-6)


def test_the_gradient_is_tensorflows(case: Case, ours: dict[str, Any], theirs: Any) -> None:
    _, _, gradient = theirs(case.start.ravel())
    off = np.linalg.norm(ours["gradient"] - gradient) / np.linalg.norm(gradient)
    assert off < 1e-3


def test_after_as_many_evaluations_it_is_as_low_as_scipy(
    case: Case, ours: dict[str, Any], theirs: Any
) -> None:
    """SciPy's L-BFGS-B without bounds, with as much memory, from the same start."""
    values: list[float] = []

    def objective(x: Floats) -> tuple[float, Floats]:
        value, _, gradient = theirs(x)
        values.append(value)
        return value, gradient.ravel()

    options = {"maxcor": 10, "maxfun": EVALUATIONS, "maxiter": EVALUATIONS, "ftol": 0, "gtol": 0}
    minimize(objective, case.start.ravel(), jac=True, method="L-BFGS-B", options=options)
    for count in (EVALUATIONS // 2, EVALUATIONS):
        assert min(ours["values"][:count]) <= 1.05 * min(values[:count])
