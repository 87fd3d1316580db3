"""A network for one style: its package in TensorFlow.js, what strength does, what its card says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pastiche.models import weights
from pastiche.models.apply import stylize
from pastiche.models.card import read_card
from pastiche.models.export import about, export
from pastiche.models.johnson import Johnson
from pastiche.models.places import PACKAGES
from pastiche.models.restore import restore
from pastiche.models.verify import verify
from tests.models import johnson_reference as reference
from tests.models.conftest import RunJobs, Stylize, shake
from tests.models.test_parity import picture, psnr

SHIPPED = sorted(path.name for path in PACKAGES.glob("johnson-*"))
"""The networks of the repository."""


def arrays_of(name: str) -> dict[str, np.ndarray]:
    """A shipped network's weights by variable path."""
    return {variable.path: np.array(variable) for variable in restore(name).variables}


@pytest.fixture(scope="module")
def weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    network = Johnson()
    shake(network.variables)
    path = tmp_path_factory.mktemp("weights") / "shaken.npz"
    np.savez(path, **{v.path: np.asarray(v.numpy()) for v in network.variables})
    return path


@pytest.fixture(scope="module")
def package(weights_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages") / "johnson-breakers"
    export("johnson-breakers", weights_file, folder, "uint8")
    return folder


@pytest.mark.parametrize("size", [(48, 80), (144, 96)])
def test_tfjs_agrees_with_tensorflow(
    package: Path, stylized: Stylize, size: tuple[int, int]
) -> None:
    photo, other = picture(*size, seed=1), picture(32, 32, seed=2)
    result = stylized(package, photo, other)
    expected = restore(package)(photo, other)
    assert result.shape == (1, *size, 3)
    assert np.abs(result - expected).max() < 1e-4
    assert psnr(result, photo) < 40  # it has painted


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_network_paints_what_its_layers_do_in_numpy(name: str) -> None:
    photo = picture(56, 88, seed=4)[0]
    expected = reference.painted(photo, arrays_of(name))
    assert np.abs(stylize(name, photo, photo) - expected).max() < 1e-4
    assert expected.std() > 0.05


def test_the_amount_fades_the_painting_in(package: Path, tfjs_jobs: RunJobs) -> None:
    nodes, inputs = read_card(package).nodes, read_card(package).inputs
    photo = picture(48, 48, seed=1)
    shape = (1, 1, 1, 1)
    feeds = [{inputs.image: photo, "amount": np.full(shape, a, np.float32)} for a in (0, 0.5, 1)]
    none, half, whole = (
        made[nodes.output] for made in tfjs_jobs(package, [(f, [nodes.output]) for f in feeds])
    )
    np.testing.assert_allclose(none, photo, atol=1e-6)
    np.testing.assert_allclose(half, (photo + whole) / 2, atol=1e-5)


def test_strength_0_is_the_content_and_the_style_given_is_not_looked_at(package: Path) -> None:
    photo, one, other = (picture(40, 56, seed)[0] for seed in (1, 2, 3))
    network = restore(package)
    np.testing.assert_allclose(stylize(network, photo, one, strength=0), photo, atol=1e-6)
    np.testing.assert_array_equal(stylize(network, photo, one), stylize(network, photo, other))


def test_weights_in_bytes_change_nothing_visible(weights_file: Path, package: Path) -> None:
    photo = picture(96, 64, seed=1)[0]
    assert psnr(*(stylize(source, photo, photo) for source in (weights_file, package))) > 45


def test_the_card_names_its_style_and_what_is_known_about_it(package: Path) -> None:
    card = read_card(package)
    assert (card.family, card.style, card.title) == ("feed-forward", "breakers", "Breakers only")
    assert card.parameters < 250_000
    assert card.bytes < 500_000
    assert verify(package).max < 0.51 / 255  # rounded to bytes


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_says_what_models_toml_says_of_it(name: str) -> None:
    card = read_card(PACKAGES / name)
    said = about(name)
    assert {key: getattr(card, key) for key in said} == said


def test_any_style_can_be_exported_under_its_own_name(weights_file: Path, tmp_path: Path) -> None:
    card = export("johnson-my-cat", weights_file, tmp_path / "package")
    assert (card.name, card.style, card.title) == ("johnson-my-cat", "my-cat", "my-cat")
    assert weights.read(weights_file).keys() == {
        v.path for v in restore(tmp_path / "package").variables
    }
