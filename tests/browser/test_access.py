"""For everyone: keyboard alone, screen readers, small screens, and no script at all."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def axe(root) -> str:
    return (root / "node_modules" / "axe-core" / "axe.min.js").read_text()


def violations(page, axe: str) -> list[str]:
    page.evaluate(axe)  # through the debugger, past the page's policy
    found = page.evaluate("axe.run().then(({violations}) => violations)")
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]


def focused(page) -> str:
    return page.evaluate(
        """() => {
          let element = document.activeElement;
          while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
          return element?.name || element?.className || element?.localName;
        }"""
    )


def tab_to(page, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_the_keyboard_alone_is_enough(site, stylizer):
    page = stylizer.page
    stylizer.open(site.url, max_resolution=256)
    stylizer.wait("idle")
    before = stylizer.host.evaluate("host => host.session.state.style?.title")
    tab_to(page, "style")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([host, title]) => host.session.state.style.title !== title",
        arg=[stylizer.host.element_handle(), before],
    )
    tab_to(page, "go")
    with stylizer.expect_result():
        page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    compare = stylizer.host.get_by_label("Compare before and after")
    tab_to(page, "compare")
    text = compare.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert compare.get_attribute("aria-valuetext") != text
    tab_to(page, "save")
    with page.expect_download():
        page.keyboard.press("Enter")
    for key in ("Enter", "Space"):
        tab_to(page, "file")
        with page.expect_file_chooser():
            page.keyboard.press(key)
    tab_to(page, "keepDetail")
    with stylizer.expect_result():
        page.keyboard.press("ArrowLeft")
    assert stylizer.status.get_by_text("Done").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site, stylizer, axe, scheme):
    stylizer.page.emulate_media(color_scheme=scheme)
    stylizer.open(site.url, max_resolution=256)
    assert violations(stylizer.page, axe) == []
    stylizer.stylize()
    assert violations(stylizer.page, axe) == []


def test_axe_and_the_console_find_nothing_on_any_page(built_site, site, stylizer, axe):
    """Home, posts, lists, pages and 404.html; one of them with several stylizers."""
    names = [path.relative_to(built_site).as_posix() for path in built_site.rglob("*.html")]
    assert len(names) > 5
    most = 0
    for name in names:
        stylizer.page.goto(site.url + name)
        stylizer.page.wait_for_load_state("networkidle")
        most = max(most, stylizer.page.locator("style-transfer").count())
        assert (name, violations(stylizer.page, axe), stylizer.complaints) == (name, [], [])
    assert most > 1


def test_what_happens_is_brought_into_view_on_a_small_screen(site, stylizer, tmp_path):
    page = stylizer.page
    page.set_viewport_size({"width": 360, "height": 740})
    stylizer.open(site.url, max_resolution=256)
    stylizer.stylize()
    in_view(page, "After")
    (tmp_path / "notes.jpg").write_text("no picture")
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Choose a picture file").set_input_files(tmp_path / "notes.jpg")
    in_view(page, "That file is not a picture")


def in_view(page, text: str) -> None:
    element = page.locator("style-transfer").get_by_text(text).element_handle()
    page.wait_for_function(
        """element => {
          const {top, bottom} = element.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        }""",
        arg=element,
        timeout=5000,
    )


def test_everything_that_can_be_pressed_is_large_enough_for_a_finger(site, stylizer):
    stylizer.page.set_viewport_size({"width": 360, "height": 740})
    stylizer.open(site.url, max_resolution=256)
    stylizer.stylize()
    small = stylizer.host.evaluate(
        """host => ['button', 'select', '.button', '.thumb', '[type=range]']
          .flatMap((what) => [...host.shadowRoot.querySelectorAll(what)])
          .filter((element) => element.checkVisibility())
          .map((element) => [element.className || element.name, element.getBoundingClientRect()])
          .filter(([, {width, height}]) => width < 44 || height < 44)
          .map(([name, {width, height}]) => `${name} ${width}x${height}`)"""
    )
    assert small == []
    scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not stylizer.page.evaluate(scrolls)


def test_without_javascript_there_is_a_finished_example(site, launch):
    context = launch().new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    pictures = page.locator("style-transfer img")
    assert pictures.count() >= 2
    assert all(picture.get_attribute("alt") for picture in pictures.all())
    context.close()
