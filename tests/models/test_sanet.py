"""SANet is the paper's: against plain NumPy, at sizes that divide by nothing, and folded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import networks
from pastiche.models.apply import stylize
from pastiche.models.restore import restore
from pastiche.models.sanet import SANet, mvn, pool
from tests.models import sanet_reference as reference

SIZES = [((67, 71), (65, 73)), ((65, 64), (81, 67)), ((70, 79), (64, 66)), ((77, 65), (69, 68)),
         ((66, 73), (73, 71))]  # fmt: skip
"""(content, style), (height, width) in pixels."""


def picture(size: tuple[int, int], seed: int) -> np.ndarray:
    """(H, W, 3): few large patches, so that attention has something to tell apart."""
    random = np.random.default_rng(seed)
    height, width = size
    patches = random.random((height // 11 + 1, width // 11 + 1, 3), np.float32)
    noise = 0.2 * random.random((height, width, 3), np.float32)
    return 0.8 * patches.repeat(11, 0).repeat(11, 1)[:height, :width] + noise


@pytest.fixture(scope="module")
def weights(sanet: SANet) -> dict[str, np.ndarray]:
    return {variable.path: variable.numpy() for variable in sanet.variables}


@pytest.mark.parametrize(("content", "style"), SIZES)
def test_two_iterations_are_those_of_the_papers_formulas(
    sanet: SANet, weights: dict, content: tuple[int, int], style: tuple[int, int]
) -> None:
    photo, painting = picture(content, 1), picture(style, 2)
    result = stylize(sanet, photo, painting, num_iterations=2)
    expected = reference.stylize(photo, painting, weights, iterations=2)
    assert np.abs(result - expected).max() <= 1e-4
    assert expected.std() > 0.05


def test_smaller_pictures_work_without_padding_too(sanet: SANet, weights: dict) -> None:
    photo, painting = picture((33, 50), 1), picture((39, 47), 2)
    result = np.clip(sanet(photo[None], painting[None])[0, :33, :50], 0, 1)
    assert np.abs(result - reference.stylize(photo, painting, weights)).max() <= 1e-4


def test_what_is_compared_depends_on_style_and_iterations(sanet: SANet) -> None:
    photo, painting, other = picture((64, 64), 1), picture((64, 64), 2), picture((64, 64), 3) ** 3
    once = stylize(sanet, photo, painting)
    assert np.abs(once - stylize(sanet, photo, other)).mean() > 0.005
    assert np.abs(once - stylize(sanet, photo, painting, num_iterations=2)).mean() > 0.005


def test_pools_round_up_and_variances_are_unbiased() -> None:
    x = -np.arange(1, 10, dtype=np.float32).reshape(1, 3, 3, 1)
    np.testing.assert_array_equal(np.asarray(pool(x))[0, :, :, 0], [[-1, -3], [-7, -9]])
    np.testing.assert_allclose(np.std(mvn(x), ddof=1), 1, atol=1e-5)


def test_a_folded_network_computes_the_same(sanet: SANet) -> None:
    photo, painting = picture((80, 64), 1)[None], picture((64, 96), 2)[None]
    folded = sanet.for_graph()
    assert folded.count_params() == sanet.count_params() - 12  # conv0: 3·3 weights, 3 biases
    np.testing.assert_allclose(folded(photo, painting), sanet(photo, painting), atol=1e-5)
    np.testing.assert_array_equal(folded.for_graph()(photo, painting), folded(photo, painting))


def test_a_package_gives_back_a_network_for_any_size(sanet: SANet, sanet_package: Path) -> None:
    restored = restore(sanet_package)
    kernel, bias = (v.numpy() for v in restored.variables if "conv0" in v.path)
    np.testing.assert_array_equal(kernel[0, 0], np.eye(3))
    assert not bias.any()
    photo, painting = picture((67, 90), 1), picture((71, 65), 2)
    near = stylize(restored, photo, painting)
    np.testing.assert_allclose(near, stylize(sanet, photo, painting), atol=0.01)  # float16


def test_attention_in_blocks_is_the_same(sanet: SANet, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, painting = picture((64, 80), 1), picture((64, 64), 2)
    whole = stylize(sanet, photo, painting)
    monkeypatch.setattr(networks, "BLOCK", 7)
    np.testing.assert_allclose(stylize(sanet, photo, painting), whole, atol=1e-6)


def test_initial_weights_keep_activations_of_a_sensible_size(sanet: SANet) -> None:
    image = picture((64, 64), 1)[None]
    features = sanet.encode(image)
    assert all(0.05 < np.mean(feature) < 5 for feature in features)
    keys = sanet.style_code(features).keys
    for query, key in zip(sanet.queries(features), keys, strict=True):
        assert 0.5 < np.std(np.matmul(query, key)) < 5


def test_networks_are_made_by_name() -> None:
    for name in networks.NAMES:
        network = networks.create(name)
        paths = {variable.path: 0 for variable in network.variables}
        assert len(paths) == len(network.variables)
        assert networks.recognise(paths) == name
    with pytest.raises(BuildError, match=r"no network is called 'nobody'.*sanet-lite, sanet"):
        networks.create("nobody")
