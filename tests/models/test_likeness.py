"""Narrow networks beside their teacher: rounding, counting, and the cards of those that ship."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import pytest

from pastiche.models import likeness, networks
from pastiche.models.card import read_card
from pastiche.models.cli import main
from pastiche.models.export import about
from pastiche.models.johnson import Johnson
from pastiche.models.layer_costs import vgg
from pastiche.models.likeness import bytes_of, coarse, measure, products
from pastiche.models.perceptual import PerceptualNetwork
from pastiche.models.restore import restore

WIDTHS = (1, 2, 4, 8, 12)
NAMES = [f"student-rose-window-{width}" for width in WIDTHS]


def test_each_output_channel_has_its_own_values_as_in_the_page() -> None:
    kernel = np.array([[-1, 0], [0.1, 0.1], [0.4, 0.75], [2, 0.3]], np.float32)
    expected = np.array([[-1, 0], [0, 0], [0, 0.75], [2, 0.25]], np.float32)
    np.testing.assert_allclose(coarse(kernel, 2), expected, atol=1e-6)
    np.testing.assert_array_equal(coarse(kernel[:, 0], 2), kernel[:, 0])  # no kernel
    constant = np.full((3, 1), 0.7, np.float32)
    np.testing.assert_array_equal(coarse(constant, 2), constant)


def test_bytes_are_bits_of_kernels_and_two_halves_for_each_channel() -> None:
    arrays = [np.zeros((3, 3, 5, 7), np.float32), np.zeros(7, np.float32)]
    assert bytes_of(arrays, 16) == 2 * (315 + 7)
    assert bytes_of(arrays, 3) == math.ceil(315 * 3 / 8) + 4 * 7 + 2 * 7


def test_products_are_those_of_every_kernel_at_every_place() -> None:
    places = {"half": 1 / 4, "quarter": 1 / 16, "eighth": 1 / 64, "block": 1 / 64, "fine": 1 / 16}
    places |= {"to_quarter": 1 / 16 * 16 / 36, "to_half": 1 / 4 * 16 / 36, "pixels": 1 / 4}
    total = 0.0
    for variable in Johnson(4).variables:
        if variable.path.endswith("kernel"):
            layer = variable.path.split("/")[1].rstrip("01")
            total += math.prod(variable.shape) * places[layer]
    assert products(4) == pytest.approx(total)


def test_vgg_has_the_weights_of_the_published_network() -> None:
    # Simonyan & Zisserman 2014, configuration E, up to conv5_1: 3×3 kernels and a bias each.
    widths = [3, 64, 64, 128, 128, *[256] * 4, *[512] * 5]
    expected = sum(9 * a * b + b for a, b in pairwise(widths))
    assert sum(row.weights for row in vgg()) == expected


def test_a_network_is_as_near_to_itself_as_can_be_and_less_with_fewer_bits() -> None:
    keras.utils.set_random_seed(3)
    student, judge = Johnson(1), PerceptualNetwork()
    photograph = np.random.default_rng(4).random((32, 48, 3), np.float32)
    own = np.asarray(student.painter(photograph[None] - 0.5))[0]
    exact = [np.asarray(v.numpy()) for v in student.variables]
    quality = measure(student, [photograph], [own], judge)
    assert quality["psnr"] > 90
    assert quality["features"] < 1e-6
    assert quality["psnr2"] < quality["psnr4"] < quality["psnr8"] < quality["psnr"]
    for variable, before in zip(student.variables, exact, strict=True):
        np.testing.assert_array_equal(variable.numpy(), before)


def test_of_those_that_ship_the_wider_is_the_nearer_and_eight_bits_are_enough() -> None:
    cards = [read_card(likeness.PACKAGES / name) for name in NAMES]
    for narrow, wide in pairwise(cards):
        assert wide.quality["psnr"] > narrow.quality["psnr"] + 1
        assert wide.quality["features"] < narrow.quality["features"]
    assert all(abs(card.quality["psnr8"] - card.quality["psnr"]) < 0.1 for card in cards)
    assert sum(path.stat().st_size for name in NAMES for path in folder(name).iterdir()) < 1e6


def folder(name: str) -> Path:
    """The package that ships."""
    return likeness.PACKAGES / name


def test_a_students_name_tells_its_style_and_its_width() -> None:
    network = restore(NAMES[1])
    assert isinstance(network, Johnson)
    assert network.painter.width == WIDTHS[1]
    arrays = {v.path: np.asarray(v.numpy()) for v in network.variables}
    assert networks.create(networks.recognise(arrays)).count_params() == network.count_params()
    card = read_card(folder(NAMES[1]))
    assert card.style == "rose-window"
    said = about(card.name)
    assert {key: getattr(card, key) for key in said} == said


def test_likeness_is_asked_of_networks_for_one_style(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["likeness", "sanet-lite"])
    assert "invalid choice: 'sanet-lite'" in capsys.readouterr().err
