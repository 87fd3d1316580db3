"""A first small version comes before a result that takes a while, and is none itself."""

from __future__ import annotations

from PIL import Image


def test_a_preview_comes_first_and_gives_way_to_the_result_or_to_cancel(
    site, stylizer, save, photo, painting
):
    stylizer.open(site.url, max_resolution=384)
    big = Image.fromarray(photo).resize((384, 288))
    stylizer.choose(save(big, "big.png"), save(painting, "painting.png"))
    stylizer.host.evaluate(
        """host => {
          host.told = [];
          for (const type of ['st-preview', 'st-result']) {
            host.addEventListener(type, ({detail}) => host.told.push([type, detail.width]));
          }
        }"""
    )
    stylizer.stylize()
    assert stylizer.host.evaluate("host => host.told") == [["st-preview", 128], ["st-result", 384]]
    first = stylizer.result()
    assert first.size == (384, 288)

    # Another style: its preview is seen, cancelling there brings the first result back.
    stylizer.host.evaluate(
        """host => host.addEventListener('st-preview', () => host.cancel(), {once: true})"""
    )
    turned = save(painting[::-1], "turned.png")
    stylizer.host.get_by_label("Choose a style file").set_input_files(turned)
    stylizer.page.wait_for_function(
        "host => host.told.length === 3 && host.dataset.state === 'done'",
        arg=stylizer.host.element_handle(),
    )
    assert stylizer.host.locator(".layer.after canvas").get_attribute("width") == "384"
    assert stylizer.result().tobytes() == first.tobytes()
    assert stylizer.host.evaluate("host => host.session.history.entries.length") == 1


def test_on_a_later_visit_the_network_starts_while_the_visitor_chooses(
    site, stylizer, save, photo, painting
):
    stylizer.open(site.url, max_resolution=256)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    stylizer.page.wait_for_function("async () => (await caches.keys()).length > 0")
    stylizer.open(site.url, max_resolution=None)
    assert stylizer.state == "idle"
    site.requests.clear()
    stylizer.host.get_by_label("Strength").focus()
    stylizer.wait("ready")
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    assert [path for _, path in site.requests if "assets/models/" in path] == []
