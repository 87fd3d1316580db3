"""A training run: stopped and resumed, spoiled by NaN, given a wrong checkpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from pastiche.training import data
from pastiche.training.checkpoint import TrainingError
from pastiche.training.networks.sanet_lite import SANetLiteTask, SANetPhase
from pastiche.training.perceptual import LAYERS
from pastiche.training.recipe import Phase, Recipe
from pastiche.training.train import rate, train

WIDTHS = {"1": 16, "2": 32, "3": 64, "4": 128, "5": 128}
WIDE = {"1": 64, "2": 128, "3": 256, "4": 512, "5": 512}
QUICK = Recipe(
    phases=(
        SANetPhase("distil", 2, 64, 1, 1e-3, 1e-3, objective="distil"),
        SANetPhase("stylise", 14, 64, 1, 1e-3, 1e-4, averaged=True, detail=True, steady=True),
    ),
    seed=1812,
    warm_up=1,
)


def teacher_state(seed: int = 3) -> dict[str, np.ndarray]:
    """A teacher of the true shapes with random weights: enough to exercise the machinery."""
    rng = np.random.default_rng(seed)
    shapes = {"conv0": (3, 3, 1, 1)}
    before = 3
    for layer in [name for name in LAYERS if name != "P"] + ["51"]:
        width = WIDTHS[layer[0]]
        shapes[f"conv{layer}"] = (width, before, 3, 3)
        if layer.endswith("1"):
            shapes[f"conv{layer}_aux"] = (WIDE[layer[0]], width, 1, 1)
        before = width
    state = {}
    for name, shape in shapes.items():
        spread = (2 / (shape[1] * shape[2] * shape[3])) ** 0.5
        state[f"{name}.weight"] = rng.normal(0, spread, shape).astype(np.float32)
        state[f"{name}.bias"] = np.zeros(shape[0], np.float32)
    return state


pytestmark = pytest.mark.usefixtures("eager")


@pytest.fixture(scope="module")
def pictures() -> data.Pictures:
    rng = np.random.default_rng(8)
    noise = rng.integers(0, 256, (4, 96, 80, 3), dtype=np.uint8)
    return data.Pictures((noise[0], noise[1]), (noise[2], noise[3]))


def task(pictures: data.Pictures) -> SANetLiteTask:
    """The quick recipe from its beginning, with weights of its own."""
    return SANetLiteTask(QUICK, teacher_state(), pictures)


def quiet(_: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def whole(eager: None, pictures: data.Pictures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that went through without a stop."""
    out = tmp_path_factory.mktemp("whole")
    train(task(pictures), out, say=quiet, sheet_every=10)
    return out


def averages_follow(arrays: Mapping[str, np.ndarray]) -> bool:
    """Whether there is a running average beside every weight, and behind it."""
    weights = [name for name in arrays if not name.startswith(("ema/", "optimizer/", "meta/"))]
    return all(f"ema/{name}" in arrays for name in weights) and any(
        not np.array_equal(arrays[name], arrays[f"ema/{name}"]) for name in weights
    )


def interrupted(ahead: Callable[..., Iterator[Any]], at: int) -> Callable[..., Iterator[Any]]:
    """`data.ahead` that ends in Ctrl-C before step `at` of a phase."""

    def batches(make: Callable[[int], Any], start: int, stop: int) -> Iterator[Any]:
        yield from ahead(make, start, min(at, stop))
        if stop > at:
            raise KeyboardInterrupt

    return batches


def test_a_run_leaves_a_checkpoint_a_log_and_a_sheet(whole: Path) -> None:
    with np.load(whole / "checkpoint.npz", allow_pickle=False) as arrays:
        assert json.loads(str(arrays["meta/state"]))["phase"] == len(QUICK.phases)
        assert averages_follow(arrays)
    assert (whole / "sheet-stylise-00010.png").exists()
    assert not list(whole.glob("*.part*"))


def test_a_stopped_run_goes_on_to_the_same_weights(
    whole: Path, pictures: data.Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    train(task(pictures), tmp_path, minutes=0, say=said.append)
    assert [line.split(" minutes")[0] for line in said] == ["stopped after 0"]
    with monkeypatch.context() as patched:
        patched.setattr(data, "ahead", interrupted(data.ahead, at=12))
        with pytest.raises(KeyboardInterrupt):
            train(task(pictures), tmp_path, say=said.append, sheet_every=10)
    assert said[-1].startswith("resumed: phase 0, step 1,")
    with np.load(tmp_path / "checkpoint.npz") as arrays:
        assert any(name.startswith("ema/") for name in arrays.files)
    train(task(pictures), tmp_path, say=said.append, sheet_every=10)
    assert said[-1].startswith("resumed: phase 1, step 10,")
    with (
        np.load(whole / "checkpoint.npz") as one,
        np.load(tmp_path / "checkpoint.npz") as other,
    ):
        assert set(one.files) == set(other.files)
        for name in one.files:
            if not name.startswith("meta/"):
                np.testing.assert_allclose(one[name], other[name], rtol=1e-3, atol=1e-5)


def test_only_a_steady_phase_is_asked_about_flicker(pictures: data.Pictures) -> None:
    plain = replace(QUICK, phases=(replace(QUICK.phases[1], steady=False), QUICK.phases[1]))
    either = SANetLiteTask(plain, teacher_state(), pictures)
    optimizer = keras.optimizers.SGD(0.0)
    terms = [set(either.steps(phase, optimizer)(1, *either.batches(phase)(1))) for phase in (0, 1)]
    assert terms[1] - terms[0] == {"flicker"}
    assert {"loss", "style", "content"} <= terms[0]


def test_a_compiled_step_computes_what_an_eager_one_does(pictures: data.Pictures) -> None:
    import tensorflow as tf

    own = task(pictures)
    step = own.steps(1, keras.optimizers.SGD(0.0))
    batch = own.batches(1)(1)
    eager = step(1, *batch)
    tf.config.run_functions_eagerly(False)
    compiled = step(1, *batch)
    tf.config.run_functions_eagerly(True)
    for name, value in eager.items():
        assert float(compiled[name]) == pytest.approx(float(value), rel=1e-3, abs=1e-5), name


def test_a_loss_that_is_no_number_stops_and_keeps_the_checkpoint(
    whole: Path, pictures: data.Pictures, tmp_path: Path
) -> None:
    spoiled = teacher_state()
    spoiled["conv11.bias"][:] = np.nan
    checkpoint = tmp_path / "checkpoint.npz"
    checkpoint.write_bytes((whole / "checkpoint.npz").read_bytes())
    before = checkpoint.read_bytes()
    longer = replace(QUICK, phases=(*QUICK.phases, replace(QUICK.phases[0], name="again")))
    with pytest.raises(TrainingError, match=r"not a number at step 0 of phase again.*last good"):
        train(SANetLiteTask(longer, spoiled, pictures), tmp_path, say=quiet)
    assert checkpoint.read_bytes() == before


def test_a_checkpoint_of_another_architecture_is_refused(
    pictures: data.Pictures, tmp_path: Path
) -> None:
    np.savez(tmp_path / "checkpoint.npz", **{"encoder/stem/conv/kernel": np.zeros((3, 3))})
    with pytest.raises(TrainingError, match=r"encoder/stem/conv/kernel.*another architecture"):
        train(task(pictures), tmp_path, say=quiet)


def test_a_truncated_checkpoint_is_refused(pictures: data.Pictures, tmp_path: Path) -> None:
    (tmp_path / "checkpoint.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(TrainingError, match="not a readable checkpoint"):
        train(task(pictures), tmp_path, say=quiet)


def test_the_rate_warms_up_then_falls_along_a_cosine() -> None:
    phase = Phase("p", 110, 64, 1, 1.0, 0.1)
    assert rate(phase, 0, 10) == pytest.approx(0.1)
    assert rate(phase, 9, 10) == pytest.approx(1.0)
    assert rate(phase, 60, 10) == pytest.approx(0.55)
    assert rate(phase, 110, 10) == pytest.approx(0.1)
