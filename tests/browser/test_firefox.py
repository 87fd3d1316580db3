"""The core flow in Firefox, where Playwright can have one: choose, stylize on wasm, save."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Error, Page, Playwright

from pastiche import firefox
from pastiche.models.apply import stylize


@pytest.fixture
def fox(root, playwright: Playwright) -> Iterator[Page]:
    """An empty page of Firefox; only locators work in it, as our pages let nobody evaluate text."""
    with ThreadPoolExecutor(1) as apart:  # it asks a Playwright of its own, and a thread has one
        path = apart.submit(firefox.ensure, root).result()
    if path is None:
        pytest.skip(firefox.MISSING)
    try:
        browser = firefox.launch(playwright, path)
    except Error as error:
        pytest.skip(f"{path} cannot be driven ({error.message.splitlines()[0]}): {firefox.MISSING}")
    yield browser.new_page(viewport={"width": 1280, "height": 800})
    browser.close()


def test_firefox_paints_on_wasm_and_saves_what_tensorflow_paints(fox, site, save, photo, painting):
    style = painting[:96, :96]
    fox.goto(site.url)
    host = fox.locator("style-transfer").first
    for role, label, picture in (
        ("content", "Choose a picture file", save(photo, "valley.png")),
        ("style", "Choose a style file", save(style, "bands.png")),
    ):
        host.get_by_label(label).set_input_files(picture)
        host.locator(f".well-{role} .title", has_text=picture.stem).wait_for()
    host.get_by_role("button", name="Stylize").click()
    fox.locator("style-transfer[data-state=done]").first.wait_for(timeout=60_000)
    assert host.get_attribute("data-backend") == "wasm"
    assert "128 × 96 pixels" in host.locator(".status").inner_text()
    with fox.expect_download() as download:
        host.get_by_role("button", name="Save PNG").click()
    assert download.value.suggested_filename == "valley-in-bands.png"
    with Image.open(download.value.path()) as saved:
        pixels = np.asarray(saved.convert("RGB"), np.float32) / 255
    expected = stylize("sanet-lite", photo / 255, style / 255)
    assert pixels.shape == expected.shape
    assert pixels.std() > 5 / 255, "blank"
    assert np.abs(pixels - expected).mean() < 2 / 255
