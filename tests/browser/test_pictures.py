"""What goes in: any picture, upright, of any shape; and a sentence for what is none."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pastiche.models.apply import stylize

ROTATED_CLOCKWISE = 6  # EXIF orientation of a phone held upright
SIDE = 256  # pixels


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((101, 67), (101, 67)),
        ((1, 300), (1, 256)),
        ((300, 1), (256, 1)),
        ((7, 5), (7, 5)),
        ((1000, 333), (256, 85)),
    ],
)
def test_a_result_has_the_content_s_own_aspect(site, stylizer, save, painting, size, expected):
    width, height = size
    picture = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    stylizer.open(site.url, max_resolution=SIDE)
    stylizer.choose(save(picture, "odd.png"), save(painting, "painting.png"))
    stylizer.stylize()
    assert stylizer.result().size == expected
    stylizer.assert_not_blank()


def test_an_odd_picture_is_painted_as_tensorflow_paints_it(site, stylizer, save, photo, painting):
    odd, style = photo[:67, :101], painting[:64, :64]
    stylizer.open(site.url)
    stylizer.choose(save(odd, "odd.png"), save(style, "painting.png"))
    stylizer.stylize()
    stylizer.assert_result_is(stylize("sanet-lite", odd / 255, style / 255))


def test_a_style_may_be_a_single_line(site, stylizer, save, photo):
    line = np.random.default_rng(2).integers(0, 255, (1, 500, 3), np.uint8)
    stylizer.open(site.url)
    stylizer.choose(save(photo, "photo.png"), save(line, "line.png"))
    stylizer.stylize()
    assert stylizer.result().size == (128, 96)
    stylizer.assert_not_blank()


def test_a_phone_s_photo_stands_upright(site, stylizer, save, photo, painting):
    exif = Image.Exif()
    exif[0x0112] = ROTATED_CLOCKWISE
    stylizer.open(site.url)
    stylizer.choose(save(photo, "phone.jpg", exif=exif, quality=95), save(painting, "style.png"))
    stylizer.stylize()
    assert stylizer.result().size == (96, 128)
    upright = np.asarray(Image.fromarray(photo).transpose(Image.Transpose.ROTATE_270), np.float32)
    before = stylizer.host.evaluate("host => Array.from(host.session.outcome.before.data)")
    shown = np.asarray(before, np.float32).reshape(128, 96, 4)[..., :3]
    assert np.abs(shown - upright).mean() < 6


def test_transparency_is_kept(site, stylizer, save, photo, painting):
    alpha = np.full(photo.shape[:2], 255, np.uint8)
    alpha[:, :40] = 0
    alpha[:, 40:60] = 128
    stylizer.open(site.url)
    stylizer.choose(save(np.dstack([photo, alpha]), "cut.png"), save(painting, "painting.png"))
    stylizer.stylize()
    result = stylizer.result()
    assert np.array_equal(np.asarray(result)[..., 3], alpha)
    jpeg = np.asarray(stylizer.result("image/jpeg").convert("RGB"))
    assert jpeg[:, :32].min() > 240, "JPEG has no transparency: on white"


def test_a_picture_of_forty_megapixels_is_stepped_down_with_a_notice(
    site, stylizer, save, photo, painting
):
    huge = Image.fromarray(photo).resize((7304, 5478))
    stylizer.open(site.url, max_resolution=SIDE)
    stylizer.choose(save(huge, "huge.jpg", quality=70), save(painting, "painting.png"))
    stylizer.stylize()
    assert stylizer.result().size == (256, 192)
    assert "40 megapixels" in stylizer.status.inner_text()
    assert "256 pixels" in stylizer.status.inner_text()


@pytest.mark.parametrize(
    ("name", "start", "sentence"),
    [
        ("notes.jpg", b"Dear diary", "is not a picture"),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "SVG drawings have no pixels",
        ),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "cannot open HEIC"),
        ("broken.png", b"\x89PNG\r\n\x1a\n and then nothing", "seems damaged"),
        ("film.jpg", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "is a video"),
        ("empty.png", b"", "is not a picture"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(site, stylizer, tmp_path, name, start, sentence):
    path = tmp_path / name
    path.write_bytes(start)
    stylizer.open(site.url)
    stylizer.choose(path)
    stylizer.wait("error")
    assert sentence in stylizer.status.inner_text()


def test_a_picture_can_be_dropped_and_pasted(site, stylizer, photo, save):
    stylizer.open(site.url)
    for kind, title in (("drop", "dropped"), ("paste", "pasted")):
        data = list(save(photo, f"{title}.png").read_bytes())
        stylizer.host.evaluate(
            """(host, [kind, title, bytes]) => {
              const transfer = new DataTransfer();
              const options = {type: 'image/png'};
              transfer.items.add(new File([new Uint8Array(bytes)], `${title}.png`, options));
              const target = host.shadowRoot.querySelector('.well-content');
              const flags = {bubbles: true, composed: true, cancelable: true};
              target.dispatchEvent(kind === 'drop'
                ? new DragEvent('drop', {...flags, dataTransfer: transfer})
                : new ClipboardEvent('paste', {...flags, clipboardData: transfer}));
            }""",
            [kind, title, data],
        )
        stylizer.host.locator(".well-content .title", has_text=title).wait_for()


@pytest.mark.parametrize(
    ("where", "role"),
    [
        (".stage", "content"),
        (".well-content", "content"),
        (".well-style", "style"),
        (".desk", "content"),
    ],
)
def test_a_dropped_file_never_takes_the_place_of_the_page(site, stylizer, where, role):
    stylizer.open(site.url)
    stylizer.wait("idle")
    taken = stylizer.host.evaluate(DROP, where)
    assert taken
    stylizer.page.wait_for_function(
        "([host, role]) => host.session.state[role]?.title === 'dropped'",
        arg=[stylizer.host.element_handle(), role],
    )


DROP = """async (host, where) => {
  const canvas = new OffscreenCanvas(20, 10);
  canvas.getContext('2d').fillRect(0, 0, 9, 9);
  const file = new File([await canvas.convertToBlob()], 'dropped.png', {type: 'image/png'});
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  const options = {bubbles: true, cancelable: true, composed: true, dataTransfer};
  const target = host.shadowRoot.querySelector(where);
  return ['dragover', 'drop'].every((kind) => !target.dispatchEvent(new DragEvent(kind, options)));
}"""
