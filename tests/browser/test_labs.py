"""The laboratories of the posts, as a reader uses them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.models.gatys_reference import Reference, gram

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
GATYS, GRAM = "posts/painting-downhill/", "posts/what-style-is/"


def lab(page, url: str, tag: str, backend: str = "wasm"):
    """The first laboratory of a kind on a page, once its script has come."""
    page.goto(url)
    element = page.locator(tag).first
    element.scroll_into_view_if_needed()
    element.evaluate("(lab, backend) => lab.setAttribute('backend', backend)", backend)
    page.wait_for_selector(f"{tag}[data-state=idle]")
    return element


def choose(element, label: str, option: str) -> None:
    summary = element.locator("summary")
    if not element.locator("details").evaluate("details => details.open"):
        summary.click()
    element.get_by_label(label).select_option(option)


def wait(element, condition: str, seconds: float = 60) -> None:
    element.page.wait_for_function(
        f"lab => {condition}", arg=element.element_handle(), timeout=1000 * seconds
    )


def has_evaluated(element, count: int) -> None:
    wait(element, f"lab.dataset.state === 'error' || lab.step?.evaluations >= {count}")
    assert element.get_attribute("data-state") != "error", element.get_by_role(
        "status"
    ).inner_text()


def said(element) -> str:
    return element.get_by_role("status").inner_text()


def button(element, name: str):
    return element.get_by_role("button", name=name, exact=True)


@pytest.fixture
def running(site, page):
    """A small picture on its way, on wasm."""
    element = lab(page, site.url + GATYS, "gatys-lab")
    choose(element, "Longer side", "64")
    button(element, "Start").click()
    has_evaluated(element, 3)
    assert element.get_attribute("data-backend") == "wasm"
    return element


def test_it_goes_downhill_pauses_goes_on_and_stops(running):
    first = running.evaluate("lab => lab.curves.points[0].losses")
    has_evaluated(running, 15)
    button(running, "Pause").click()
    running.page.wait_for_timeout(500)  # one evaluation was under way
    count = running.evaluate("lab => lab.step.evaluations")
    assert f"Paused after {count} evaluations" in said(running)
    running.page.wait_for_timeout(500)
    assert running.evaluate("lab => lab.step.evaluations") == count
    last = running.evaluate("lab => lab.curves.points.at(-1).losses")
    assert sum(last.values()) < sum(first.values()) / 2
    button(running, "Go on").click()
    has_evaluated(running, count + 3)
    button(running, "Stop").click()
    status = said(running)
    assert "Stopped after" in status
    assert "smaller than at first" in status
    assert button(running, "Start anew").is_visible()


def test_weights_move_while_it_runs_and_other_pictures_begin_anew(running):
    has_evaluated(running, 8)
    running.get_by_label("Weight of the style").fill("-4")
    wait(running, "lab.curves.points.at(-1).losses.style < lab.curves.points[0].losses.style / 100")
    assert running.evaluate("lab => lab.curves.points[0].losses.content") > 0.01
    choose(running, "Begin with", "content")
    wait(running, "lab.curves.points[0]?.losses.content < 1e-6")


def test_the_picture_can_be_saved(running):
    button(running, "Pause").click()
    with running.page.expect_download() as download:
        button(running, "Save the picture").click()
    picture = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert max(picture.size) == 64
    assert np.asarray(picture.convert("RGB")).std() > 5


def test_without_a_network_it_says_so_and_the_next_start_tries_again(site, page):
    element = lab(page, site.url + GATYS, "gatys-lab")
    page.context.route("**/perceptual-*/card.json", lambda route: route.abort())
    button(element, "Start").click()
    wait(element, "lab.dataset.state === 'error'")
    assert said(element)
    page.context.unroute("**/perceptual-*/card.json")
    choose(element, "Longer side", "64")
    button(element, "Start").click()
    has_evaluated(element, 2)


def test_a_gram_matrix_is_touched_with_mouse_and_keys(site, page):
    element = lab(page, site.url + GRAM, "gram-lab")
    button(element, "Compute the matrix").click()
    wait(element, "lab.dataset.state === 'done'")
    assert element.get_attribute("data-backend") == "wasm"
    pad = element.get_by_role("application")
    box = pad.bounding_box()
    pad.click(position={"x": 1, "y": 0.52 * box["height"]})
    assert "Channels 17 and 1" in said(element)
    page.keyboard.press("ArrowUp")
    assert "Channels 16 and 1" in said(element)
    for _ in range(16):
        page.keyboard.press("ArrowUp")
    assert "Channel 1 with itself" in said(element)
    element.get_by_label("Layer").select_option("conv1_1")
    wait(element, "lab.order.length === 16")


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_on_webgl_the_same_losses_fall(site, page):
    element = lab(page, site.url + GATYS, "gatys-lab", "webgl")
    choose(element, "Longer side", "64")
    button(element, "Start").click()
    has_evaluated(element, 4)
    assert element.get_attribute("data-backend") == "webgl"
    points = element.evaluate("lab => lab.curves.points.map(({losses}) => losses)")
    assert sum(points[-1].values()) < sum(points[0].values())


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_on_webgl_a_gram_matrix_is_tensorflows(site, page, root):
    element = lab(page, site.url + GRAM, "gram-lab", "webgl")
    element.get_by_label("Layer").select_option("conv3_1")  # which begins
    wait(element, "lab.dataset.state === 'done'")
    assert element.get_attribute("data-backend") == "webgl"
    seen = element.evaluate(
        """async lab => {
          const {data, width, height} = await lab.pixels(await lab.pictures.style, lab.seen);
          return {data: Array.from(data), width, height, gram: Array.from(lab.gram)};
        }"""
    )
    picture = np.reshape(seen["data"], (seen["height"], seen["width"], 4))[..., :3] / 255
    reference = Reference(root / "assets/models/perceptual", "average")
    expected = gram(reference.see(picture)["conv3_1"]).numpy()
    found = np.reshape(seen["gram"], expected.shape)
    assert np.abs(found - expected).max() < 1e-3 * np.abs(expected).max()


@pytest.mark.parametrize("page_url", [GATYS, GRAM, "compare/", "posts/making-it-small/"])
def test_without_scripts_there_are_pictures_and_a_word(site, launch, page_url):
    page = launch().new_page(java_script_enabled=False, service_workers="block")
    try:
        page.goto(site.url + page_url)
        stills = page.locator(".lab-pictures img")
        assert stills.count() >= 3
        assert all(stills.nth(i).get_attribute("alt") for i in range(stills.count()))
        assert page.locator(".lab-note").first.is_visible()
    finally:
        page.context.close()
