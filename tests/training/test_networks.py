"""The perceptual network and those for one style: trained a little, stopped and resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pastiche.models import weights
from pastiche.models.johnson import Johnson
from pastiche.training import data
from pastiche.training.cli import main
from pastiche.training.networks.johnson import JohnsonTask, gram, read_style
from pastiche.training.networks.perceptual import PerceptualTask
from pastiche.training.recipe import Phase, Recipe, Task
from pastiche.training.train import train
from tests.training.test_train import quiet, teacher_state

RECIPE = Recipe((Phase("only", 12, 64, 1, 1e-3, 1e-4, averaged=True),), seed=5, warm_up=1)


@pytest.fixture(scope="module")
def pictures() -> data.Pictures:
    rng = np.random.default_rng(8)
    noise = rng.integers(0, 256, (4, 96, 80, 3), dtype=np.uint8)
    return data.Pictures((noise[0], noise[1]), (noise[2], noise[3]))


@pytest.fixture(params=["perceptual", "johnson"])
def task(request: pytest.FixtureRequest, pictures: data.Pictures) -> Callable[[], Task]:
    """A task from its beginning."""
    if request.param == "perceptual":
        return lambda: PerceptualTask(RECIPE, teacher_state(), pictures)
    return lambda: JohnsonTask(RECIPE, teacher_state(), pictures, pictures.style[0])


@pytest.mark.usefixtures("eagerly")
def test_a_stopped_run_goes_on_to_the_same_weights(
    task: Callable[[], Task], tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    train(task(), whole, say=quiet)
    said: list[str] = []
    train(task(), parts, minutes=0, say=said.append)
    train(task(), parts, say=said.append)
    assert said[1].startswith("resumed: phase 0, step 1,")
    with np.load(whole / "checkpoint.npz") as one, np.load(parts / "checkpoint.npz") as other:
        assert set(one.files) == set(other.files)
        assert any(name.startswith("ema/") for name in one.files)
        for name in one.files:
            if not name.startswith("meta/"):
                np.testing.assert_allclose(one[name], other[name], rtol=1e-3, atol=1e-5)


def test_training_lowers_the_loss(task: Callable[[], Task]) -> None:
    from keras.optimizers import Adam

    one = task()
    optimizer = Adam(3e-3)
    optimizer.build(one.model.trainable_variables)
    step = one.steps(0, optimizer)
    batch = one.batches(0)(0)
    losses = [float(step(2 * i, *batch)["loss"]) for i in range(12)]  # even: one pooling
    assert losses[-1] < losses[0]


def test_another_style_may_begin_with_a_networks_weights(
    pictures: data.Pictures, tmp_path: Path
) -> None:
    task = JohnsonTask(RECIPE, teacher_state(), pictures, pictures.style[0])
    train(task, tmp_path, minutes=0, say=quiet)
    first = tmp_path / "checkpoint.npz"
    task = JohnsonTask(RECIPE, teacher_state(), pictures, pictures.style[1], begin=first)
    expected = weights.read(first)
    assert expected.keys() == {v.path for v in Johnson().variables}
    for variable in task.model.variables:
        np.testing.assert_array_equal(variable.numpy(), expected[variable.path])


def test_gram_matrices_are_mean_products_of_channels() -> None:
    x = np.zeros((1, 2, 2, 2), np.float32)
    x[0, :, :, 0] = [[1, 2], [3, 4]]
    x[0, :, :, 1] = [[0, 0], [0, 2]]
    np.testing.assert_allclose(gram(x)[0], [[7.5, 2], [2, 1]])


def test_a_style_is_made_small_and_keeps_its_shape(tmp_path: Path) -> None:
    Image.new("RGBA", (900, 600), (9, 90, 200, 255)).save(tmp_path / "style.png")
    assert read_style(tmp_path / "style.png").shape == (213, 320, 3)


@pytest.mark.parametrize(
    ("file", "message"),
    [("gone.png", "no such file. Give a picture with --style"), ("text.png", "not a picture")],
)
def test_a_style_that_cannot_be_read_is_told(file: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(data.DataError, match=message):
        read_style(tmp_path / file)


def test_a_network_for_one_style_needs_the_style(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["johnson"])
    assert "give its picture with --style FILE" in capsys.readouterr().err
