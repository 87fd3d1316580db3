"""What articles gain in a browser: copied code, works on hover, pictures to compare."""

from __future__ import annotations

import pytest


@pytest.fixture
def writing(site, page):
    """The page that shows every feature; the test fails if the console had an error."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: message.type in {"error", "warning"} and complaints.append(message.text),
    )
    page.goto(f"{site.url}writing/")
    yield page
    assert complaints == []


def test_a_button_copies_the_code(writing) -> None:
    writing.context.grant_permissions(["clipboard-read", "clipboard-write"])
    block = writing.locator(".copyable").first
    block.get_by_role("button", name="Copy").focus()
    writing.keyboard.press("Enter")
    block.get_by_role("status").get_by_text("Copied").wait_for()
    copied = writing.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("pre").inner_text().rstrip("\n")


def test_without_javascript_there_is_no_button_and_nothing_is_hidden(site, launch) -> None:
    context = launch().new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}writing/")
    assert page.locator(".copy").count() == 0
    pictures = page.locator(".comparison-pictures img")
    boxes = [pictures.nth(index).bounding_box() for index in range(2)]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] or (
        boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    )
    context.close()


def test_a_citation_shows_its_work_to_pointer_and_keyboard(writing) -> None:
    cite = writing.locator(".cite").first
    note = cite.locator(".cite-note")
    assert not note.is_visible()
    cite.hover()
    note.wait_for(state="visible")
    assert "Justin Johnson" in note.inner_text()
    writing.mouse.move(0, 0)
    note.wait_for(state="hidden")
    cite.locator("> a").focus()
    note.wait_for(state="visible")
    writing.keyboard.press("Enter")
    assert writing.url.endswith("#ref-johnson2016")


@pytest.mark.parametrize("width", [360, 800, 1440])
def test_a_work_on_hover_stays_within_the_screen(writing, width) -> None:
    writing.set_viewport_size({"width": width, "height": 800})
    for index in range(writing.locator(".cite").count()):
        cite = writing.locator(".cite").nth(index)
        cite.locator("> a").focus()
        note = cite.locator(".cite-note")
        note.wait_for(state="visible")
        box = note.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_edge_between_two_pictures_moves_by_keyboard(writing) -> None:
    edge = writing.get_by_role("slider", name="Edge between: Flat, Strokes")
    edge.focus()
    writing.keyboard.press("Home")
    assert edge.get_attribute("aria-valuetext") == "0% Flat"
    side = writing.locator(".comparison-side").first
    assert "100%" in side.evaluate("element => getComputedStyle(element).clipPath")


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_the_page_never_moves_sideways(writing, width) -> None:
    writing.set_viewport_size({"width": width, "height": 800})
    assert writing.evaluate("document.documentElement.scrollWidth") <= width
