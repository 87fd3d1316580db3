"""The perceptual network's package: normalised, exact, and refused when damaged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import perceptual_package
from pastiche.models.card import PerceptualCard, read_card_as
from pastiche.models.perceptual import GAIN, LAYERS, PerceptualNetwork
from pastiche.models.perceptual_package import (
    export_perceptual,
    restore_perceptual,
    verify_perceptual,
)
from pastiche.samples.catalogue import samples
from tests.models.conftest import shake


@pytest.fixture(scope="module")
def weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint: shaken weights, heads, an optimiser's state."""
    network = PerceptualNetwork()
    shake(network.variables)
    path = tmp_path_factory.mktemp("weights") / "checkpoint.npz"
    arrays = {v.path: np.asarray(v.numpy()) for v in network.variables}
    others = {"heads/relu1_1/kernel": np.ones(3), "optimizer/0": np.ones(1)}
    np.savez(path, **arrays, **others)
    return path


@pytest.fixture
def package(weights_file: Path, tmp_path: Path) -> Path:
    export_perceptual(weights_file, tmp_path / "perceptual")
    return tmp_path / "perceptual"


def features(network: PerceptualNetwork, pooling: str) -> dict[str, np.ndarray]:
    picture = np.random.default_rng(4).random((1, 48, 35, 3)).astype(np.float32)
    return {n: np.asarray(x) for n, x in network.features(picture, pooling).items()}


def test_levels_halve_and_have_their_widths() -> None:
    seen = features(PerceptualNetwork(), "max")
    assert seen.keys() == {layer.name for layer in LAYERS}
    shapes = [seen[name].shape for name in ("1_1", "2_1", "3_1", "4_1", "4_2", "5_1")]
    widths = {layer.name: layer.width for layer in LAYERS}
    assert shapes[0] == (1, 48, 35, widths["1_1"])
    assert shapes[1:3] == [(1, 24, 17, widths["2_1"]), (1, 12, 8, widths["3_1"])]
    assert shapes[3:] == [(1, 6, 4, widths[n]) for n in ("4_1", "4_2")] + [(1, 3, 2, widths["5_1"])]


@pytest.mark.parametrize("pooling", ["average", "max"])
def test_a_package_sees_what_was_trained_but_for_a_scale_of_each_layer(
    weights_file: Path, package: Path, pooling: str
) -> None:
    trained = PerceptualNetwork(GAIN)
    with np.load(weights_file) as arrays:
        for variable in trained.variables:
            variable.assign(arrays[variable.path])
    before, after = features(trained, pooling), features(restore_perceptual(package), pooling)
    for name in before:
        scale = np.linalg.norm(after[name]) / np.linalg.norm(before[name])
        np.testing.assert_allclose(after[name], scale * before[name], atol=0.01 * after[name].max())


def test_layers_have_a_mean_activation_of_one_over_the_samples(package: Path) -> None:
    shown = samples(perceptual_package.ROOT)
    pictures = np.stack(
        [perceptual_package.picture(s.path) for s in (*shown.contents, *shown.styles)]
    )
    seen = restore_perceptual(package).features(pictures, "average")
    assert [float(np.mean(x)) for x in seen.values()] == pytest.approx([1] * len(seen), abs=0.01)


def test_the_card_lists_the_layers_in_vggs_order(package: Path) -> None:
    card = read_card_as(PerceptualCard, package)
    assert card.family == "perceptual"
    assert card.bytes < 1_000_000
    assert card.layers[:4] == ("conv1_1", "conv1_2", "pool1", "conv2_1")
    assert card.layers[-2:] == ("pool4", "conv5_1")
    entries = json.loads((package / "model.json").read_text())["weightsManifest"][0]["weights"]
    kernels = [e["name"] for e in entries if e["name"].endswith("/kernel")]
    assert kernels == [f"{n}/kernel" for n in card.layers if n.startswith("conv")]


def test_the_self_test_is_passed_and_notices_another_weight(package: Path) -> None:
    assert verify_perceptual(package).max < 1e-3
    path = package / "card.json"
    card = json.loads(path.read_text())
    card["golden"]["max"]["conv3_2"] *= 1.1
    path.write_text(json.dumps(card))
    with pytest.raises(BuildError, match="self-test is 9 % away in one layer"):
        verify_perceptual(package)


def test_a_package_cut_short_is_refused(package: Path) -> None:
    with (package / "group1-shard1of1.bin").open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(BuildError, match="1,000 bytes"):
        verify_perceptual(package)
