"""What leaves the device: nothing; and what is fetched: the network, once, when asked for."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from playwright.sync_api import Request


def requests_for_the_model(site) -> list[str]:
    return [path for _, path in site.requests if "assets/models/" in path]


def test_nothing_of_the_network_is_fetched_before_the_button_is_pressed(
    root, site, stylizer, save, photo, painting
):
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.page.wait_for_load_state("networkidle")
    assert requests_for_the_model(site) == []
    assert not [path for _, path in site.requests if path.endswith(".wasm")]
    card = json.loads((root / "assets/models/sanet-lite/card.json").read_text())
    size = f"downloads {card['bytes'] / 1e6:.1f}\N{NO-BREAK SPACE}MB once"
    assert size in stylizer.button.inner_text()


def test_no_request_leaves_the_origin_and_none_carries_a_picture(
    site, stylizer, save, photo, painting
):
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    stylizer.page.context.on("request", note)
    stylizer.open(site.url)
    before = len(requests)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    stylizer.result()
    origin = urlsplit(site.url).netloc
    for request in requests:
        address = urlsplit(request.url)
        assert address.netloc == origin or address.scheme in {"blob", "data"}, request.url
        assert request.method == "GET"
        assert request.post_data is None
    after = [r.url for r in requests[before:] if not r.url.startswith(("blob:", "data:"))]
    assert all("/assets/models/" in url or "/assets/js/" in url for url in after), after


def test_a_second_visit_downloads_no_weights(site, stylizer, save, photo, painting):
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    assert requests_for_the_model(site)
    site.requests.clear()
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    assert stylizer.button.inner_text() == "Stylize"
    stylizer.stylize()
    assert requests_for_the_model(site) == []


def test_it_works_with_the_network_off(site, stylizer, save, photo, painting):
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize()
    first = stylizer.result().tobytes()
    stylizer.page.context.set_offline(True)
    with stylizer.expect_result():
        stylizer.choose(save(photo[:, ::-1], "mirrored.png"))
    assert stylizer.result().tobytes() != first
