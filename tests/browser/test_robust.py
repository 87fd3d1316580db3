"""Poor machines and crowded pages: little memory, an old processor, a graphics card that is reset,
two stylizers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from pastiche.models.apply import stylize

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def test_without_simd_the_plain_binary_paints_the_same(site, stylizer, save, photo, painting):
    stylizer.change_machine("WebAssembly.validate = () => false;\n")
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    binaries = {path for _, path in site.requests if path.endswith(".wasm")}
    assert len(binaries) == 1
    assert re.search(r"/tfjs-backend-wasm-[0-9A-F]{8}\.wasm$", *binaries)
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, painting / 255))


def test_with_little_memory_it_paints_in_bands_and_no_smaller(
    site, stylizer, save, photo, painting
):
    little = "Object.defineProperty(navigator, 'deviceMemory', {get: () => 0.15});\n"
    stylizer.change_machine(little)
    stylizer.open(site.url, max_resolution=384)
    large = Image.fromarray(photo).resize((384, 288), Image.Resampling.BICUBIC)
    style = painting[:96, :96]
    stylizer.choose(save(large, "large.png"), save(style, "style.png"))
    stylizer.stylize()
    assert any("/large-studio-" in path for _, path in site.requests)
    stylizer.assert_result_is(stylize("sanet-lite", np.asarray(large) / 255, style / 255))
    with stylizer.expect_result():
        stylizer.host.get_by_label("Max resolution").select_option("256")
    assert max(stylizer.result().size) == 256
    assert "memory" not in stylizer.status.inner_text()


def test_two_stylizers_that_take_turns_share_one_download_and_one_worker(site, stylizer):
    page = stylizer.page
    stylizer.open(site.url + "posts/attention-paints/", max_resolution=256)
    second = page.locator("style-transfer").nth(1)
    second.evaluate("host => host.setAttribute('backend', 'wasm')")
    stylizer.stylize()
    second.evaluate("host => host.scrollIntoView()")
    second.get_by_label("Max resolution").select_option("256")
    second.get_by_role("button", name="Stylize").click()
    page.wait_for_function(
        "host => host.dataset.state === 'done' && host.session.outcome",
        arg=second.element_handle(),
    )
    assert second.get_attribute("data-backend") == "wasm"
    with stylizer.expect_result():
        stylizer.host.get_by_label("Strength").fill("50")
    weights = [path for _, path in site.requests if path.endswith(".bin")]
    assert len(weights) == len(set(weights))
    page.wait_for_function(
        "host => host.session.engine.workers.isReady", arg=stylizer.host.element_handle()
    )
    assert len(page.workers) == 2, "one at work and one that is ready to take over"


def begin_with(page, script) -> list[str]:
    """The first worker runs `script` before its own; what is returned is empty once it does."""
    left = [script]

    def answer(route):
        body = (left.pop() if left else "") + route.fetch().text()
        route.fulfill(body=body, content_type="text/javascript")

    page.context.route("**/worker-*.js", answer)
    return left


CRASH = """
self.addEventListener('message', ({data}) => {
  if (data.type === 'run') throw new Error('crashed');
});
"""


def test_a_painter_that_crashes_is_said_and_another_takes_over(
    site, stylizer, save, photo, painting
):
    crashing = begin_with(stylizer.page, CRASH)
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.button.click()
    stylizer.wait("error")
    assert not crashing
    assert "The painter stopped unexpectedly" in stylizer.status.inner_text()
    with stylizer.expect_result():
        stylizer.host.get_by_role("button", name="Try again").click()
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, painting / 255))
    stylizer.complaints.clear()  # the browser's own line about the crash


LOSS = """
const {getContext} = OffscreenCanvas.prototype;
const contexts = [];
OffscreenCanvas.prototype.getContext = function (...options) {
  const context = getContext.apply(this, options);
  if (options[0] === 'webgl2') contexts.push(context);
  return context;
};
self.addEventListener('message', ({data}) => {
  if (data.type !== 'run') return;
  const lose = (context) => context?.getExtension('WEBGL_lose_context')?.loseContext();
  setTimeout(() => contexts.forEach(lose), 50);
});
"""


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_a_graphics_card_that_is_reset_while_it_paints_begins_again(
    site, stylizer, save, photo, painting
):
    """TensorFlow.js itself would wait for ever for what a lost context was to give back."""
    lossy = begin_with(stylizer.page, LOSS)
    stylizer.open(site.url, backend="webgl")
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize(seconds=240)
    assert not lossy
    assert "The graphics card was reset meanwhile" in stylizer.status.inner_text()
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, painting / 255))
    stylizer.complaints.clear()  # the browser's own lines about the context
