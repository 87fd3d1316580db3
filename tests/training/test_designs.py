"""Designs of sanet-lite other than the shipped one: built, and without what they do without."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from pastiche.models.sanet_lite import SANetLite
from pastiche.training import data, designs, losses
from pastiche.training.designs import DESIGNS, RECIPE, Design, mean_scales
from pastiche.training.perceptual import Perception, Teacher
from tests.training.test_losses import perception
from tests.training.test_train import teacher_state

RNG = np.random.default_rng(4)
CONTENT, STYLE = RNG.random((2, 1, 64, 64, 3), np.float32)


@pytest.fixture(scope="module")
def networks() -> dict[str, SANetLite]:
    """One of each, no layer of which begins as zeros."""
    built = {name: SANetLite(design.config) for name, design in DESIGNS.items()}
    for variable in (v for network in built.values() for v in network.variables):
        variable.assign_add(keras.random.normal(variable.shape, stddev=0.02, seed=9))
    return built


def test_a_design_paints_pictures(networks: dict[str, SANetLite]) -> None:
    for network in networks.values():
        result = np.asarray(network(CONTENT, STYLE))
        assert result.shape == CONTENT.shape
        assert np.isfinite(result).all()


def test_a_design_lacks_what_it_is_named_for(networks: dict[str, SANetLite]) -> None:
    paths = {name: {v.path for v in one.variables} for name, one in networks.items()}
    shipped = paths["as shipped"]
    assert all("attention5/" in path for path in shipped - paths["one level"])
    assert all("/adain" in path for path in shipped - paths["no skips"])
    assert paths["one level"] < shipped
    assert paths["no skips"] < shipped
    assert not any("depthwise" in path for path in paths["dense blocks"])
    sizes = {name: network.count_params() for name, network in networks.items()}
    assert sizes["one level"] < sizes["no skips"] < sizes["as shipped"] < sizes["dense blocks"]
    assert sizes["unbalanced loss"] == sizes["as shipped"]


def test_without_skips_there_is_no_detail_to_keep(networks: dict[str, SANetLite]) -> None:
    for name, heeds in (("as shipped", True), ("no skips", False)):
        kept, left = (np.asarray(networks[name](CONTENT, STYLE, detail=d)) for d in (1.0, 0.0))
        assert np.array_equal(kept, left) != heeds


def test_one_level_asks_at_an_eighth_only(networks: dict[str, SANetLite]) -> None:
    network = networks["one level"]
    features = network.encode(CONTENT)
    assert [q.shape for q in network.queries(features)] == [(1, 64, network.config.head)]
    code = network.style_code(features)
    assert (len(code.keys), len(code.values)) == (1, 1)


def test_the_unbalanced_loss_of_a_pair_is_the_balanced_one_where_the_scales_are_its_own() -> None:
    result, style, content = (
        Perception(x.narrow4[:1], x.narrow5[:1], tuple(w[:1] for w in x.wide))
        for x in map(perception, (1, 2, 3))
    )
    own = tuple(float(scale[0]) for scale in losses.style_scales(style, content))
    balanced = float(losses.style_loss(result, style, content))
    assert float(losses.style_loss(result, style, content, own)) == pytest.approx(balanced)
    doubled = tuple(2 * scale for scale in own)
    assert float(losses.style_loss(result, style, content, doubled)) == pytest.approx(balanced / 2)


def test_mean_scales_are_those_of_the_training_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = RNG.integers(0, 256, (2, 160, 160, 3), dtype=np.uint8)
    pictures = data.Pictures((noise[0],), (noise[1],))
    monkeypatch.setattr(designs, "SCALED_BY", 2)
    teacher = Teacher(teacher_state())
    last = len(RECIPE.phases) - 1
    task = designs.task(Design(balanced=False), SANetLite(), teacher_state(), pictures)
    pairs = [task.batches(last)(step) for step in range(2)]
    each = [np.mean(losses.style_scales(teacher(s), teacher(c)), axis=1) for c, s in pairs]
    assert task.weights.style_scales == pytest.approx(np.mean(each, axis=0), rel=1e-4)
    assert mean_scales(teacher, pictures, RECIPE) == task.weights.style_scales


def test_a_design_begins_with_the_shipped_weights_that_fit(
    networks: dict[str, SANetLite],
) -> None:
    shipped = networks["as shipped"]
    nothing = data.Pictures((), ())
    values = {v.path: np.asarray(v) for v in shipped.variables}
    for name in ("dense blocks", "one level"):
        begun = designs.task(DESIGNS[name], shipped, teacher_state(), nothing)
        own = {v.path: np.asarray(v) for v in begun.model.variables}
        shared = own.keys() & values.keys()
        assert {"encoder/stem/conv/kernel", "merge/conv/kernel"} <= shared
        assert all(np.array_equal(own[path], values[path]) for path in shared)
