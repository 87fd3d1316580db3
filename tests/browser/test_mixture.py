"""Several styles at once, how large their patterns are, and whose colours the result has."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pastiche.models.apply import stylize

pytestmark = pytest.mark.usefixtures("open_mixture")


@pytest.fixture
def square(painting):
    return painting[:96, :96]


@pytest.fixture
def other(painting):
    """Another style, (64, 64, 3)."""
    return np.ascontiguousarray(255 - painting[40:104, 16:80, ::-1])


@pytest.fixture
def open_mixture(site, stylizer, save, photo, square):
    """A result with one style, and where others are added opened."""
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(square, "square.png"))
    stylizer.stylize()
    stylizer.host.get_by_role("button", name="Mix with another style").click()


def add(stylizer, path):
    with stylizer.expect_result():
        stylizer.host.get_by_label("Add a style file").set_input_files(path)


def test_a_mixture_is_what_tensorflow_paints_and_follows_its_sliders(
    stylizer, save, photo, square, other
):
    add(stylizer, save(other, "other.png"))
    assert stylizer.host.get_by_label("Share of square").input_value() == "50"
    with stylizer.expect_result():
        stylizer.host.get_by_label("Share of other").fill("80")
    assert stylizer.host.get_by_label("Share of square").input_value() == "20"
    mixture = [(square / 255, 0.2), (other / 255, 0.8)]
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, mixture))


def test_a_style_can_be_taken_out_again_even_the_first(stylizer, save, photo, other):
    host = stylizer.host
    add(stylizer, save(other, "other.png"))
    with stylizer.expect_result():
        host.get_by_role("button", name="Remove square").click()
    assert host.get_by_label("Share of other").count() == 0
    assert (
        host.get_by_role("group", name="In the style of")
        .get_by_text("other", exact=True)
        .is_visible()
    )
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, other / 255))
    focused = host.evaluate("host => host.shadowRoot.activeElement.className")
    assert focused == "mix-open"


def test_four_styles_are_the_most_and_none_is_offered_twice(stylizer):
    host = stylizer.host
    adding = host.get_by_role("group", name="Add another style")
    for count in range(3):
        button = adding.get_by_role("button").nth(1)
        name = button.get_attribute("aria-label")
        with stylizer.expect_result():
            button.press("Enter")
        if count < 2:
            assert adding.get_by_role("button", name=name, exact=True).count() == 0
    assert (
        host.get_by_role("list", name="Styles in the mixture").get_by_role("listitem").count() == 4
    )
    assert not adding.is_visible()
    assert host.get_by_text("4 styles at once are the most.").is_visible()
    shares = [int(one.input_value()) for one in host.get_by_label("Share of").all()]
    assert shares == [25, 25, 25, 25]


def test_undo_brings_a_mixture_back(stylizer, save, other):
    add(stylizer, save(other, "other.png"))
    mixed = stylizer.result().tobytes()
    with stylizer.expect_result():
        stylizer.host.get_by_role("button", name="Remove other").click()
    assert stylizer.result().tobytes() != mixed
    stylizer.host.get_by_role("button", name="Undo").click()
    assert stylizer.result().tobytes() == mixed
    assert stylizer.host.get_by_label("Share of other").input_value() == "50"


def test_axe_and_fingers_have_nothing_against_it(root, stylizer, save, other):
    page, host = stylizer.page, stylizer.host
    add(stylizer, save(other, "other.png"))
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate((root / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate("axe.run().then(({violations}) => violations)")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    small = host.evaluate(
        """host => [...host.shadowRoot.querySelectorAll('.well-style button, .mix-list input')]
          .filter((element) => element.checkVisibility())
          .map((element) => element.getBoundingClientRect())
          .filter(({width, height}) => width < 44 || height < 44).length"""
    )
    assert small == 0
    scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(scrolls)


def luma(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"), np.float32) @ [0.299, 0.587, 0.114]


@pytest.mark.parametrize("name", ["Keep colours", "Recolour"])
def test_colours_follow_their_slider_without_the_network(stylizer, photo, square, name):
    page, host = stylizer.page, stylizer.host
    page.evaluate("() => { Worker.prototype.postMessage = () => { throw new Error('asked') } }")
    painted = stylizer.result()
    with stylizer.expect_result():
        host.get_by_label(name).fill("100")
    coloured = stylizer.result()
    assert coloured.tobytes() != painted.tobytes()
    pixels = np.asarray(coloured.convert("RGB"), np.float32)
    if name == "Keep colours":
        assert np.abs(luma(coloured) - luma(painted)).max() < 1.5
        chroma, due = (p[..., :2] - p[..., 2:] for p in (pixels, np.asarray(photo, np.float32)))
        assert np.corrcoef(chroma.ravel(), due.ravel())[0, 1] > 0.9
    else:
        was = np.asarray(painted.convert("RGB"), np.float32)
        mean = square.mean(axis=(0, 1))
        assert np.abs(pixels.mean(axis=(0, 1)) - mean).sum() < np.abs(was.mean((0, 1)) - mean).sum()
    with stylizer.expect_result():
        host.get_by_label(name).fill("0")
    assert stylizer.result().tobytes() == painted.tobytes()


def test_style_size_changes_what_the_network_sees_of_the_style(stylizer, photo, square):
    with stylizer.expect_result():
        stylizer.host.get_by_label("Style size").fill("200")
    large = Image.fromarray(square).resize((192, 192), Image.Resampling.BICUBIC)
    expected = stylize("sanet-lite", photo / 255, np.asarray(large) / 255)
    result = np.asarray(stylizer.result().convert("RGB"), np.float32) / 255
    usual = stylize("sanet-lite", photo / 255, square / 255)
    assert np.abs(result - expected).mean() < np.abs(result - usual).mean() / 2
