"""Several styles, each where the visitor paints it."""

from __future__ import annotations

import numpy as np
import pytest

from pastiche.models.apply import stylize


@pytest.fixture
def other(painting):
    """Another style, (64, 64, 3)."""
    return np.ascontiguousarray(255 - painting[40:104, 16:80, ::-1])


@pytest.fixture
def painter(site, stylizer, save, photo, painting, other):
    """The dialogue, opened by keyboard on a mixture that is on show."""
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting[:96, :96], "square.png"))
    stylizer.stylize()
    host = stylizer.host
    host.get_by_role("button", name="Mix with another style").click()
    with stylizer.expect_result():
        host.get_by_label("Add a style file").set_input_files(save(other, "other.png"))
    host.get_by_role("button", name="Paint where each style goes").press("Enter")
    return host.get_by_role("dialog", name="Paint where each style goes")


def shares(stylizer) -> dict[str, float]:
    """How much of the content each style was painted on."""
    return stylizer.host.evaluate(
        """({session}) => {
          const {owners, pictures} = session.state.regions;
          const share = (i) => owners.filter((one) => one === i + 1).length / owners.length;
          return Object.fromEntries(pictures.map(({title}, i) => [title, share(i)]));
        }"""
    )


def test_each_half_is_painted_in_its_style(stylizer, painter, root, save, photo, painting, other):
    stylizer.page.evaluate((root / "node_modules/axe-core/axe.min.js").read_text())
    assert stylizer.page.evaluate("axe.run().then(({violations}) => violations)") == []
    painter.get_by_role("button", name="Right half").press("Enter")
    painter.get_by_role("radio", name="square").check(force=True)
    painter.get_by_role("button", name="Left half").press("Enter")
    with stylizer.expect_result():
        painter.get_by_role("button", name="Done").press("Enter")
    assert shares(stylizer) == {"other": 0.5, "square": 0.5}
    result = np.asarray(stylizer.result().convert("RGB"), np.float32) / 255
    left = stylize("sanet-lite", photo / 255, painting[:96, :96] / 255)
    right = stylize("sanet-lite", photo / 255, other / 255)
    assert np.abs(result - left)[:, :40].mean() < 2 / 255
    assert np.abs(result - right)[:, 88:].mean() < 2 / 255
    assert np.abs(left - right).mean() > 0.05
    with stylizer.page.expect_file_chooser() as chooser:
        stylizer.host.get_by_role("button", name="More").click()
        stylizer.host.get_by_role("button", name="Paint many").click()
    chooser.value.set_files([save(photo, "one.png"), save(photo, "two.png")])
    stylizer.host.locator(".queue").get_by_text("here they are mixed everywhere").wait_for()
    stylizer.host.get_by_role("button", name="Close the list of photographs").click()
    with stylizer.expect_result():
        stylizer.host.get_by_role("button", name="Remove other").click()
    stylizer.assert_result_is(left)  # alone again, a style goes everywhere


def test_a_brush_paints_by_mouse_and_by_keys_and_can_be_undone(stylizer, painter):
    page = stylizer.page
    board = painter.get_by_role("application")
    board.press("Space")
    box = board.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 5, steps=3)
    page.mouse.up()
    page.keyboard.press("Control+z")
    with stylizer.expect_result():
        page.keyboard.press("Escape")
    dab = shares(stylizer)["other"]
    assert abs(dab - np.pi * 0.1**2 / 0.75) < 0.01  # a fifth of the longer side, of 4 by 3
    focused = stylizer.host.evaluate("host => host.shadowRoot.activeElement.className")
    assert focused == "mix-divide"
    with stylizer.expect_result():
        stylizer.host.get_by_role("button", name="Paint where each style goes").press("Enter")
        board.press("ArrowLeft")
        board.press("Shift+ArrowUp")
        board.press("Enter")
        painter.get_by_role("button", name="Done").click()
    assert shares(stylizer)["other"] > dab
    stylizer.host.get_by_role("button", name="Undo", exact=True).click()
    assert shares(stylizer)["other"] == dab, "regions are part of a result"
    with stylizer.expect_result():
        stylizer.host.get_by_role("button", name="Paint where each style goes").press("Enter")
        painter.get_by_role("button", name="Clear").click()
        painter.get_by_role("button", name="Done").click()
    assert stylizer.host.evaluate("host => host.session.state.regions") is None
