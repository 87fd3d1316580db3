"""A page that is out of sight, frozen by the browser, or left and come back to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import Page, Route


@contextmanager
def frozen(page) -> Iterator[None]:
    """The page is out of sight, and none of its tasks runs, as in a tab long in the background."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    yield
    browser.send("Page.setWebLifecycleState", {"state": "active"})


@pytest.fixture
def chosen(site, stylizer, save, photo, painting):
    """A stylizer with pictures that take it a while."""
    stylizer.open(site.url, max_resolution=512)
    big = Image.fromarray(photo).resize((512, 384))
    stylizer.choose(save(big, "big.png"), save(painting, "painting.png"))
    return stylizer


@pytest.mark.parametrize("phase", ["downloading", "running"])
def test_a_page_that_is_frozen_goes_on_where_it_was(chosen, phase):
    page = chosen.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    if phase == "downloading":
        page.context.route("**/*.bin", hold)
    with chosen.expect_result():
        chosen.button.click()
        chosen.wait(phase)
        while phase == "downloading" and not held:
            page.wait_for_timeout(20)
        with frozen(page):
            for route in held:  # what was under way comes while the page cannot hear it
                route.continue_()
            time.sleep(1)
    assert chosen.result().size == (512, 384)
    chosen.assert_not_blank()
    assert "Done" in chosen.status.inner_text()


@pytest.fixture
def page(launch) -> Iterator[Page]:
    """A page that the browser may keep when it is left, which Playwright usually forbids."""
    context = launch(without="--disable-back-forward-cache").new_context(service_workers="block")
    page = context.new_page()
    page.add_init_script(
        """
        delete Navigator.prototype.serviceWorker;
        addEventListener('pageshow', ({persisted}) => { window.wasKept = persisted; });
        """
    )
    yield page
    context.close()


@pytest.mark.parametrize("phase", ["running", "done"])
def test_a_page_that_is_left_and_come_back_to_is_as_it_was(site, chosen, phase):
    page = chosen.page
    with chosen.expect_result():
        chosen.button.click()
        chosen.wait(phase)
        page.goto(f"{site.url}archive/")
        page.go_back(wait_until="commit")
        assert page.evaluate("window.wasKept")
    assert chosen.result().size == (512, 384)
    with chosen.expect_result():
        chosen.host.get_by_label("Strength").fill("40")
    chosen.assert_not_blank()
