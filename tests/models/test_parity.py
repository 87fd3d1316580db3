"""The exported graph in TensorFlow.js computes what the network does in TensorFlow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pastiche.models import trace
from pastiche.models.apply import stylize
from pastiche.models.card import read_card
from pastiche.models.golden import read as read_golden
from pastiche.models.sanet_lite import SANetLite
from tests.models.conftest import Run

SIZES = [((48, 80), (64, 112)), ((32, 32), (208, 48)), ((144, 96), (32, 32))]
"""(content, style), (height, width) in pixels: none square alike, down to the least."""


def picture(height: int, width: int, seed: int) -> np.ndarray:
    """(1, H, W, 3): smooth colours with some noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / a + y / b + c) for a, b, c in random.uniform(2, 20, (3, 3))]
    noisy = 0.5 + 0.4 * np.stack(waves, -1) + 0.1 * random.standard_normal((height, width, 3))
    return np.clip(noisy, 0, 1).astype(np.float32)[None]


def feeds(content: tuple[int, int], style: tuple[int, int]) -> dict[str, np.ndarray]:
    return {
        "content": picture(*content, seed=1),
        "style": picture(*style, seed=2),
        "keep_detail": np.float32(0.7),
    }


@pytest.mark.parametrize(("content", "style"), SIZES)
def test_tfjs_agrees_with_tensorflow(
    package: Path, network: SANetLite, tfjs: Run, content: tuple[int, int], style: tuple[int, int]
) -> None:
    feed = feeds(content, style)
    result = tfjs(package, feed, ["result"])["result"]
    expected = np.clip(network(feed["content"], feed["style"], feed["keep_detail"]), 0, 1)
    assert result.shape == (1, *content, 3)
    assert np.abs(result - expected).max() < 1e-4
    assert result.std() > 0.05


def test_a_style_encoded_once_and_fed_later_gives_the_same(package: Path, tfjs: Run) -> None:
    feed = feeds(*SIZES[0])
    content = {"content": feed["content"]}
    direct = tfjs(package, feed, ["result"])["result"]
    code = tfjs(package, {"style": feed["style"]}, trace.STYLE_CODE)
    features = tfjs(package, content, trace.CONTENT_FEATURES)
    merged = tfjs(package, features | code, trace.FEATURES)
    last = {"keep_detail": feed["keep_detail"]}
    np.testing.assert_array_equal(tfjs(package, merged | last, ["result"])["result"], direct)
    np.testing.assert_array_equal(
        tfjs(package, content | code | last, ["result"])["result"], direct
    )


def test_every_named_tensor_that_is_fed_is_what_counts(package: Path, tfjs: Run) -> None:
    feed = feeds((48, 48), (48, 48))
    named = (*trace.CONTENT_FEATURES, *trace.STYLE_CODE, *trace.FEATURES)
    tensors = tfjs(package, feed, [*named, "result"])
    for name in named:
        changed = tfjs(package, feed | {name: 1.5 * tensors[name] + 0.1}, ["result"])["result"]
        assert np.abs(changed - tensors["result"]).max() > 1e-3, name


def test_named_tensors_have_the_shapes_of_the_contract(package: Path, tfjs: Run) -> None:
    (h, w), (sh, sw) = SIZES[0]
    named = (
        *trace.CONTENT_FEATURES,
        *trace.STYLE_CODE,
        *trace.FEATURES,
        *trace.ATTENTION,
        trace.OUTPUT,
    )
    tensors = tfjs(package, feeds((h, w), (sh, sw)), named)
    n, m = h * w // 64, sh * sw // 64
    assert {name: tensor.shape for name, tensor in tensors.items()} == {
        "content_detail": (1, h // 4, w // 4, 48),
        "content_relu4": (1, h // 8, w // 8, 128),
        "content_relu5": (1, h // 16, w // 16, 128),
        "style_keys4": (1, 64, m),
        "style_values4": (1, m, 256),
        "style_keys5": (1, 64, m // 4),
        "style_values5": (1, m // 4, 256),
        "style_detail_mean": (1, 1, 1, 48),
        "style_detail_std": (1, 1, 1, 48),
        "merged": (1, h // 8, w // 8, 128),
        "skip": (1, h // 4, w // 4, 48),
        "attention4": (1, n, m),
        "attention5": (1, n // 4, m // 4),
        "result": (1, h, w, 3),
    }


def test_attention_rows_sum_to_one(package: Path, tfjs: Run) -> None:
    for weights in tfjs(package, feeds(*SIZES[0]), trace.ATTENTION).values():
        np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-5)
        assert weights.min() >= 0


def test_the_self_test_is_passed_by_wasm_with_room_to_spare(package: Path, tfjs: Run) -> None:
    card = read_card(package)
    content, style, expected = read_golden(card, package)
    feed = {
        "content": content[None] / 255,
        "style": style[None] / 255,
        "keep_detail": np.float32(1),
    }
    apart = np.abs(tfjs(package, feed, ["result"])["result"][0] - expected / 255)
    assert apart.mean() < card.golden.tolerance.mean / 2
    assert apart.max() < card.golden.tolerance.max / 2


def test_half_precision_weights_change_nothing_visible(weights_file: Path, package: Path) -> None:
    content, style = picture(96, 64, seed=1)[0], picture(64, 80, seed=2)[0]
    exact, halved = (stylize(source, content, style) for source in (weights_file, package))
    psnr = -10 * np.log10(np.mean((exact - halved) ** 2))
    assert psnr > 50
