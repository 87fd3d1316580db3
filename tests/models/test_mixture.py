"""Several styles at once, with weights: in Python, and the same from the stylizer's own code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pastiche.models.apply import stylize
from pastiche.models.mixture import RUN, RUNS, balanced, mix
from pastiche.models.networks import attend
from pastiche.models.restore import restore
from pastiche.models.sanet_lite import SANetLite
from pastiche.site.tools import node


def picture(height: int, width: int, seed: int) -> np.ndarray:
    """(H, W, 3): smooth colours with some noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / a + y / b + c) for a, b, c in random.uniform(2, 20, (3, 3))]
    noisy = 0.5 + 0.4 * np.stack(waves, -1) + 0.1 * random.standard_normal((height, width, 3))
    return np.clip(noisy, 0, 1).astype(np.float32)


PHOTO, WAVES, TILES = picture(64, 80, 1), picture(64, 112, 2), picture(96, 64, 3)


@pytest.mark.parametrize("name", ["network", "sanet"])
def test_all_the_weight_on_one_style_is_that_style_alone(
    name: str, request: pytest.FixtureRequest
) -> None:
    network = request.getfixturevalue(name)
    alone = stylize(network, PHOTO, WAVES)
    for styles in ([(WAVES, 3)], [(WAVES, 0.2), (TILES, 0)], [(TILES, 0), (WAVES, 1.0)]):
        np.testing.assert_array_equal(stylize(network, PHOTO, styles), alone)


@pytest.mark.parametrize("name", ["network", "sanet"])
@pytest.mark.parametrize("weights", [(1, 1), (0.125, 0.875), (5, 0.1)])
def test_two_copies_of_a_style_are_that_style(
    name: str, weights: tuple[float, float], request: pytest.FixtureRequest
) -> None:
    network = request.getfixturevalue(name)
    twice = stylize(network, PHOTO, [(WAVES, weight) for weight in weights])
    np.testing.assert_allclose(twice, stylize(network, PHOTO, WAVES), atol=1e-4)


def test_order_does_not_matter_and_only_ratios_of_weights_do(network: SANetLite) -> None:
    one = stylize(network, PHOTO, [(WAVES, 0.25), (TILES, 0.75)])
    np.testing.assert_allclose(stylize(network, PHOTO, [(TILES, 3), (WAVES, 1)]), one, atol=1e-4)
    for style in (WAVES, TILES):
        assert np.abs(one - stylize(network, PHOTO, style)).mean() > 1e-3


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_style_gets_its_share_of_the_attention_whatever_its_size(
    network: SANetLite, share: float
) -> None:
    content, small, large = picture(320, 272, 4), picture(64, 64, 5), picture(192, 256, 6)
    seen = network.encode(content[None])
    codes = [network.style_code(network.encode(style[None])) for style in (small, large)]
    queries = network.queries(seen)
    assert queries[0].shape[1] > RUNS * RUN, "the shares are measured on some of them"
    mixture = mix(codes, [share, 1 - share], queries)
    for level, asked in enumerate(queries):
        first = codes[0].keys[level].shape[2]
        tokens = mixture.keys[level].shape[2]
        mine = (np.arange(tokens) < first).astype(np.float32)[None, :, None]
        got = float(np.mean(attend(asked, mixture.keys[level], mine)))
        assert got == pytest.approx(share, abs=0.03)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    styles=st.integers(2, 4),
    sharpness=st.floats(0, 12),
)
def test_any_shares_can_be_balanced(seed: int, styles: int, sharpness: float) -> None:
    random = np.random.default_rng(seed)
    shares = random.uniform(0.05, 1, styles)
    shares /= shares.sum()
    logits = sharpness * (random.random((300, styles)) + np.arange(styles))
    masses = np.exp(logits - logits.max(axis=1, keepdims=True))
    masses /= masses.sum(axis=1, keepdims=True)
    added = balanced(masses, shares)
    assert added.max() == 0
    got = masses * np.exp(added)
    got = (got / got.sum(axis=1, keepdims=True)).mean(axis=0)
    np.testing.assert_allclose(got, shares, atol=1e-3)


def test_the_own_style_of_every_iteration_is_the_original_contents(network: SANetLite) -> None:
    content, style = picture(64, 80, 4), picture(64, 80, 5)
    first = stylize(network, content, style, strength=0.4)
    features = network.encode(first[None])
    own, other = (network.style_code(network.encode(p[None])) for p in (content, style))
    levels = range(len(own.keys))
    under = []
    for code in (own, other):
        asked = network.queries(features)
        seen = [attend(asked[i], code.keys[i], code.values[i]) for i in levels]
        under.append(network.transform(features, seen, code.statistics))
    merged = [a + 0.4 * (b - a) for a, b in zip(*under, strict=True)]
    expected = np.clip(np.asarray(network.decode(merged))[0], 0, 1)
    twice = stylize(network, content, style, strength=0.4, num_iterations=2)
    np.testing.assert_allclose(twice, expected, atol=1e-5)


def test_mistaken_weights_get_a_sentence(network: SANetLite) -> None:
    with pytest.raises(ValueError, match=r"weights of the styles are -1, 2"):
        stylize(network, PHOTO, [(WAVES, -1), (TILES, 2)])
    with pytest.raises(ValueError, match="nor all 0"):
        stylize(network, PHOTO, [(WAVES, 0)])
    with pytest.raises(ValueError, match="weights of the styles are nan"):
        stylize(network, PHOTO, [(WAVES, float("nan"))])
    with pytest.raises(ValueError, match="empty list"):
        stylize(network, PHOTO, [])
    with pytest.raises(ValueError, match="style 2 has values outside"):
        stylize(network, PHOTO, [(WAVES, 1), (255 * TILES, 1)])


def test_a_picture_written_as_lists_is_no_list_of_styles(network: SANetLite) -> None:
    rows = [tuple(tuple(pixel) for pixel in row) for row in WAVES[:20, :2].tolist()]
    expected = stylize(network, PHOTO, WAVES[:20, :2])
    np.testing.assert_array_equal(stylize(network, PHOTO, rows), expected)


@pytest.mark.parametrize("name", ["package", "sanet_package"])
@pytest.mark.parametrize("weights", [(0.5, 0.5), (0.2, 0.8)])
def test_the_stylizer_mixes_as_python_does(
    name: str, weights: tuple[float, float], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    package: Path = request.getfixturevalue(name)
    pictures = {"content": PHOTO, "waves": WAVES, "tiles": TILES}
    for file, array in pictures.items():
        array.tofile(tmp_path / file)
    entries = {n: {"shape": (1, *a.shape), "file": n} for n, a in pictures.items()}
    styles = [{**entries[n], "weight": w} for n, w in zip(("waves", "tiles"), weights, strict=True)]
    job = {"content": entries["content"], "styles": styles, "keepDetail": 0.7, "result": "result"}
    (tmp_path / "job.json").write_text(json.dumps(job))
    script = Path(__file__).with_name("run_mixture.mjs")
    command = [str(word) for word in (node(), script, package, tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    result = np.fromfile(tmp_path / "result", np.float32).reshape(PHOTO.shape)
    mixture = list(zip((WAVES, TILES), weights, strict=True))
    expected = stylize(restore(package), PHOTO, mixture, keep_detail=0.7)
    assert np.abs(result - expected).max() < 1e-3
    assert np.mean((result - expected) ** 2) < 1e-9
