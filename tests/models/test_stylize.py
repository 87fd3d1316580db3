"""Stylizing in Python: any size comes back as it was, and the sliders mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pastiche.errors import BuildError
from pastiche.models.apply import stylize
from pastiche.models.sanet import SANet
from pastiche.models.sanet_lite import SANetLite

SIDES = st.integers(1, 70)


def picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((height, width, 3), np.float32)


@settings(max_examples=15, deadline=None)
@given(height=SIDES, width=SIDES, style_height=SIDES, style_width=SIDES)
def test_the_result_has_the_contents_size(
    network: SANetLite, height: int, width: int, style_height: int, style_width: int
) -> None:
    result = stylize(network, picture(height, width), picture(style_height, style_width))
    assert result.shape == (height, width, 3)
    assert result.dtype == np.float32
    assert 0 <= result.min() <= result.max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (90, 1), (17, 33)])
def test_odd_pictures_and_slivers_work(network: SANetLite, size: tuple[int, int]) -> None:
    assert stylize(network, picture(*size), picture(31, 2)).shape == (*size, 3)
    limited = stylize(network, picture(*size), picture(31, 2), max_resolution=16)
    assert limited.shape == (*size, 3)


def test_a_picture_is_mirrored_to_a_multiple_of_16_and_cropped_back(network: SANetLite) -> None:
    content, style = picture(76, 97), picture(80, 70, seed=1)
    larger = [np.pad(p, ((0, -p.shape[0] % 16), (0, -p.shape[1] % 16), (0, 0)), "reflect")
              for p in (content, style)]  # fmt: skip
    expected = stylize(network, *larger)[:76, :97]
    np.testing.assert_allclose(stylize(network, content, style), expected, atol=1e-5)


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (67, 33)])
def test_sanet_takes_every_size_too(sanet: SANet, size: tuple[int, int]) -> None:
    result = stylize(sanet, picture(*size), picture(31, 2), num_iterations=2)
    assert result.shape == (*size, 3)
    assert 0 <= result.min() <= result.max() <= 1


def test_an_iteration_begins_with_the_result_of_the_last(network: SANetLite) -> None:
    content, style = picture(48, 80), picture(64, 70, seed=1)
    first, twice = (stylize(network, content, style, num_iterations=n) for n in (1, 2))
    assert np.abs(twice - first).max() > 0.01
    content, style = picture(64, 80), picture(64, 70, seed=1)  # sizes without any padding
    first = stylize(network, content, style, num_iterations=2)
    np.testing.assert_allclose(
        stylize(network, content, style, num_iterations=3),
        stylize(network, first, style),
        atol=1e-5,
    )


@pytest.mark.parametrize("name", ["network", "sanet"])
def test_strength_moves_from_the_contents_own_style_to_the_other(
    name: str, request: pytest.FixtureRequest
) -> None:
    network = request.getfixturevalue(name)
    content, style = picture(48, 64), picture(64, 48, seed=1) ** 2
    own, other = stylize(network, content, content), stylize(network, content, style)
    np.testing.assert_allclose(stylize(network, content, style, strength=0), own, atol=1e-5)
    np.testing.assert_allclose(stylize(network, content, content, strength=0.5), own, atol=1e-5)
    half = stylize(network, content, style, strength=0.5)
    assert np.abs(half - own).mean() < np.abs(other - own).mean()
    assert np.abs(half - other).mean() < np.abs(other - own).mean()


def test_keep_detail_changes_the_picture(network: SANetLite) -> None:
    content, style = picture(48, 64), picture(64, 48, seed=1)
    with_detail, without = (stylize(network, content, style, keep_detail=k) for k in (1.0, 0.0))
    assert np.abs(with_detail - without).mean() > 1e-3


def test_mistaken_pictures_and_models_get_a_sentence(network: SANetLite) -> None:
    good = picture(8, 8)
    with pytest.raises(ValueError, match=r"content has shape \(8, 8\)"):
        stylize(network, good[..., 0], good)
    with pytest.raises(ValueError, match="style has values outside"):
        stylize(network, good, good * 255)
    with pytest.raises(ValueError, match="style has values outside"):
        stylize(network, good, good * np.nan)
    with pytest.raises(ValueError, match="num_iterations is 0"):
        stylize(network, good, good, num_iterations=0)
    with pytest.raises(BuildError, match="no such model package"):
        stylize("nobody", good, good)
