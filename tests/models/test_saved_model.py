"""The SavedModel computes what `stylize` does, for any sizes, and encodes a style once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from pastiche.models.apply import stylize
from pastiche.models.sanet_lite import SANetLite
from pastiche.models.saved_model import Stylization, write_saved_model

Serve = Callable[..., np.ndarray]
SIZES = [(64, 64, 64, 64), (75, 91, 33, 120), (1, 1, 3, 2), (1, 130, 97, 65)]


def picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((height, width, 3), np.float32)


@pytest.fixture(scope="module")
def folder(network: SANetLite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved-models")
    write_saved_model(network, folder)
    return folder


@pytest.fixture(scope="module")
def serve(folder: Path) -> Serve:
    """The serving signature on arrays."""
    run = tf.saved_model.load(str(folder)).signatures["serving_default"]
    return lambda **given: np.asarray(
        run(**{k: tf.constant(v) for k, v in given.items()})["result"]
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("iterations", "longest"), [(1, 1000), (2, 70)])
def test_it_computes_what_stylize_does(
    network: SANetLite, serve: Serve, size: tuple[int, ...], iterations: int, longest: int
) -> None:
    content, style = picture(*size[:2]), picture(*size[2:], seed=1)
    options = {"num_iterations": iterations, "max_resolution": longest}
    expected = stylize(network, content, style, **options)
    result = serve(content=content, style=style, **options)
    assert result.shape == content.shape
    np.testing.assert_allclose(result, expected, atol=2e-4)


def test_attention_in_blocks_is_the_same(
    network: SANetLite, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, style = picture(75, 91), picture(64, 70, seed=1)
    numbers = tf.constant(1), tf.constant(200)
    expected = Stylization(network)(content, style, *numbers)["result"]
    monkeypatch.setattr("pastiche.models.saved_model.BLOCK", 7)
    blocks = tf.function(Stylization(network))(content, style, *numbers)["result"]
    np.testing.assert_allclose(blocks, expected, atol=2e-4)


def test_a_style_is_encoded_once(network: SANetLite) -> None:
    calls: Counter[str] = Counter()

    class Counting:
        """The network, counting what it is asked for."""

        def __getattr__(self, name: str) -> Any:
            calls[name] += 1
            return getattr(network, name)

    Stylization(Counting())(  # run eagerly: the loop's body runs as often as it loops
        tf.constant(picture(64, 64)), tf.constant(picture(64, 64)), tf.constant(3), tf.constant(64)
    )
    assert calls["style_code"] == 1
    assert calls["encode"] == 1 + 3
    assert calls["decode"] == 3


def test_every_variable_is_stored_once(network: SANetLite, folder: Path) -> None:
    data = sum(path.stat().st_size for path in (folder / "variables").glob("*.data-*"))
    assert data == pytest.approx(4 * network.count_params(), rel=0.01)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"content": picture(8, 8) * 255}, r"content has values outside \[0, 1\]"),
        ({"style": picture(8, 8) * np.nan}, r"style has values outside \[0, 1\]"),
        ({"style": picture(8, 0)}, "style is empty"),
        ({"num_iterations": 0}, "num_iterations should be 1 at least"),
        ({"max_resolution": 0}, "max_resolution should be 1 at least"),
    ],
)
def test_a_wrong_argument_gets_a_sentence(
    serve: Serve, changes: dict[str, Any], message: str
) -> None:
    good = {"content": picture(8, 8), "style": picture(8, 8)}
    numbers = {"num_iterations": 1, "max_resolution": 64}
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        serve(**(good | numbers | changes))
