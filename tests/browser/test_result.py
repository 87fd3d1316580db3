"""What comes out: the picture that TensorFlow makes of the same input, on the backend asked for."""

from __future__ import annotations

import pytest

from pastiche.models.apply import stylize
from tests.browser.test_looking import button as look_button
from tests.browser.test_looking import says

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def test_wasm_paints_what_tensorflow_paints(site, stylizer, save, photo, painting):
    stylizer.open(site.url, "wasm")
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, painting / 255))


TEXTURES = """
self.textures = new Set();
const {createTexture, deleteTexture} = WebGL2RenderingContext.prototype;
WebGL2RenderingContext.prototype.createTexture = function () {
  const texture = createTexture.call(this);
  textures.add(texture);
  return texture;
};
WebGL2RenderingContext.prototype.deleteTexture = function (texture) {
  textures.delete(texture);
  deleteTexture.call(this, texture);
};
"""

RUNS = """async ({session}, count) => {
  const {content, style} = session.state;
  for (let i = 0; i < count; i++) {
    session.choose('content', i % 4 < 2 ? style : content);
    session.set('strength', i % 2 ? 1 : 0.7);
    await session.stylize();
  }
}"""


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_webgl_paints_what_tensorflow_paints_leaves_no_texture_and_tells_where_it_looks(
    site, stylizer, save, photo, painting, halves
):
    small, style = photo[:64, :80], painting[:64, :64]
    stylizer.change_machine(TEXTURES)
    stylizer.open(site.url, "webgl")
    stylizer.choose(save(small, "photo.png"), save(style, "painting.png"))
    stylizer.host.evaluate("host => host.load()")
    stylizer.page.wait_for_function(  # shaders of this size are compiled before there is a run
        "host => host.session.engine.warmed > 0",
        arg=stylizer.host.element_handle(),
        timeout=60_000,
    )
    stylizer.stylize(seconds=240)  # a processor that plays graphics card compiles slowly
    stylizer.assert_result_is(stylize("sanet-lite", small / 255, style / 255))
    counts = []
    for runs in (8, 20):
        stylizer.host.evaluate(RUNS, runs)
        counts += [w.evaluate("() => self.textures?.size") for w in stylizer.page.workers[:1]]
    assert counts[0] == counts[1] > 0, "those that are free for the next run among them"

    small = halves[:64, 96:160]
    stylizer.choose(save(small, "halves.png"), save(small, "same.png"))
    stylizer.stylize(seconds=240)
    look_button(stylizer).click()
    pad = stylizer.host.locator(".pad")
    pad.click(position={"x": 0.1 * pad.bounding_box()["width"], "y": 5})
    says(stylizer, "left")


def test_settings_are_followed_without_another_press(site, stylizer, save, photo, painting):
    stylizer.open(site.url)
    square = painting[:96, :96]
    stylizer.choose(save(photo, "photo.png"), save(square, "painting.png"))
    stylizer.stylize()
    with stylizer.expect_result():
        stylizer.page.get_by_label("Strength").fill("40")
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, square / 255, strength=0.4))


def test_a_small_picture_is_enlarged_where_that_is_wished(site, stylizer, save, photo, painting):
    square = painting[:96, :96]
    stylizer.open(site.url, max_resolution=256)
    stylizer.choose(save(photo, "photo.png"), save(square, "painting.png"))
    stylizer.stylize()
    assert stylizer.result().size == (128, 96)
    enlarge = stylizer.host.get_by_label("Enlarge to 256 px (your picture has 128 × 96)")
    with stylizer.expect_result():
        enlarge.check()
    assert stylizer.result().size == (256, 192)
    stylizer.assert_not_blank()
    stylizer.page.wait_for_url("**#stylizer?size=256&enlarge=1")
    stylizer.choose(save(photo.repeat(2, 0).repeat(2, 1), "large.png"))
    enlarge.wait_for(state="hidden")


def test_each_iteration_paints_the_result_of_the_one_before(site, stylizer, save, photo, painting):
    square = painting[:96, :96]
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(square, "painting.png"))
    stylizer.stylize()
    with stylizer.expect_result():
        stylizer.page.get_by_label("Iterations").fill("3")
    expected = stylize("sanet-lite", photo / 255, square / 255, num_iterations=3)
    stylizer.assert_result_is(expected)


def test_a_post_of_a_site_at_the_root_of_its_host_paints(serve, built_site, stylizer):
    stylizer.open(serve(built_site, base="/").url + "posts/attention-paints/", max_resolution=256)
    stylizer.stylize()
    stylizer.assert_not_blank()


def test_a_machine_without_a_graphics_card_gets_wasm(site, stylizer, save, photo, painting):
    stylizer.open(site.url, backend=None)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    assert stylizer.host.get_attribute("data-backend") == "wasm"
