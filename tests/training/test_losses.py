"""What each loss term is zero for, and what it is about one for."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from pastiche.training import losses
from pastiche.training.perceptual import Perception


def perception(seed: int, size: int = 32) -> Perception:
    """Random features of the shapes that the teacher gives for a (2, size, size, 3) image."""
    rng = np.random.default_rng(seed)

    def layer(scale: int, channels: int) -> np.ndarray:
        spread = rng.uniform(0.5, 2, (1, 1, 1, channels))
        noise = rng.normal(size=(2, size // scale, size // scale, channels))
        return np.maximum(noise * spread, 0).astype(np.float32)

    wide = tuple(layer(2**i, c) for i, c in enumerate((64, 128, 256, 512, 512)))
    return Perception(layer(8, 128), layer(16, 128), wide)


@pytest.fixture(scope="module")
def content() -> Perception:
    return perception(1)


@pytest.fixture(scope="module")
def style() -> Perception:
    return perception(2)


def test_style_loss_is_zero_for_the_style_and_near_one_for_the_content(content, style) -> None:
    assert float(losses.style_loss(style, style, content)) == 0
    assert 0.5 < float(losses.style_loss(content, style, content)) <= 1


def test_style_loss_ignores_where_things_are(content, style) -> None:
    moved = style._replace(wide=tuple(x[:, ::-1, ::-1] for x in style.wide))
    assert float(losses.style_loss(moved, style, content)) == pytest.approx(0, abs=1e-6)


def test_content_loss_is_zero_for_the_content_whatever_its_contrast(content) -> None:
    brighter = content._replace(wide=tuple(3 * x + 1 for x in content.wide))
    assert float(losses.content_loss(brighter, content)) == pytest.approx(0, abs=1e-3)


def test_content_loss_of_unrelated_features_is_about_two(content, style) -> None:
    assert float(losses.content_loss(style, content)) == pytest.approx(2, abs=0.1)


def test_local_target_of_a_picture_in_its_own_style_is_nearly_itself(content) -> None:
    # Keys are far apart in 128 dimensions, so each query finds itself: A·V = V and std = 0.
    target = ops.convert_to_numpy(losses.local_target(content.narrow4, content.narrow4))
    assert np.abs(target - content.narrow4).mean() < 0.05 * content.narrow4.std()


def test_local_loss_is_zero_at_its_target(content, style) -> None:
    there = Perception(
        losses.local_target(content.narrow4, style.narrow4),
        losses.local_target(content.narrow5, style.narrow5),
        content.wide,
    )
    assert float(losses.local_loss(there, style, content)) == pytest.approx(0, abs=1e-6)


def test_distillation_is_relative(content) -> None:
    assert float(losses.distillation_loss(content.narrow4, content.narrow5, content)) == 0
    zeros = (0 * content.narrow4, 0 * content.narrow5)
    assert float(losses.distillation_loss(*zeros, content)) == pytest.approx(2)


def test_the_grid_is_a_pattern_of_period_two_and_nothing_else() -> None:
    rng = np.random.default_rng(4)
    smooth = np.kron(rng.random((1, 4, 4, 3)), np.ones((1, 16, 16, 1))).astype(np.float32)
    board = np.indices((64, 64)).sum(axis=0) % 2
    grid = smooth + 0.1 * board[None, :, :, None].astype(np.float32)
    assert float(losses.grid(smooth)) == pytest.approx(0, abs=1e-12)
    assert float(losses.grid(grid)) == pytest.approx(0.05**2, rel=1e-3)


def test_range_and_roughness() -> None:
    flat = np.full((1, 8, 8, 3), 0.5, np.float32)
    assert float(losses.roughness(flat)) == 0
    assert float(losses.out_of_range(flat)) == 0
    assert float(losses.out_of_range(flat + 1)) == pytest.approx(0.25)
    stripes = flat * (np.arange(8) % 2)[None, None, :, None].astype(np.float32)
    assert float(losses.roughness(stripes)) == pytest.approx(0.5)


@pytest.mark.parametrize("shift", [(0, 0), (3, 5), (16, 1)])
def test_flicker_is_zero_for_two_windows_of_a_picture_but_for_a_lattice_that_stays(shift) -> None:
    picture = np.random.default_rng(6).random((2, 96, 96, 3)).astype(np.float32)
    down, right = shift
    first, second = picture[:, :80, :80], picture[:, down : down + 80, right : right + 80]
    at = np.array(shift, np.int32)
    assert float(losses.flicker(first, second, at)) == 0
    lattice = np.zeros_like(first)
    lattice[:, ::8] = 1
    seen = float(losses.flicker(first + lattice, second + lattice, at))
    assert seen == pytest.approx(0.25 if down % 8 else 0, abs=0.05)
