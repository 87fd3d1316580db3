"""Another tab in front: what is painted goes on, and a camera is given back."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def window(playwright, launch) -> Iterator[BrowserContext]:
    """A window as a person has it: a page behind another tab is hidden.

    Playwright lets its own pages believe that they are always in front.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    browser = launch(f"--remote-debugging-port={port}", *CAMERA)
    seen = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)
    yield seen.contexts[0]
    seen.close()
    browser.close()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A new tab in front of the others."""
    page = window.new_page()
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    return page


def hide(page: Page) -> Page:
    """Brings another tab to the front. A hidden page draws nothing: ask it by the clock."""
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_function("() => document.visibilityState === 'hidden'", polling=50)
    return other


def test_a_camera_is_given_back_when_its_page_is_hidden(site, stylizer):
    stylizer.open(site.url)
    host = stylizer.host
    host.get_by_role("button", name="Camera or video").click()
    host.get_by_role("button", name="Use the camera").click()
    host.locator("[data-live=open]").wait_for()
    track = host.locator("video").evaluate_handle("video => video.srcObject.getTracks()[0]")
    assert track.evaluate("track => track.readyState") == "live"
    hide(stylizer.page)
    assert track.evaluate("track => track.readyState") == "ended"
    assert "out of sight" in host.locator(".live-said").inner_text()
    assert host.locator("[data-live=closed]").count() == 1


def test_a_picture_is_painted_to_the_end_behind_another_tab(site, stylizer, save, photo, painting):
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.button.click()
    other = hide(stylizer.page)
    stylizer.page.wait_for_function(
        "() => document.querySelector('style-transfer').dataset.state === 'done'", polling=100
    )
    assert stylizer.page.evaluate("document.visibilityState") == "hidden"
    other.close()
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    assert stylizer.result().size == (128, 96)
    stylizer.assert_not_blank()
