"""Networks for one style: offered beside the others, chosen with their style, and left with it."""

from __future__ import annotations

import numpy as np
import pytest

from pastiche.models.apply import stylize
from tests.browser.test_sanet import SOFTWARE_GPU

STYLE = "johnson-wheat"


@pytest.fixture
def post(site) -> str:
    return f"{site.url}posts/price-of-speed/"


def expected(root, photo: np.ndarray) -> np.ndarray:
    return stylize(root / "assets" / "models" / STYLE, photo / 255, photo / 255)


def chosen(stylizer) -> tuple[str, str]:
    """The network, and the style's title."""
    network, style = stylizer.host.evaluate(
        "host => [host.session.state.model, host.session.state.style.title]"
    )
    return network, style


def until_chosen(stylizer, title: str) -> None:
    stylizer.page.wait_for_function(
        "([host, title]) => host.session.state.style?.title === title",
        arg=[stylizer.host.element_handle(), title],
    )


def test_a_network_brings_its_style_and_goes_when_another_is_chosen(
    post, stylizer, save, photo, painting, root
):
    stylizer.open(post)
    stylizer.choose(save(photo, "photo.png"))
    until_chosen(stylizer, "Rose window")
    assert chosen(stylizer) == ("johnson-rose-window", "Rose window")
    stylizer.host.get_by_label("Network").select_option(STYLE)
    until_chosen(stylizer, "Wheat and wind")
    assert chosen(stylizer) == (STYLE, "Wheat and wind")
    stylizer.stylize()
    stylizer.assert_result_is(expected(root, photo))
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    assert not stylizer.host.get_by_role("button", name="Where does it look?").is_visible()
    mixing = stylizer.host.get_by_role("button", name="to mix, choose another network")
    assert mixing.is_disabled()
    assert not stylizer.host.get_by_label("Style size").is_visible()
    stylizer.choose(save(photo, "again.png"), save(painting, "own.png"))
    assert chosen(stylizer) == ("sanet-lite", "own")
    assert stylizer.host.get_by_role("button", name="Mix with another style").is_enabled()
    assert stylizer.host.get_by_label("Style size").is_visible()


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_webgl_paints_what_tensorflow_paints(post, stylizer, save, photo, root):
    small = photo[:64, :64]
    stylizer.open(post, "webgl")
    stylizer.choose(save(small, "photo.png"))
    stylizer.host.get_by_label("Network").select_option(STYLE)
    until_chosen(stylizer, "Wheat and wind")
    stylizer.stylize()
    stylizer.assert_result_is(expected(root, small))
