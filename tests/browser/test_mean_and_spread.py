"""The interactive part of the post on AdaIN: a slider that goes from there to attention."""

from __future__ import annotations

import numpy as np
import pytest

from pastiche.models.apply import stylize

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@pytest.mark.parametrize(
    ("page", "backend", "side"),
    [((), "wasm", 96), (SOFTWARE_GPU, "webgl", 64)],
    indirect=["page"],
)
def test_its_slider_goes_from_adain_to_attention(
    site, stylizer, save, photo, painting, without_attention, backend, side
):
    content, style = photo[:side, :side], painting[:side, :side]
    stylizer.open(f"{site.url}posts/mean-and-spread/", backend=backend)
    stylizer.choose(save(content, "photo.png"), save(style, "painting.png"))
    slider = stylizer.host.get_by_label("Attention")
    slider.fill("0")
    assert slider.get_attribute("aria-valuetext") == "AdaIN"
    stylizer.stylize()
    stylizer.assert_result_is(stylize(without_attention, content / 255, style / 255))
    blunt = np.asarray(stylizer.result().convert("RGB"), np.float32)
    with stylizer.expect_result():
        slider.fill("100")
    stylizer.assert_result_is(stylize("sanet-lite", content / 255, style / 255))
    sharp = np.asarray(stylizer.result().convert("RGB"), np.float32)
    assert np.abs(sharp - blunt).mean() > 4


def test_other_stylizers_have_no_such_slider(site, stylizer):
    stylizer.open(site.url)
    stylizer.wait("idle")
    assert not stylizer.host.get_by_label("Attention", exact=True).is_visible()
