"""The full SANet beside the small network: offered, fetched when asked for, and exact."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pastiche.models.apply import stylize
from pastiche.models.card import read_card

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
PATIENT = """
const later = setTimeout;
window.setTimeout = (what, ms, ...rest) => later(what, ms === 120000 ? 800000 : ms, ...rest);
"""
"""A processor that plays graphics card gets as long to start as it needs."""


@pytest.fixture(scope="module")
def built(offering, sanet_package) -> Path:
    """A site of one post whose stylizer offers the full SANet too."""
    site, report = offering(sanet_package)
    (note,) = (note for note in report.warnings if "SANet" in note)
    assert "84 MB more" in note
    return site


@pytest.fixture
def post(built, serve):
    """Behind a server that forbids to keep anything, which TensorFlow.js's own loader of many
    shards does not survive."""
    return serve(built, headers={"Cache-Control": "no-store"})


def begin(stylizer, post, backend, content, style):
    stylizer.open(post.url + "posts/waves/", backend)
    stylizer.choose(content, style)
    stylizer.host.get_by_label("Network").select_option("sanet")


def assert_psnr(stylizer, expected):
    """The result is `expected`, (H, W, 3) in [0, 1], to 60 dB, both in steps of 1/255."""
    stylizer.assert_not_blank()
    result = np.asarray(stylizer.result().convert("RGB"), np.float32)
    error = np.mean((result - np.round(255 * expected)) ** 2)
    assert 10 * np.log10(255**2 / max(error, 1e-9)) >= 60


def test_nothing_of_it_is_fetched_before_the_button_is_pressed(
    post, stylizer, save, photo, painting
):
    begin(stylizer, post, "wasm", save(photo, "photo.png"), save(painting, "painting.png"))
    host = stylizer.host
    option = host.get_by_label("Network").locator("option[value=sanet]")
    assert option.inner_text().endswith("84\N{NO-BREAK SPACE}MB")
    assert stylizer.button.inner_text() == "Download 84\N{NO-BREAK SPACE}MB and stylize"
    assert not host.get_by_label("Keep detail").is_visible()
    stylizer.page.wait_for_load_state("networkidle")
    assert not [path for _, path in post.requests if "assets/models/" in path]
    host.get_by_label("Network").select_option("sanet-lite")
    assert stylizer.button.inner_text().startswith("Stylize\n")
    assert host.get_by_label("Keep detail").is_visible()


def test_wasm_paints_what_tensorflow_paints_from_twenty_shards(
    post, stylizer, save, photo, painting, sanet_package
):
    square = painting[:96, :96]
    begin(stylizer, post, "wasm", save(photo, "photo.png"), save(square, "painting.png"))
    stylizer.stylize(seconds=240)
    shards = [path for _, path in post.requests if path.endswith(".bin") and "shard" in path]
    assert len(shards) == len([n for n in read_card(sanet_package).files if "shard" in n]) > 11
    assert_psnr(stylizer, stylize(sanet_package, photo / 255, square / 255))

    with stylizer.expect_result(240):
        stylizer.host.get_by_label("Iterations").fill("2")
    twice = stylize(sanet_package, photo / 255, square / 255, num_iterations=2)
    stylizer.assert_result_is(twice)


@pytest.mark.usefixtures("wrong_backends")
def test_its_self_test_on_the_last_backend_follows_the_first_picture(
    post, stylizer, save, photo, painting
):
    begin(
        stylizer, post, "wasm", save(photo, "photo.png"), save(painting[:96, :96], "painting.png")
    )
    stylizer.stylize(seconds=240)
    stylizer.host.get_by_label("Iterations").fill("2")
    stylizer.wait("error")
    assert "neither WebGL nor WebAssembly" in stylizer.status.inner_text()


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_webgl_paints_what_tensorflow_paints(post, stylizer, save, photo, painting, sanet_package):
    small, style = photo[:64, :64], painting[:64, :64]
    stylizer.page.add_init_script(PATIENT)
    begin(stylizer, post, "webgl", save(small, "photo.png"), save(style, "painting.png"))
    stylizer.stylize(seconds=900)
    assert_psnr(stylizer, stylize(sanet_package, small / 255, style / 255))


def test_changing_the_network_and_back_keeps_pictures_and_downloads_nothing_again(
    post, stylizer, save, photo, painting
):
    stylizer.open(post.url + "posts/waves/")
    stylizer.choose(save(photo, "photo.png"), save(painting[:96, :96], "painting.png"))
    stylizer.stylize()
    lite = stylizer.result().tobytes()
    stylizer.host.get_by_label("Network").select_option("sanet")
    assert stylizer.result().tobytes() == lite, "the result stays until there is another"
    stylizer.stylize(seconds=240)
    assert stylizer.result().tobytes() != lite
    post.requests.clear()
    with stylizer.expect_result():  # it is in memory: shown without another press
        stylizer.host.get_by_label("Network").select_option("sanet-lite")
    assert stylizer.result().tobytes() == lite
    assert not [path for _, path in post.requests if "assets/models/" in path]
