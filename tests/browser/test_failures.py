"""When something goes wrong: a sentence, and a way on."""

from __future__ import annotations

import pytest
from PIL import Image

from pastiche.models.apply import stylize

SOFTWARE_GPU = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


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
    worker = ready.page.workers[0]  # the other is kept ready
    site.requests.clear()
    with ready.expect_result():
        ready.page.get_by_label("Max resolution").select_option("1024")
    with worker.expect_event("close"):
        big = Image.fromarray(photo).resize((1024, 768))
        ready.page.get_by_label("Choose a picture file").set_input_files(save(big, "big.png"))
        ready.cancel()
    ready.wait("done")
    assert ready.result().size == (128, 96), "the result before is still there"
    ready.page.get_by_label("Max resolution").select_option("256")
    ready.stylize()
    assert ready.result().size == (256, 192)
    assert not [path for _, path in site.requests if "assets/models/" in path]


def test_cancelling_with_the_network_off_leaves_a_working_stylizer(ready, save, photo):
    ready.stylize()
    ready.page.wait_for_function(
        "host => host.session.engine.workers.isReady", arg=ready.host.element_handle()
    )
    ready.page.context.set_offline(True)
    debugger = ready.page.context.new_cdp_session(ready.page)
    debugger.send("Network.setCacheDisabled", {"cacheDisabled": True})
    big = save(Image.fromarray(photo).resize((512, 384)), "big.png")
    for _ in range(2):  # the spare worker takes over, then there is none to be had
        ready.page.get_by_label("Choose a picture file").set_input_files(big)
        ready.cancel()
        ready.wait("done")
        ready.stylize()
        assert ready.result().size == (512, 384)
    assert all("ERR_INTERNET_DISCONNECTED" in line for line in ready.complaints)
    ready.complaints.clear()


def test_a_sample_that_cannot_be_fetched_can_be_chosen_again(ready):
    sample = ready.host.get_by_role("radiogroup", name="Sample styles").get_by_role("radio").last
    ready.page.context.set_offline(True)
    sample.click(force=True)
    ready.wait("error")
    assert "could not be fetched" in ready.status.inner_text()
    assert not sample.is_checked()
    ready.complaints.clear()
    ready.page.context.set_offline(False)
    sample.check(force=True)
    ready.wait("idle")


@pytest.mark.parametrize("silent", ["**/card.json", "**/*.bin"])
def test_a_download_can_be_cancelled_and_begun_again(ready, silent):
    ready.page.route(silent, lambda route: None)  # never answered: nothing came, or only the card
    ready.button.click()
    ready.wait("downloading")
    ready.host.get_by_role("button", name="Cancel").click()
    ready.wait("idle")
    ready.page.unroute(silent)
    ready.complaints.clear()
    ready.stylize()


def test_a_damaged_shard_is_thrown_away_and_fetched_again(ready):
    def damage(route):
        body = bytearray(route.fetch().body())
        body[1000] ^= 255
        route.fulfill(body=bytes(body))

    ready.page.route("**/group1-*.bin", damage)
    ready.button.click()
    ready.wait("error")
    assert "arrived damaged" in ready.status.inner_text()
    ready.page.unroute("**/group1-*.bin")
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


@pytest.mark.usefixtures("wrong_backends")
def test_a_machine_that_paints_wrongly_is_not_believed(ready):
    ready.button.click()
    ready.wait("error")
    assert "neither WebGL nor WebAssembly" in ready.status.inner_text()


@pytest.mark.parametrize("name", ["*.wasm", "wasm-*.js", "worker-*.js"])
def test_a_file_of_the_painter_that_fails_once_is_fetched_again(ready, name):
    ready.page.context.route(f"**/{name}", lambda route: route.abort())
    ready.button.click()
    ready.wait("error")
    ready.page.context.unroute(f"**/{name}")
    ready.complaints.clear()
    with ready.expect_result():
        ready.host.get_by_role("button", name="Try again").click()


def test_wasm_takes_over_where_webgl_s_script_cannot_be_fetched(site, stylizer):
    stylizer.open(site.url, backend=None, max_resolution=256)
    stylizer.page.context.route("**/webgl-*.js", lambda route: route.abort())
    stylizer.stylize()
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    assert stylizer.page.evaluate("sessionStorage.getItem('pastiche-refused-backends')") is None
    stylizer.complaints.clear()  # the browser's own line about the script


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_wasm_takes_over_where_webgl_paints_wrongly(site, stylizer, save, photo, painting):
    """A processor that passes for a graphics card, given as much time as it needs, and a shader
    that adds where it should multiply."""
    page = stylizer.page
    page.add_init_script(
        """
        const [later, Plain] = [setTimeout, Worker];
        window.setTimeout = (what, ms, ...rest) => later(what, ms === 25000 ? 250000 : ms, ...rest);
        window.refusals = [];
        window.Worker = class extends Plain {
          constructor(...options) {
            super(...options);
            this.addEventListener('message', ({data}) => {
              if (data.type === 'refused') refusals.push(data);
            });
          }
        };
        """
    )
    page.context.route("**/assets/js/*.js", _sabotage)
    stylizer.open(site.url, backend=None)
    stylizer.choose(save(photo, "photo.png"), save(painting, "painting.png"))
    stylizer.stylize(seconds=240)
    (refusal,) = page.evaluate("refusals")
    assert refusal["backend"] == "webgl"
    assert "self-test differs" in refusal["why"]
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    stylizer.assert_result_is(stylize("sanet-lite", photo / 255, painting / 255))
    page.context.unroute_all(
        behavior="ignoreErrors"
    )  # the next worker's scripts may be on their way


def _sabotage(route):
    """Answers with the script the server has; software passes for a GPU, and multiplies wrongly."""
    body = route.fetch().text().replace("swiftshader|", "").replace("b * a", "b + a")
    route.fulfill(body=body, content_type="text/javascript")


@pytest.mark.usefixtures("wrong_backends")
def test_what_trying_again_cannot_cure_does_not_offer_it(ready):
    ready.button.click()
    ready.wait("error")
    assert ready.button.count() == 1
    assert ready.host.get_by_role("button", name="Try again").count() == 0


def test_a_card_that_a_portal_answered_is_not_kept(ready):
    ready.page.route("**/card.json", lambda route: route.fulfill(body="<html>Log in</html>"))
    ready.button.click()
    ready.wait("error")
    assert "card.json" in ready.status.inner_text()
    ready.page.unroute("**/card.json")
    with ready.expect_result():
        ready.host.get_by_role("button", name="Try again").click()


def test_an_unknown_address_gets_the_site_s_own_page(site, stylizer):
    answer = stylizer.page.goto(site.url + "no/such/page/")
    assert answer.status == 404
    assert stylizer.page.get_by_role("link").count() > 0
    stylizer.complaints.clear()


def test_the_pages_own_picture_leaves_a_visitors_error_standing(stylizer, site, tmp_path):
    stylizer.open(site.url)
    (tmp_path / "notes.jpg").write_bytes(b"Dear diary")
    stylizer.choose(tmp_path / "notes.jpg")
    came = """async host => {
      const before = host.session.state.style;
      host.chooser.begin();
      await host.chooser.settled();
      return host.session.state.style !== before;
    }"""
    assert stylizer.host.evaluate(came)
    assert stylizer.state == "error"
    assert "is not a picture" in stylizer.status.inner_text()
