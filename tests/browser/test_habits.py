"""What a visitor does with results: save, copy, share, link, undo; and with many photographs."""

from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pytest
from PIL import Image

from pastiche.models.apply import stylize


@pytest.fixture
def painted(site, stylizer, save, photo, painting):
    """A small result on show."""
    stylizer.open(site.url)
    stylizer.choose(save(photo, "boats at sea.png"), save(painting[:96, :96], "bands.png"))
    stylizer.stylize()
    return stylizer


def status(stylizer) -> str:
    return stylizer.host.locator(".status").inner_text()


def menu(stylizer, name: str, role: str = "button"):
    """An entry of the menu, which is opened if it is not."""
    entry = stylizer.host.get_by_role(role, name=name)
    if not stylizer.host.locator(".panel").is_visible():
        stylizer.host.get_by_role("button", name="More").click()
    return entry


def steps(stylizer) -> int:
    return stylizer.host.evaluate("host => host.session.history.entries.length")


@pytest.mark.parametrize(
    ("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WebP", "webp")], ids=str.lower
)
def test_a_result_is_saved_under_the_names_of_its_inputs(painted, site, kind, ending):
    menu(painted, kind, "radio").check(force=True)
    save = painted.host.get_by_role("button", name=f"Save {kind}")
    with painted.page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename == f"boats-at-sea-in-bands.{ending}"
    with Image.open(download.value.path()) as picture:
        assert (picture.format, picture.size) == (kind.upper(), (128, 96))
        saved = np.asarray(picture.convert("RGB"), np.float32)
    shown = np.asarray(painted.result().convert("RGB"), np.float32)
    assert np.abs(saved - shown).mean() < (0.01 if kind == "PNG" else 8)
    painted.open(site.url, max_resolution=256)
    painted.stylize()
    assert save.is_visible(), "the choice is remembered"


def test_a_result_is_copied_as_a_picture(painted):
    painted.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu(painted, "Copy the picture").click()
    painted.host.get_by_text("The picture is on the clipboard").wait_for()
    size = painted.page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const {width, height} = await createImageBitmap(await item.getType('image/png'));
          return [width, height];
        }"""
    )
    assert size == [128, 96]
    menu(painted, "Copy a link").click()
    painted.host.get_by_text("A link to these settings is").wait_for()
    assert painted.page.evaluate("navigator.clipboard.readText()") == painted.page.url


def test_a_clipboard_that_is_refused_is_said(painted):
    painted.page.evaluate(
        """() => {
          const refuse = async () => { throw new DOMException('', 'NotAllowedError'); };
          navigator.clipboard.write = refuse;
        }"""
    )
    menu(painted, "Copy the picture").click()
    painted.host.get_by_text("did not let this page use the clipboard").wait_for()
    assert painted.state == "done", "the result stays"


SHARING = """
    window.shared = [];
    window.answer = null;
    navigator.canShare = ({files}) => files?.length === 1;
    navigator.share = async ({files: [{name, type, size}]}) => {
      shared.push({name, type, size});
      if (answer) throw new DOMException('', answer);
    };
"""


def test_sharing_hands_the_file_to_the_system(site, stylizer, save, photo, painting):
    """Headless Chromium shares nothing: what a phone has is put in its place, at the API."""
    page = stylizer.page
    page.add_init_script(SHARING)
    stylizer.open(site.url)
    stylizer.choose(save(photo, "boats.png"), save(painting[:96, :96], "bands.png"))
    stylizer.stylize()
    menu(stylizer, "Share").click()
    page.wait_for_function("() => shared.length === 1")
    (file,) = page.evaluate("shared")
    assert (file["name"], file["type"]) == ("boats-in-bands.png", "image/png")
    assert file["size"] > 1000
    page.evaluate("answer = 'AbortError'")
    before = status(stylizer)
    menu(stylizer, "Share").click()
    page.wait_for_function("() => shared.length === 2")
    assert status(stylizer) == before, "closing the system's sheet is no failure"
    page.evaluate("answer = 'NotAllowedError'")
    menu(stylizer, "Share").click()
    stylizer.host.get_by_text("could not be shared").wait_for()


def test_what_the_browser_cannot_do_is_not_offered(site, stylizer, save, photo, painting):
    stylizer.page.add_init_script(
        """
        delete window.ClipboardItem;
        delete Navigator.prototype.canShare;
        const {toBlob} = HTMLCanvasElement.prototype;
        HTMLCanvasElement.prototype.toBlob = function (done, type, quality) {
          return toBlob.call(this, done, type === 'image/webp' ? 'image/png' : type, quality);
        };
        """
    )
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting[:96, :96], "painting.png"))
    stylizer.stylize()
    menu(stylizer, "Paint many").wait_for()
    assert not stylizer.host.get_by_role("button", name="Copy").is_visible()
    assert not stylizer.host.get_by_role("button", name="Share").is_visible()
    assert stylizer.host.locator(".formats input").evaluate_all(
        "all => all.map((o) => o.value)"
    ) == [
        "image/png",
        "image/jpeg",
    ]


def test_the_menu_closes_with_escape_and_gives_the_focus_back(painted):
    more = painted.host.get_by_role("button", name="More")
    menu(painted, "Copy the picture").focus()
    painted.page.keyboard.press("Escape")
    assert more.get_attribute("aria-expanded") == "false"
    assert more.evaluate("button => button.matches(':focus')")
    more.click()
    painted.page.mouse.click(5, 5)
    assert more.get_attribute("aria-expanded") == "false"


def test_settings_are_in_the_address_and_no_picture_is(painted, site):
    page = painted.page
    assert "#" not in page.url, "a picture of one's own is not in it"
    with painted.expect_result():
        painted.host.get_by_label("Strength").fill("40")
    page.wait_for_url("**#stylizer?strength=40")
    painted.host.get_by_label("Iterations").fill("2")
    painted.host.get_by_role("radio", name="Chelsea").check(force=True)
    page.wait_for_url(re.compile(r"content=chelsea&strength=40&iterations=2$"))
    assert page.evaluate("history.length") == 2, "no step back in the browser is added"


def test_an_address_sets_the_stylizer_up(site, stylizer):
    page = stylizer.page
    stylizer.open(
        f"{site.url}#stylizer?content=chelsea&style=mosaic&strength=40&size=256&detail=999&rubbish=%E0"
    )
    assert stylizer.host.get_by_label("Strength").input_value() == "40"
    assert stylizer.host.get_by_label("Max resolution").input_value() == "256"
    assert stylizer.host.get_by_label("Keep detail").input_value() == "100"
    page.wait_for_function(
        "host => host.session.state.content && host.session.state.style",
        arg=stylizer.host.element_handle(),
    )
    chosen = stylizer.host.locator(".tray input:checked").evaluate_all(
        "all => all.map((o) => o.value)"
    )
    assert chosen == ["chelsea", "mosaic"]
    stylizer.stylize()
    assert max(stylizer.result().size) == 256
    with stylizer.expect_result():
        page.evaluate("location.hash = '#stylizer?strength=70'")
    assert stylizer.host.get_by_label("Strength").input_value() == "70"


def test_an_address_has_a_mixture_and_reload_and_undo_bring_it_back(site, stylizer):
    page, host = stylizer.page, stylizer.host
    stylizer.open(f"{site.url}#stylizer?size=256&style=wheat&mix=mosaic*30&mix=no-such-style*20")
    mosaic = host.get_by_role("list", name="Styles in the mixture").get_by_role("slider").nth(1)
    mosaic.wait_for()
    assert mosaic.input_value() == "30"
    stylizer.stylize()
    page.wait_for_url("**#stylizer?style=wheat&mix=mosaic*30&size=256")
    mixed = stylizer.result().tobytes()
    with stylizer.expect_result():
        mosaic.fill("60")
    page.wait_for_url("**&mix=mosaic*60&size=256")
    host.get_by_role("button", name="Undo").click()
    page.wait_for_url("**&mix=mosaic*30&size=256")
    host.get_by_role("button", name="Redo").click()
    page.wait_for_url("**&mix=mosaic*60&size=256")
    page.reload()
    stylizer.open(page.url)
    mosaic.wait_for()
    assert mosaic.input_value() == "60"
    page.evaluate("location.hash = '#stylizer?style=wheat&mix=mosaic*30'")
    host.get_by_label("Share of").nth(1).wait_for()
    stylizer.stylize()
    assert stylizer.result().tobytes() == mixed
    with stylizer.expect_result():
        page.evaluate("location.hash = '#stylizer?style=breakers'")
    assert host.get_by_label("Share of").count() == 0


def test_the_address_has_the_settings_of_the_stylizer_used_last(site, stylizer):
    page = stylizer.page
    page.goto(site.url + "posts/attention-paints/")
    first, second = (page.locator("style-transfer").nth(i) for i in range(2))
    second.get_by_label("Strength").fill("30")
    page.wait_for_url("**#stylizer-2?strength=30")
    first.get_by_label("Strength").fill("60")
    page.wait_for_url("**#stylizer?strength=60")
    page.goto(site.url)
    page.goto(site.url + "posts/attention-paints/#stylizer-2?strength=30")
    assert second.get_by_label("Strength").input_value() == "30"
    assert first.get_by_label("Strength").input_value() == "100"


def test_undo_and_redo_go_through_the_results(painted, save, photo, painting):
    page, host = painted.page, painted.host
    first = painted.result().tobytes()
    with painted.expect_result():
        host.get_by_label("Strength").fill("30")
    second = painted.result().tobytes()
    with painted.expect_result():
        painted.choose(save(photo[:, ::-1], "mirrored.png"))
    host.get_by_role("button", name="Undo").click()
    assert painted.result().tobytes() == second
    assert host.locator(".well-content .title").inner_text() == "boats at sea"
    assert host.locator(".well-content img").first.evaluate("image => image.naturalWidth") == 128
    page.keyboard.press("Control+z")
    assert painted.result().tobytes() == first
    assert host.get_by_label("Strength").input_value() == "100"
    assert host.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "true"
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+Z")
    assert host.locator(".well-content .title").inner_text() == "mirrored"
    assert host.get_by_role("button", name="Redo").get_attribute("aria-disabled") == "true"
    with painted.expect_result():
        host.get_by_label("Strength").fill("80")
    painted.assert_result_is(
        stylize("sanet-lite", photo[:, ::-1] / 255, painting[:96, :96] / 255, strength=0.8)
    )


def test_undo_in_a_text_field_is_the_field_s_own(painted):
    page = painted.page
    with painted.expect_result():
        painted.host.get_by_label("Strength").fill("30")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', "
        "'<input id=note><p id=free contenteditable>')"
    )
    for field in ("#note", "#free"):
        page.click(field)
        page.keyboard.type("words")
        page.keyboard.press("Control+z")
        assert painted.host.get_by_label("Strength").input_value() == "30"


def test_pictures_that_nothing_shows_any_more_are_given_back(site, stylizer, save, photo, painting):
    page = stylizer.page
    page.add_init_script(
        """
        window.urls = new Set();
        const {createObjectURL: make, revokeObjectURL: free} = URL;
        URL.createObjectURL = (what) => { const url = make(what); urls.add(url); return url; };
        URL.revokeObjectURL = (url) => { urls.delete(url); free(url); };
        """
    )
    stylizer.open(site.url)
    stylizer.choose(save(photo[:64, :64], "a.png"), save(painting[:64, :64], "b.png"))
    stylizer.host.evaluate("host => { host.session.history.kept = {entries: 3, bytes: 2 ** 30} }")
    stylizer.stylize()
    for i in range(6):
        with stylizer.expect_result():
            stylizer.choose(save(np.roll(photo[:64, :64], i + 1, 1), f"{i}.png"))
    assert steps(stylizer) == 3
    assert page.evaluate("urls.size") == 4, "three contents and the style"
    page.evaluate("document.querySelector('style-transfer').remove()")
    page.wait_for_function("() => urls.size === 0")


def test_of_a_slider_s_way_only_the_newest_place_is_painted_in_the_end(painted, photo, painting):
    ran = painted.host.evaluate(
        """async (host) => {
          const {engine} = host.session;
          const run = engine.worker.postMessage.bind(engine.worker);
          let sent = 0;
          engine.worker.postMessage = (message, transfer) => {
            sent += message.type === 'run';
            run(message, transfer);
          };
          const range = host.shadowRoot.querySelector('[name=strength]');
          for (let value = 95; value >= 20; value -= 5) {
            range.value = value;
            range.dispatchEvent(new Event('input'));
          }
          await new Promise((resolve) => host.addEventListener('st-result', resolve, {once: true}));
          return sent;
        }"""
    )
    assert ran <= 2, "one under way, and the newest after it"
    assert painted.host.get_by_label("Strength").input_value() == "20"
    painted.assert_result_is(
        stylize("sanet-lite", photo / 255, painting[:96, :96] / 255, strength=0.2)
    )
    assert steps(painted) == 2, "the way of a slider is one step"


@pytest.mark.parametrize("phase", ["downloading", "warming", "running"])
def test_cancelling_is_done_before_the_click_returns(site, stylizer, save, photo, painting, phase):
    """At any time: no promise, timer or message stands between the click and the rest."""
    stylizer.open(site.url)
    big = Image.fromarray(photo).resize((1024, 768))
    stylizer.choose(save(big, "photo.png"), save(painting, "painting.png"))
    stylizer.host.get_by_label("Max resolution").select_option("1024")
    silent = {"downloading": "**/*.bin", "warming": "**/*.wasm"}.get(phase)
    if silent:
        stylizer.page.context.route(silent, lambda route: None)
    stylizer.button.click()
    stylizer.wait(phase)
    after = stylizer.host.evaluate(
        """host => {
          host.shadowRoot.querySelector('.stop').click();
          const {veil} = host.view;
          const {running} = host.session.engine; // goes on unheard where no worker is spare
          return [host.dataset.state, host.ariaBusy, veil.hidden, !running || running.cancelled];
        }"""
    )
    assert after[0] in {"idle", "ready"}
    assert after[1:] == ["false", True, True]
    if silent:
        stylizer.page.context.unroute(silent)
    stylizer.complaints.clear()  # of what was being fetched
    stylizer.host.get_by_label("Max resolution").select_option("256")
    stylizer.stylize()


def queue_of(stylizer, *names: str):
    files = stylizer.host.get_by_label("Choose a picture file")
    files.set_input_files(list(names))
    queue = stylizer.host.locator(".queue")
    queue.wait_for()
    return queue


def test_many_photographs_are_painted_in_one_style_and_zipped(
    site, stylizer, save, photo, painting, tmp_path
):
    stylizer.open(site.url)
    style = painting[:96, :96]
    stylizer.choose(save(photo, "other.png"), save(style, "bands.png"))
    (tmp_path / "notes.jpg").write_text("no picture")
    pictures = {"sea": photo, "sky": photo[::-1]}
    paths = [save(picture, f"{name}.png") for name, picture in pictures.items()]
    paths[1].write_bytes(paths[1].read_bytes()[: -len("....IEND....")])
    queue = queue_of(stylizer, paths[0], tmp_path / "notes.jpg", paths[1])
    queue.get_by_role("button", name="Paint 3 photographs").click()
    zipped = queue.get_by_role("button", name="zip")
    zipped.wait_for(timeout=60_000)
    assert "2 of 3 painted. Not painted: notes.jpg." in queue.inner_text()
    assert "That file is not a picture" in queue.inner_text()
    assert "The file of “sky” ends too early" in queue.inner_text()
    assert stylizer.host.get_attribute("data-backend") == "wasm"
    with stylizer.page.expect_download() as download:
        zipped.click()
    assert download.value.suggested_filename == "pastiche-in-bands.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["sea-in-bands.png", "sky-in-bands.png"]
        for name, picture in pictures.items():
            with Image.open(io.BytesIO(archive.read(f"{name}-in-bands.png"))) as result:
                pixels = np.asarray(result.convert("RGB"), np.float32) / 255
            expected = stylize("sanet-lite", picture / 255, style / 255)
            assert np.abs(pixels - expected).mean() < 2 / 255


def test_a_cancelled_queue_keeps_what_it_has_and_can_go_on(site, stylizer, save, photo):
    stylizer.open(site.url, max_resolution=512)
    big = Image.fromarray(photo).resize((512, 384))
    queue = queue_of(stylizer, *(save(big, f"{i}.png") for i in range(3)))
    queue.get_by_role("button", name="Paint 3").click()
    queue.locator("[data-phase=done]").first.wait_for(timeout=60_000)
    queue.get_by_role("button", name="Cancel").click()
    go_on = queue.get_by_role("button", name="Paint the other")
    go_on.wait_for()
    done = queue.locator("[data-phase=done]").count()
    assert 1 <= done < 3
    go_on.click()
    stylizer.page.wait_for_function(
        "queue => queue.querySelectorAll('[data-phase=done]').length === 3",
        arg=queue.element_handle(),
        timeout=60_000,
    )


def test_the_row_under_the_picture_keeps_its_height_on_a_phone(
    site, stylizer, save, photo, painting
):
    stylizer.page.set_viewport_size({"width": 360, "height": 740})
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(painting[:96, :96], "painting.png"))
    row = stylizer.host.locator(".under")
    before = row.bounding_box()["height"]
    stylizer.stylize()
    with stylizer.expect_result():
        stylizer.host.get_by_label("Strength").fill("50")
    assert row.bounding_box()["height"] == before
    assert stylizer.host.get_by_role("button", name="Undo").is_visible()


def test_a_percentage_reads_the_same_in_a_page_from_right_to_left(site, stylizer):
    stylizer.open(site.url)
    stylizer.page.evaluate("document.documentElement.dir = 'rtl'")
    edges = stylizer.host.locator(".slider .value").first.evaluate(
        """span => [0, span.firstChild.length - 1].map((at) => {
          const range = document.createRange();
          range.setStart(span.firstChild, at);
          range.setEnd(span.firstChild, at + 1);
          return range.getBoundingClientRect().left;
        })"""
    )
    assert edges[0] < edges[1], "the digits stand left of the sign"


def test_axe_finds_nothing_in_the_menu_and_the_queue(painted, root, save, photo):
    axe = (root / "node_modules" / "axe-core" / "axe.min.js").read_text()
    painted.page.evaluate(axe)  # through the debugger, past the page's policy
    menu(painted, "Paint many").wait_for()
    find = "axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
    assert painted.page.evaluate(find) == []
    painted.page.keyboard.press("Escape")
    with painted.page.expect_file_chooser() as chooser:
        menu(painted, "Paint many").click()
    small = photo[:64, :64]
    chooser.value.set_files([save(small, "a.png"), save(small, "b.png")])
    queue = painted.host.locator(".queue")
    assert painted.page.evaluate(find) == []
    queue.get_by_role("button", name="Paint 2").click()
    queue.get_by_role("button", name="zip").wait_for()
    assert painted.page.evaluate(find) == []
    queue.get_by_role("button", name="Close").click()
    assert painted.host.locator(".queue").count() == 0
