"""The exported graph in TensorFlow.js computes what the network does in TensorFlow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pastiche.models.apply import stylize
from pastiche.models.card import read_card
from pastiche.models.golden import read as read_golden
from pastiche.models.restore import restore
from tests.models.conftest import RunJobs, Stylize

SIZES = [((48, 80), (64, 112)), ((32, 32), (208, 48)), ((144, 96), (32, 32))]
"""(content, style), (height, width) in pixels: none square alike, down to the least."""


def picture(height: int, width: int, seed: int) -> np.ndarray:
    """(1, H, W, 3): smooth colours with some noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / a + y / b + c) for a, b, c in random.uniform(2, 20, (3, 3))]
    noisy = 0.5 + 0.4 * np.stack(waves, -1) + 0.1 * random.standard_normal((height, width, 3))
    return np.clip(noisy, 0, 1).astype(np.float32)[None]


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return -10 * np.log10(np.mean((np.asarray(a, np.float64) - b) ** 2))


@pytest.fixture(params=["sanet-lite", "sanet"])
def any_package(request: pytest.FixtureRequest) -> Path:
    """The package of either network."""
    names = {"sanet-lite": "package", "sanet": "sanet_package"}
    return request.getfixturevalue(names[request.param])


@pytest.mark.parametrize(("content", "style"), SIZES)
def test_tfjs_agrees_with_tensorflow(
    any_package: Path, stylized: Stylize, content: tuple[int, int], style: tuple[int, int]
) -> None:
    photo, painting = picture(*content, seed=1), picture(*style, seed=2)
    result = stylized(any_package, photo, painting, 0.7)
    network = restore(any_package)
    given = {"detail": 0.7} if read_card(any_package).inputs.keep_detail else {}
    expected = np.clip(network(photo, painting, **given), 0, 1)
    assert result.shape == (1, *content, 3)
    assert np.abs(result - expected).max() < 1e-4
    assert psnr(result, expected) > 90
    assert result.std() > 0.05


def test_every_named_tensor_that_is_fed_is_what_counts(
    any_package: Path, tfjs_jobs: RunJobs
) -> None:
    card = read_card(any_package)
    nodes, inputs = card.nodes, card.inputs
    photo, painting = picture(48, 48, seed=1), picture(48, 48, seed=2)
    of_style = (*nodes.values, *nodes.statistics)
    jobs = [({inputs.image: photo}, nodes.features), ({inputs.image: painting}, of_style)]
    features, code = tfjs_jobs(any_package, jobs)
    attended = {a: code[v] for a, v in zip(nodes.attended, nodes.values, strict=True)}
    fed = features | attended | {name: code[name] for name in nodes.statistics}
    if inputs.keep_detail:
        fed[inputs.keep_detail] = np.float32(0.7)
    (whole,) = tfjs_jobs(any_package, [(fed, [*nodes.merged, nodes.output])])
    result = whole.pop(nodes.output)
    # Of features only what is left after normalisation may count, so they change places.
    changes = {name: {name: fed[name][:, ::-1]} for name in nodes.features}
    for name in (fed | whole).keys() - features.keys():
        changes[name] = {name: 1.5 * (fed | whole)[name] + 0.1}
    feeds = [fed | (whole if name in nodes.merged else {}) | c for name, c in changes.items()]
    results = tfjs_jobs(any_package, [(feed, [nodes.output]) for feed in feeds])
    for name, changed in zip(changes, results, strict=True):
        assert np.abs(changed[nodes.output] - result).max() > 1e-3, name


def shapes(package: Path, tfjs_jobs: RunJobs) -> dict[str, tuple[int, ...]]:
    """Of all named tensors, of a content (48, 80) and a style (64, 112)."""
    card = read_card(package)
    nodes, image = card.nodes, card.inputs.image
    of_content = (*nodes.features, *nodes.queries)
    of_style = (*nodes.keys, *nodes.values, *nodes.statistics)
    jobs = [
        ({image: picture(48, 80, seed=1)}, of_content),
        ({image: picture(64, 112, seed=2)}, of_style),
    ]
    return {n: t.shape for tensors in tfjs_jobs(package, jobs) for n, t in tensors.items()}


def test_sanet_lites_tensors_have_the_shapes_of_the_contract(
    package: Path, tfjs_jobs: RunJobs
) -> None:
    n, m = 48 * 80 // 64, 64 * 112 // 64
    assert shapes(package, tfjs_jobs) == {
        "fine": (1, 24, 40, 24),
        "detail": (1, 12, 20, 48),
        "relu4": (1, 6, 10, 128),
        "relu5": (1, 3, 5, 128),
        "queries4": (1, n, 64),
        "queries5": (1, n // 4, 64),
        "keys4": (1, 64, m),
        "keys5": (1, 64, m // 4),
        "values4": (1, m, 256),
        "values5": (1, m // 4, 256),
        "fine_mean": (1, 1, 1, 24),
        "fine_std": (1, 1, 1, 24),
        "detail_mean": (1, 1, 1, 48),
        "detail_std": (1, 1, 1, 48),
        "relu4_mean": (1, 1, 1, 128),
        "relu4_std": (1, 1, 1, 128),
    }


def test_sanets_tensors_have_the_shapes_of_the_contract(
    sanet_package: Path, tfjs_jobs: RunJobs
) -> None:
    n, m = 48 * 80 // 64, 64 * 112 // 64
    assert shapes(sanet_package, tfjs_jobs) == {
        "relu4_1": (1, 6, 10, 512),
        "relu5_1": (1, 3, 5, 512),
        "queries4_1": (1, n, 512),
        "queries5_1": (1, n // 4, 512),
        "keys4_1": (1, 512, m),
        "keys5_1": (1, 512, m // 4),
        "values4_1": (1, m, 512),
        "values5_1": (1, m // 4, 512),
    }


def test_the_self_test_is_passed_by_wasm_with_room_to_spare(
    any_package: Path, stylized: Stylize
) -> None:
    card = read_card(any_package)
    content, style, expected = read_golden(card, any_package)
    apart = np.abs(
        stylized(any_package, content[None] / 255, style[None] / 255)[0] - expected / 255
    )
    assert apart.mean() < card.golden.tolerance.mean / 2
    assert apart.max() < card.golden.tolerance.max / 2


def test_half_precision_weights_change_nothing_visible(weights_file: Path, package: Path) -> None:
    content, style = picture(96, 64, seed=1)[0], picture(64, 80, seed=2)[0]
    assert psnr(*(stylize(source, content, style) for source in (weights_file, package))) > 50


def test_half_precision_changes_nothing_visible_in_sanet_either(
    sanet: object, sanet_package: Path
) -> None:
    content, style = picture(96, 64, seed=1)[0], picture(64, 80, seed=2)[0]
    assert psnr(*(stylize(source, content, style) for source in (sanet, sanet_package))) > 50
