"""A map of styles, as a reader walks on it: with the network that ships, and with Magenta's."""

from __future__ import annotations

import numpy as np
import pytest

from pastiche.models.apply import stylize

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
POST = "posts/mean-and-spread/"


class Map:
    """The first map of a page, opened with two styles."""

    def __init__(self, page, url: str, backend: str, content, style) -> None:
        self.page = page
        page.goto(url)
        self.lab = page.locator("map-lab").first
        self.lab.scroll_into_view_if_needed()
        page.wait_for_selector("map-lab[data-state=idle]")
        self.lab.evaluate(
            """(lab, name) => {
              lab.setAttribute('backend', name);
              lab.config.styles.length = 2;
            }""",
            backend,
        )
        self.lab.get_by_label("Choose a picture file").set_input_files(content)
        self.lab.get_by_label("Choose a style file").set_input_files(style)
        self.lab.get_by_role("button", name="Open the map").click()
        self.wait("lab.result && lab.dataset.state === 'done'")
        assert self.lab.get_attribute("data-backend") == backend

    def wait(self, condition: str) -> None:
        self.page.wait_for_function(
            f"lab => lab.dataset.state === 'error' || ({condition})",
            arg=self.lab.element_handle(),
            timeout=60_000,
        )
        assert self.lab.get_attribute("data-state") != "error", self.said

    @property
    def said(self) -> str:
        return self.lab.get_by_role("status").inner_text()

    @property
    def place(self) -> list[float]:
        return self.lab.evaluate("lab => lab.pad.place")

    def meant(self, place: list[float]) -> list[float]:
        """That place, or the nearest one among the styles."""
        return self.lab.evaluate("(lab, place) => lab.space.meant(place)", place)

    def result(self) -> np.ndarray:
        """(H, W, 3) in [0, 1]."""
        width, height, data = self.lab.evaluate(
            "lab => [lab.result.width, lab.result.height, [...lab.result.data]]"
        )
        return np.array(data, np.float32).reshape(height, width, 4)[..., :3] / 255


@pytest.fixture
def files(save, photo, painting):
    """A content and a style of 64 pixels."""
    return save(photo[:64, :64], "photo.png"), save(painting[:64, :64], "painting.png")


def test_on_the_readers_own_style_it_paints_that_and_elsewhere_what_lies_between(
    site, page, files, photo, painting, without_attention
):
    walk = Map(page, site.url + POST, "wasm", *files)
    content, style = photo[:64, :64] / 255, painting[:64, :64] / 255
    assert walk.said == "At painting, exactly."
    there = walk.result()
    assert np.abs(there - stylize(without_attention, content, style)).mean() < 2 / 255

    pad = walk.lab.get_by_role("application")
    pad.focus()
    x, y = walk.place
    inwards = "Right" if x < 0 else "Left"
    page.keyboard.press(f"Shift+Arrow{inwards}")
    walk.wait("lab.dataset.state === 'done'")
    meant = walk.meant([x + (0.2 if x < 0 else -0.2), y])
    assert walk.place == pytest.approx(meant)
    assert "Nearest: " in walk.said
    assert np.abs(walk.result() - there).mean() > 2 / 255

    walk.lab.get_by_role("radio", name="Wheat and wind").check(force=True)
    walk.wait("lab.dataset.state === 'done' && lab.pad.place === lab.space.marks[1].place")
    assert walk.said == "At Wheat and wind, exactly."
    pad.hover(position={"x": 5, "y": 5})
    box = pad.bounding_box()
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + step * box["width"] / 6, box["y"] + box["height"] / 2)
    page.mouse.up()
    walk.wait("lab.dataset.state === 'done'")
    assert walk.place == pytest.approx(walk.meant([2 / 3, 0]), abs=0.02)

    walk.lab.get_by_label("Strength").fill("0")
    walk.wait("lab.dataset.state === 'done' && lab.seen?.own")
    own = stylize(without_attention, content, content)
    assert np.abs(walk.result() - own).mean() < 2 / 255


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_with_magentas_network_webgl_paints_what_tensorflow_does(
    site, page, files, photo, painting, magenta_package
):
    """A page is the same whichever network it has: this one gets Magenta's in place of ours."""
    page.route(
        "**/assets/models/sanet-lite-*/*",
        lambda route: route.fulfill(path=magenta_package / route.request.url.rsplit("/", 1)[1]),
    )
    walk = Map(page, site.url + POST, "webgl", *files)
    assert walk.said == "At painting, exactly."
    expected = stylize(magenta_package, photo[:64, :64] / 255, painting[:64, :64] / 255)
    assert np.abs(walk.result() - expected).mean() < 2 / 255


def test_without_magentas_network_the_page_says_so_and_shows_places_of_the_map(site, launch):
    page = launch().new_page(java_script_enabled=False, service_workers="block")
    try:
        page.goto(site.url + POST)
        still = page.locator("map-lab .lab-pictures img")
        assert "16 places" in still.get_attribute("alt")
        assert page.get_by_text("Magenta’s is not here").is_visible()
    finally:
        page.context.close()
