"""The measures say what they mean: the content is all content, the style all style."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pastiche.errors import BuildError
from pastiche.models import evaluate
from pastiche.models.measures import Judges, average, psnr


def picture(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((128, 128)), np.float32) / 255


@pytest.fixture(scope="module")
def judges(shared: Path) -> Judges:
    return evaluate.load_judges(shared / "train")


def test_content_and_style_themselves_are_the_ends_of_the_scale(
    judges: Judges, shared: Path
) -> None:
    content = judges.see(picture(shared / "eval/content/chicago.jpg"))
    style = judges.see(picture(shared / "eval/style/wave.jpg"))
    untouched = judges.score(content, content, style)
    swapped = judges.score(style, content, style)
    assert untouched[:4] == (1, 0, 1, 0)
    assert swapped.style == swapped.style_true == 0
    assert 1.5 < swapped.content < 2.2
    assert 1.5 < swapped.content_true < 2.2
    assert swapped.patterns == pytest.approx(0, abs=1e-5)
    assert untouched.patterns > 0.3
    assert untouched.lpips == 0 < swapped.lpips


def test_a_published_result_lies_between(judges: Judges, shared: Path) -> None:
    names = ("content/chicago", "style/wave", "sanet_published/chicago_stylized_wave")
    content, style, result = (judges.see(picture(shared / f"eval/{n}.jpg")) for n in names)
    scores = judges.score(result, content, style)
    assert scores.style < 0.5
    assert 0.5 < scores.content < 1.5
    assert scores.patterns < judges.score(content, content, style).patterns
    assert average([scores, scores]) == pytest.approx(scores)


def test_psnr_counts_decibels() -> None:
    grey = np.full((8, 8, 3), 0.5)
    assert psnr(grey, grey + 0.1) == pytest.approx(20)


def test_missing_pictures_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="there are no pictures to compare"):
        evaluate.Pairs.load(tmp_path)
    with pytest.raises(BuildError, match="no such checkpoint"):
        evaluate.load_judges(tmp_path)
