"""When something goes wrong: a sentence, and a way on."""

from __future__ import annotations

import pytest
from PIL import Image


@pytest.fixture
def ready(site, stylizer, save, photo, painting):
    """Pictures chosen, nothing downloaded."""
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    return stylizer


def test_cancelling_ends_the_worker_and_the_network_comes_back_from_memory(
    ready, site, save, photo
):
    ready.stylize()
    (worker,) = ready.page.workers
    site.requests.clear()
    with ready.expect_result():
        ready.page.get_by_label("Max resolution").select_option("1024")
    with worker.expect_event("close"):
        big = Image.fromarray(photo).resize((1024, 768))
        ready.page.get_by_label("Choose a picture file").set_input_files(save(big, "big.png"))
        ready.wait("running")
        ready.page.get_by_role("button", name="Cancel").click()
    ready.wait("done")
    assert ready.result().size == (128, 96), "the result before is still there"
    ready.page.get_by_label("Max resolution").select_option("256")
    ready.stylize()
    assert ready.result().size == (256, 192)
    assert not [path for _, path in site.requests if "assets/models/" in path]


def test_a_download_can_be_cancelled_and_begun_again(ready):
    ready.page.route("**/*.bin", lambda route: None)  # never answered
    ready.button.click()
    ready.wait("downloading")
    ready.page.get_by_role("button", name="Cancel").click()
    ready.wait("idle")
    ready.page.unroute("**/*.bin")
    ready.complaints.clear()
    ready.stylize()


def test_a_damaged_shard_is_thrown_away_and_fetched_again(ready):
    def damage(route):
        body = bytearray(route.fetch().body())
        body[1000] ^= 255
        route.fulfill(body=bytes(body))

    ready.page.route("**/*.bin", damage)
    ready.button.click()
    ready.wait("error")
    assert "arrived damaged" in ready.status.inner_text()
    ready.page.unroute("**/*.bin")
    ready.host.get_by_role("button", name="Try again").click()
    ready.wait("done")


def test_a_missing_network_names_the_server_s_answer(ready):
    ready.page.route("**/card.json", lambda route: route.fulfill(status=404, body="gone"))
    ready.button.click()
    ready.wait("error")
    assert "the server answered 404" in ready.status.inner_text()
    assert len(ready.complaints) == 1  # the browser's own line about the 404
    ready.complaints.clear()
    ready.page.unroute("**/card.json")
    ready.host.get_by_role("button", name="Try again").click()
    ready.wait("done")


def test_being_offline_before_the_first_download_is_said(ready):
    ready.page.context.set_offline(True)
    ready.button.click()
    ready.wait("error")
    assert "Check that you are online" in ready.status.inner_text()
    ready.complaints.clear()


def test_a_machine_that_paints_wrongly_is_not_believed(ready):
    """A golden answer that no backend gives stands for a backend that gives wrong answers."""
    ready.page.route("**/card.json", _impossible)
    ready.button.click()
    ready.wait("error")
    assert "neither WebGL nor WebAssembly" in ready.status.inner_text()


def _impossible(route):
    card = route.fetch().json()
    card["golden"]["tolerance"] = {"mean": -1, "max": -1}
    route.fulfill(json=card)


def test_an_unknown_address_gets_the_site_s_own_page(site, stylizer):
    answer = stylizer.page.goto(site.url + "no/such/page/")
    assert answer.status == 404
    assert stylizer.page.get_by_role("link").count() > 0
    stylizer.complaints.clear()
