"""Training batches: what they depend on, and what a bad zip says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pastiche.training import data


def picture(seed: int, size: tuple[int, int] = (90, 70)) -> bytes:
    """A PNG of coarse random colours."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (5, 5, 3), dtype=np.uint8))
    file = io.BytesIO()
    coarse.resize(size, Image.Resampling.BICUBIC).save(file, "PNG")
    return file.getvalue()


def write_zip(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for i, name in enumerate(names):
            archive.writestr(name, picture(i))
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> data.Pictures:
    names = ["content/a.png", "content/b.png", "style/a.png", "style/b.png"]
    return data.load(write_zip(tmp_path / "images.zip", names))


def test_a_batch_depends_on_seed_and_step_alone(pictures: data.Pictures) -> None:
    first = data.batch(pictures, 32, 3, seed=5, step=9)
    again = data.batch(pictures, 32, 3, seed=5, step=9)
    other = data.batch(pictures, 32, 3, seed=5, step=10)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_batches_are_images_in_range(pictures: data.Pictures) -> None:
    for seed in range(20):
        for images in data.batch(pictures, 48, 2, seed, 0):
            assert images.shape == (2, 48, 48, 3)
            assert images.dtype == np.float32
            assert images.min() >= 0
            assert images.max() <= 1


def test_a_crop_larger_than_the_picture_is_the_whole_short_side(pictures: data.Pictures) -> None:
    window = data.crop(pictures.content[0], 128, (128, 128), np.random.default_rng(1))
    assert window.shape == (128, 128, 3)
    assert window.std() > 5


def test_batches_made_ahead_come_in_order(pictures: data.Pictures) -> None:
    made = list(data.ahead(lambda step: data.batch(pictures, 32, 1, 3, step), 4, 9))
    wanted = [data.batch(pictures, 32, 1, 3, step) for step in range(4, 9)]
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(made, wanted, strict=True))


def test_an_error_while_making_ahead_reaches_the_caller() -> None:
    def fail(step: int) -> data.Batch:
        raise ValueError(f"step {step}")

    with pytest.raises(ValueError, match="step 2"):
        list(data.ahead(fail, 2, 5))


def test_bad_zips_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(data.DataError, match=r"no such file.*--data"):
        data.load(tmp_path / "none.zip")
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(data.DataError, match=r"damaged\.zip: damaged"):
        data.load(damaged)
    with pytest.raises(data.DataError, match="holds no style/ pictures"):
        data.load(write_zip(tmp_path / "half.zip", ["content/a.png"]))
