"""What a student of a network for one style is to learn, and the command line that teaches it."""

from __future__ import annotations

import numpy as np
import pytest

from pastiche.models.johnson import Johnson
from pastiche.training import data
from pastiche.training.cli import main
from pastiche.training.networks.student import StudentTask
from pastiche.training.recipe import Phase, Recipe

RECIPE = Recipe((Phase("hinted", 2, 32, 1, 1e-3, 1e-3), Phase("alone", 2, 32, 1, 1e-3, 1e-3)), 5)


@pytest.fixture(scope="module")
def task() -> StudentTask:
    noise = np.random.default_rng(8).integers(0, 256, (2, 48, 40, 3), dtype=np.uint8)
    return StudentTask(RECIPE, Johnson(2), 2, data.Pictures((noise[0],), (noise[1],)))


@pytest.fixture
def photograph(task: StudentTask) -> np.ndarray:
    (batch,) = task.batches(0)(0)
    return batch


def test_a_student_that_paints_a_constant_explains_nothing(
    task: StudentTask, photograph: np.ndarray
) -> None:
    wanted = np.asarray(task.teacher(photograph))
    constant = np.broadcast_to(wanted.mean((0, 1, 2)), wanted.shape)
    task.model.painter.pixels.conv.kernel.assign(0 * task.model.painter.pixels.conv.kernel)
    mean = np.log(constant[0, 0, 0] / (1 - constant[0, 0, 0]))
    # Depth to space: four pixels one after the other, three colours each.
    task.model.painter.pixels.conv.bias.assign(np.tile(mean, 4))
    assert float(task.loss(photograph)["loss"]) == pytest.approx(1, abs=1e-3)


def test_a_student_with_its_teachers_weights_has_nothing_more_to_learn_from_pictures(
    task: StudentTask, photograph: np.ndarray
) -> None:
    task.model.painter.set_weights(task.teacher.get_weights())
    terms = task.loss(photograph)
    assert set(terms) == {"loss", "pixels"}
    assert float(terms["loss"]) < 1e-8


def test_hints_are_translated_by_layers_that_no_package_keeps(
    task: StudentTask, photograph: np.ndarray
) -> None:
    task.model.painter.set_weights(task.teacher.get_weights())
    heads = [v for v in task.model.trainable_variables if v.path.startswith("heads/")]
    assert len(heads) == 4
    for variable in heads:
        shape = tuple(variable.shape)
        variable.assign(np.eye(*shape[2:])[None, None] if len(shape) == 4 else np.zeros(shape))
    terms = task.loss(photograph, hint=0.5)
    assert all(float(terms[name]) < 1e-8 for name in ("pixels", "eighth", "quarter", "loss"))
    heads[0].assign(2 * heads[0])
    assert float(task.loss(photograph, hint=0.5)["eighth"]) > 0.1
    assert {v.path for v in task.model.painter.variables} == {v.path for v in Johnson(2).variables}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--style FILE, or with --like"),
        (["--like", "johnson-wheat"], "--like and --width go together"),
        (["--like", "johnson-wheat", "--style", "a.png", "--width", "2"], "--style FILE, or"),
    ],
)
def test_whom_to_imitate_and_how_wide_are_asked_for_together(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit):
        main(["johnson", *arguments])
    assert said in capsys.readouterr().err
