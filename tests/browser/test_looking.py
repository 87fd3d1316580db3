"""Where the network looks, as a visitor sees it: pointed at with mouse, finger and keys."""

from __future__ import annotations

import pytest


@pytest.fixture
def looking(site, stylizer, save, halves):
    """A stylizer on wasm that shows where it looks; content and style are the same halves."""
    stylizer.open(site.url, max_resolution=256)
    stylizer.choose(save(halves, "halves.png"), save(halves, "same.png"))
    stylizer.stylize()
    button(stylizer).click()
    stylizer.page.wait_for_selector(".pad", timeout=10_000)
    return stylizer


def button(stylizer):
    return stylizer.host.get_by_role("button", name="Where does it look?")


def said(stylizer):
    return stylizer.host.locator(".looks")


def says(stylizer, words: str) -> None:
    stylizer.page.wait_for_function(
        "([element, words]) => element.textContent.includes(words)",
        arg=[said(stylizer).element_handle(), words],
        timeout=10_000,
    )


def warmth(stylizer) -> tuple[float, float]:
    """How much redder than blue the style looks on its left and right half, heat included."""
    left, right = stylizer.host.locator(".looking-heat canvas").evaluate(
        """canvas => {
          const context = canvas.getContext('2d');
          const half = canvas.width / 2;
          return [0, half].map((x) => {
            const {data} = context.getImageData(x, 0, half, canvas.height);
            let sum = 0;
            for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
            return sum / data.length;
          });
        }"""
    )
    return left, right


@pytest.mark.parametrize(("share", "side"), [(0.1, "left"), (0.9, "right")])
def test_red_looks_at_red_and_blue_at_blue(looking, share, side):
    pad = looking.host.locator(".pad")
    box = pad.bounding_box()
    pad.hover(position={"x": box["width"] * share, "y": box["height"] * 0.5})
    says(looking, side)
    left, right = warmth(looking)
    assert (left > right) == (side == "left")
    assert looking.host.get_attribute("data-backend") == "wasm"


def test_the_arrow_keys_point_too_and_screen_readers_hear_it(looking):
    pad = looking.host.locator(".pad")
    pad.focus()
    for _ in range(3):
        looking.page.keyboard.press("Shift+ArrowRight")
    says(looking, "right")
    looking.page.wait_for_function(
        "element => element.textContent.includes('right')",
        arg=looking.host.locator(".looking [role=status]").element_handle(),
    )
    for _ in range(5):
        looking.page.keyboard.press("Shift+ArrowLeft")
    says(looking, "left")


def test_a_chosen_place_stays_when_the_mouse_has_gone(looking):
    pad = looking.host.locator(".pad")
    box = pad.bounding_box()
    pad.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.5})
    says(looking, "right")
    pad.hover(position={"x": box["width"] * 0.1, "y": box["height"] * 0.5})
    says(looking, "left")
    said(looking).hover()
    says(looking, "right")


def test_it_follows_the_next_result_and_gives_the_comparison_back(looking, save, painting):
    with looking.expect_result():
        looking.host.get_by_label("Strength").fill("50")
    assert looking.host.locator(".pad").is_visible()
    says(looking, "same")
    with looking.expect_result():
        looking.host.get_by_label("Choose a style file").set_input_files(
            save(painting, "painting.png")
        )
    says(looking, "painting")
    button(looking).click()
    assert not looking.host.locator(".pad").is_visible()
    assert looking.host.get_by_label("Compare before and after").is_visible()


def test_another_content_ends_it(looking, save, photo):
    with looking.expect_result():
        looking.choose(save(photo, "photo.png"))
        assert not looking.host.locator(".pad").is_visible()
    assert button(looking).is_visible()


def test_it_answers_after_the_worker_has_gone(looking):
    looking.host.evaluate("host => host.session.engine.dispose()")
    pad = looking.host.locator(".pad")
    box = pad.bounding_box()
    pad.hover(position={"x": box["width"] * 0.9, "y": box["height"] * 0.5})
    says(looking, "right")


def test_it_works_with_the_network_off(site, stylizer, save, halves):
    stylizer.open(site.url, max_resolution=256)
    stylizer.choose(save(halves, "halves.png"), save(halves, "same.png"))
    stylizer.stylize()
    stylizer.page.wait_for_function(
        "host => host.looking.view && host.session.engine.workers.has("
        "host.session.engine.options.workerUrl)",  # the spare worker has come too
        arg=stylizer.host.element_handle(),
    )
    failed = []
    stylizer.page.on("requestfailed", lambda request: failed.append(request.url))
    stylizer.page.context.set_offline(True)
    button(stylizer).click()
    stylizer.page.wait_for_selector(".looks")
    says(stylizer, "same")
    assert [url for url in failed if "/assets/img/" not in url] == []
    stylizer.complaints.clear()  # about samples further down, which load when they come into view


def test_axe_finds_nothing_in_it(looking, root):
    looking.page.emulate_media(reduced_motion="reduce")
    looking.page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text())
    says(looking, "same")
    for scheme in ("light", "dark"):
        looking.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        looking.page.wait_for_timeout(400)
        found = looking.page.evaluate("axe.run().then(({violations}) => violations)")
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
