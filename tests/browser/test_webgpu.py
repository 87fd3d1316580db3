"""WebGPU: only where the visitor picks it, and only if it works."""

from __future__ import annotations

import pytest

from pastiche.models.apply import stylize

SOFTWARE = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
"""A graphics card made of software; shaders take it seconds, and numbers come out as on a card."""


@pytest.mark.parametrize("page", [SOFTWARE], indirect=True)
def test_where_it_is_picked_and_passes_its_test_it_paints_as_tensorflow_paints(
    site, stylizer, save, photo, painting
):
    stylizer.open(site.url, backend=None)
    if not stylizer.page.evaluate("async () => Boolean(await navigator.gpu?.requestAdapter())"):
        pytest.skip("this Chromium has no WebGPU adapter, not even one made of software")
    content, style = photo[:64, :64], painting[:64, :64]
    stylizer.choose(save(content, "photo.png"), save(style, "painting.png"))
    stylizer.host.get_by_label("Computed with").select_option("webgpu")
    stylizer.stylize(seconds=180)
    assert stylizer.host.get_attribute("data-backend") == "webgpu"
    assert "WebGPU does not work" not in stylizer.status.inner_text()
    stylizer.assert_result_is(stylize("sanet-lite", content / 255, style / 255))


def test_without_an_adapter_another_backend_paints_and_it_is_said(
    site, stylizer, save, photo, painting
):
    stylizer.open(site.url, backend=None)
    stylizer.choose(save(photo[:64, :64], "photo.png"), save(painting[:64, :64], "painting.png"))
    stylizer.host.get_by_label("Computed with").select_option("webgpu")
    stylizer.stylize()
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    assert "WebAssembly is used instead" in stylizer.status.inner_text()
    stylizer.host.get_by_label("Computed with").select_option("")
    stylizer.wait("done")
    assert all("adapter" in line for line in stylizer.complaints), stylizer.complaints
    stylizer.complaints.clear()
