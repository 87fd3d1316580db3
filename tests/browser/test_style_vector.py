"""A network of style vectors beside the small one: offered without what it has not, and exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from pastiche.models.apply import stylize
from pastiche.models.card import read_card
from tests.browser.test_sanet import SOFTWARE_GPU


@pytest.fixture(scope="module")
def built(offering, ghiasi_package) -> Path:
    """A site of one post whose stylizer offers it."""
    site, _ = offering(ghiasi_package)
    return site


@pytest.fixture
def post(built, serve) -> str:
    return serve(built).url + "posts/waves/"


def test_wasm_paints_what_tensorflow_paints_and_offers_only_what_there_is(
    post, stylizer, save, photo, painting, ghiasi_package
):
    square = painting[:96, :96]
    stylizer.open(post)
    stylizer.choose(save(photo, "photo.png"), save(square, "painting.png"))
    host = stylizer.host
    look = host.get_by_role("button", name="Where does it look?")
    stylizer.stylize()
    assert look.is_visible()
    host.get_by_label("Network").select_option("ghiasi")
    stylizer.stylize()
    stylizer.assert_result_is(stylize(ghiasi_package, photo / 255, square / 255))
    assert read_card(ghiasi_package).inputs.keep_detail is None
    assert not host.get_by_label("Keep detail").is_visible()
    assert not look.is_visible()

    with stylizer.expect_result():
        host.get_by_label("Strength").fill("40")
    weaker = stylize(ghiasi_package, photo / 255, square / 255, strength=0.4)
    stylizer.assert_result_is(weaker)


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_webgl_paints_what_tensorflow_paints(post, stylizer, save, photo, painting, ghiasi_package):
    small, style = photo[:64, :64], painting[:64, :64]
    stylizer.open(post, "webgl")
    stylizer.choose(save(small, "photo.png"), save(style, "painting.png"))
    stylizer.host.get_by_label("Network").select_option("ghiasi")
    stylizer.stylize()
    stylizer.assert_result_is(stylize(ghiasi_package, small / 255, style / 255))
