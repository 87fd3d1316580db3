"""WebGPU: only where the visitor picks it, and only if it works."""

from __future__ import annotations


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
