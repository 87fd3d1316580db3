"""Networks of several sizes, as a reader of the post on making them small uses them."""

from __future__ import annotations

import pytest

from tests.browser.test_labs import SOFTWARE_GPU, button, lab, said

POST = "posts/making-it-small/"


def begun(site, page, backend: str):
    """The laboratory at 64 pixels."""
    element = lab(page, site.url + POST, "sizes-lab", backend)
    element.evaluate("lab => { lab.config.size = 64; }")
    return element


def painted(element, act) -> dict:
    """What is known of the picture that comes of an act."""
    element.evaluate(
        """lab => {
            lab.painting = new Promise((resolve) => {
                lab.addEventListener('lab-painted', ({detail}) => resolve(detail), {once: true});
            });
        }"""
    )
    act()
    return element.evaluate("lab => lab.painting.then((one) => ({...one, psnr: String(one.psnr)}))")


def slid(element, name: str, value: int) -> dict:
    """What comes of a slider, moved there as keys or a hand would."""
    slider = element.locator(f"input[name={name}]")
    return painted(element, lambda: slider.fill(str(value)))


def test_sizes_and_bits_change_picture_bytes_and_likeness(site, page):
    element = begun(site, page, "wasm")
    wanted = [path for _, path in site.requests if "models/student-" in path]
    assert wanted == []  # nothing is fetched before it is asked for
    element.locator("input[name=bits]").fill("8")
    element.locator("input[name=bits]").fill("16")
    first = painted(element, button(element, "Paint").click)
    assert element.get_attribute("data-backend") == "wasm"
    networks = {
        path.split("/")[2].rpartition("-")[0] for _, path in site.requests if "/models/" in path
    }
    assert networks >= {"student-rose-window-4", "johnson-rose-window"}
    assert "student-rose-window-8" not in networks
    smaller = slid(element, "size", 0)
    assert smaller["bytes"] < first["bytes"]
    assert float(smaller["psnr"]) < float(first["psnr"])
    assert "Channels: 1; bits: 16" in said(element)
    teacher = slid(element, "size", 5)
    assert teacher["psnr"] == "Infinity"
    rough = slid(element, "bits", 3)
    assert float(rough["psnr"]) < 40
    assert rough["bytes"] < teacher["bytes"] / 4
    assert element.locator(".facts dd").first.inner_text() == "215,868"


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_on_webgl_the_teacher_is_itself_and_with_few_bits_another(site, page):
    element = begun(site, page, "webgl")
    element.locator("input[name=size]").fill("5")  # one network, so that shaders compile once
    teacher = painted(element, button(element, "Paint").click)
    assert element.get_attribute("data-backend") == "webgl"
    assert teacher["psnr"] == "Infinity"
    assert float(slid(element, "bits", 3)["psnr"]) < 40
