"""Camera and video: painted as they play, photographed, recorded, and given back."""

from __future__ import annotations

import pytest

CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
LOCKED_CAMERA = ("--use-fake-device-for-media-stream",)


@pytest.fixture
def live(site, stylizer, save, painting):
    """Camera and video opened, a style chosen."""
    stylizer.open(site.url)
    stylizer.host.get_by_label("Choose a style file").set_input_files(
        save(painting, "painting.png")
    )
    stylizer.page.wait_for_function(
        "host => host.session.state.style?.title === 'painting'",
        arg=stylizer.host.element_handle(),
    )
    press(stylizer, "Camera or video")
    return stylizer


def press(stylizer, name: str) -> None:
    stylizer.host.get_by_role("button", name=name, exact=True).click()


def wait_for_frames(stylizer, more: int) -> None:
    stylizer.page.wait_for_function(
        """([host, more]) => {
          const {dataset} = host.shadowRoot.querySelector('.live');
          host.until ??= Number(dataset.frames ?? 0) + more;
          const isThere = Number(dataset.frames ?? 0) >= host.until;
          if (isThere) delete host.until;
          return isThere;
        }""",
        arg=[stylizer.host.element_handle(), more],
        timeout=60_000,
    )


def paint_live(stylizer, side: int = 128) -> None:
    stylizer.host.locator("select[name=live-size]").select_option(str(side))
    stylizer.host.locator(".live-go").click()
    wait_for_frames(stylizer, 2)
    assert stylizer.host.get_attribute("data-backend") == "wasm"


@pytest.mark.parametrize("page", [CAMERA], indirect=True)
def test_a_camera_is_painted_and_recorded_and_the_recording_is_a_video(live, site, tmp_path):
    press(live, "Use the camera")
    paint_live(live)
    canvas = live.host.locator(".live-canvas")
    assert canvas.get_attribute("aria-label") == "Photograph, in the style of painting"
    colours = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 128, 72).data).size"
    assert canvas.evaluate(colours) > 100
    kept = "host => host.session.engine.kept.codes.length"
    styles = live.host.evaluate(kept)
    site.requests.clear()
    press(live, "Record")
    wait_for_frames(live, 12)
    assert live.host.locator(".live-rate").inner_text().endswith("frames per second")
    with live.page.expect_download() as started:
        press(live, "Stop and save")
    assert live.host.evaluate(kept) == styles, "the style is encoded once"
    assert live.host.evaluate("host => host.session.history.entries.length") == 0
    name = started.value.suggested_filename
    assert name.rsplit(".")[0] == "Photograph-in-painting"
    started.value.save_as(tmp_path / name)
    assert site.requests == []

    # It gives the camera back when it is closed, and the page is as it was.
    live.host.evaluate(
        "host => host.track = host.shadowRoot.querySelector('video').srcObject.getTracks()[0]"
    )
    press(live, "Close camera and video")
    assert live.host.evaluate("host => host.track.readyState") == "ended"
    assert live.host.locator(".live").count() == 0
    assert not live.host.locator(".picture").is_hidden()

    # The recording is a video like any other: it plays, and a frame of it can be painted.
    live.host.get_by_label("Choose a picture file").set_input_files(tmp_path / name)
    live.host.locator("[data-live=open]").wait_for()
    assert live.host.locator("video").evaluate("video => video.videoWidth") == 128
    paint_live(live)
    press(live, "Stop painting")
    press(live, "Paint this frame")
    live.page.wait_for_function(
        "host => host.session.state.content.title === 'Photograph-in-painting'",
        arg=live.host.element_handle(),
    )
    assert live.host.locator(".live").count() == 0


@pytest.mark.parametrize("page", [CAMERA], indirect=True)
def test_a_photograph_is_the_content_and_axe_finds_nothing_while_it_is_painted_live(live, root):
    press(live, "Use the camera")
    press(live, "Take the photograph")
    live.page.wait_for_function(
        "host => host.session.state.content?.title === 'Photograph'",
        arg=live.host.element_handle(),
    )
    press(live, "Camera or video")
    press(live, "Use the camera")
    paint_live(live)
    live.page.evaluate((root / "node_modules/axe-core/axe.min.js").read_text())
    found = live.page.evaluate("axe.run().then(({violations}) => violations.map(({id}) => id))")
    assert found == []
    live.page.keyboard.press("Escape")
    live.host.evaluate("host => host.remove()")


def test_without_a_camera_or_with_a_broken_video_it_says_so(live, tmp_path):
    said = live.host.locator(".live-said")
    press(live, "Use the camera")
    said.get_by_text("No camera was found").wait_for()
    broken = tmp_path / "film.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2")
    with live.page.expect_file_chooser() as chooser:
        press(live, "Choose a video")
    chooser.value.set_files(broken)
    said.get_by_text("This browser cannot play that video").wait_for()
    assert live.host.get_by_role("button", name="Use the camera").is_visible()


@pytest.mark.parametrize("page", [LOCKED_CAMERA], indirect=True)
def test_a_camera_that_is_refused_is_said(live):
    press(live, "Use the camera")
    live.host.locator(".live-said").get_by_text("did not let this page use the camera").wait_for()
