"""What goes in: any picture, upright, of any shape; and a sentence for what is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pastiche.models.apply import stylize

ORIENTATION = 0x0112  # its EXIF tag
ROTATED_CLOCKWISE = 6  # orientation of a phone held upright
SIDE = 256  # pixels

QUARTERS = [(220, 40, 30), (40, 160, 60), (30, 60, 200), (240, 220, 90)]
"""Colours of the quarters of a picture, row by row."""

STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the pixels of an upright picture lie in a file, by EXIF orientation (EXIF 2.3, 4.6.4 A)."""

SEEN = """host => {
  const {image, width, height} = host.session.state.content;
  const canvas = Object.assign(document.createElement('canvas'), {width, height});
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.drawImage(image, 0, 0);
  const at = (x, y) => [...pen.getImageData(x * width, y * height, 1, 1).data];
  return [[width, height], [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)]];
}"""
"""The size of the content and its colours in the middle of each quarter."""


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((101, 67), (101, 67)),
        ((1, 5000), (1, 256)),
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
    exif[ORIENTATION] = ROTATED_CLOCKWISE
    stylizer.open(site.url)
    stylizer.choose(save(photo, "phone.jpg", exif=exif, quality=95), save(painting, "style.png"))
    stylizer.stylize()
    assert stylizer.result().size == (96, 128)
    upright = np.asarray(Image.fromarray(photo).transpose(Image.Transpose.ROTATE_270), np.float32)
    before = stylizer.host.evaluate("host => Array.from(host.session.outcome.before.data)")
    shown = np.asarray(before, np.float32).reshape(128, 96, 4)[..., :3]
    assert np.abs(shown - upright).mean() < 6


def kinds(folder: Path) -> Iterator[tuple[Path, list[tuple[int, ...]]]]:
    """Files of every kind with a picture of 96 by 64 pixels, and the colours of its quarters."""
    quarters = np.array(QUARTERS, np.uint8).reshape(2, 2, 3).repeat(32, 0).repeat(48, 1)
    picture = Image.fromarray(quarters)
    other = Image.new("RGB", picture.size)

    def saved(name: str, image: Image.Image = picture, **options: object) -> Path:
        image.save(folder / name, **options)
        return folder / name

    for orientation, way in STORED.items():
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        lying = picture if way is None else picture.transpose(way)
        yield saved(f"turned-{orientation}.jpg", lying, exif=exif, quality=95), QUARTERS
    yield saved("progressive.jpg", quality=95, progressive=True), QUARTERS
    yield saved("print.jpg", picture.convert("CMYK"), quality=95), QUARTERS
    yield saved("new.avif", quality=90), QUARTERS
    greys = np.array([220, 160, 90, 30], np.uint16).reshape(2, 2).repeat(32, 0).repeat(48, 1)
    deep = Image.fromarray(greys * 257)
    yield saved("sixteen-bits.png", deep), [(grey, grey, grey) for grey in (220, 160, 90, 30)]
    few = picture.quantize(4)
    first = few.getpixel((0, 0))
    yield saved("palette.png", few, transparency=first), [(0, 0, 0, 0), *QUARTERS[1:]]
    yield saved("moving.gif", save_all=True, append_images=[other], duration=50), QUARTERS
    moving = {"save_all": True, "append_images": [other], "duration": 50, "lossless": True}
    yield saved("moving.webp", **moving), QUARTERS


def test_every_kind_of_picture_is_opened_upright_and_in_its_colours(site, stylizer, tmp_path):
    stylizer.open(site.url)
    for path, colours in kinds(tmp_path):
        stylizer.choose(path)
        size, seen = stylizer.host.evaluate(SEEN)
        assert (path.name, size, stylizer.state) == (path.name, [96, 64], "idle")
        wanted = [(*colour, 255)[:4] for colour in colours]
        room = 70 if path.name == "print.jpg" else 24  # inks have no colours of a screen
        assert np.abs(np.array(seen) - wanted).max() < room, (path.name, seen)


def test_a_file_that_breaks_off_is_said_to_and_a_whole_one_is_not(site, stylizer, save, tmp_path):
    noise = np.random.default_rng(4).integers(0, 255, (64, 96, 3), np.uint8)
    stylizer.open(site.url)
    for name in ("a.jpg", "b.png", "c.webp", "d.gif"):
        bytes_ = save(noise, name).read_bytes()
        half = tmp_path / f"half-{name}"
        half.write_bytes(bytes_[: len(bytes_) // 2])
        stylizer.choose(half)
        said = stylizer.status.inner_text()
        assert f"“{half.stem}”" in said
        assert "ends too early" in said
        assert "again" in said, "what to do"
        stylizer.choose(tmp_path / name)
        assert (stylizer.state, "early" in stylizer.status.inner_text()) == ("idle", False), name


def test_a_part_of_a_picture_is_painted_and_said_to_be_one(site, stylizer, save, tmp_path, photo):
    whole = save(photo, "whole.jpg", quality=95).read_bytes()
    half = tmp_path / "half.jpg"
    half.write_bytes(whole[: len(whole) // 2])
    stylizer.open(site.url)
    stylizer.choose(half)
    stylizer.stylize()
    said = stylizer.status.inner_text()
    assert "Done" in said
    assert "The file of “half” ends too early" in said


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


def test_a_picture_of_a_hundred_megapixels_is_stepped_down_with_a_notice(
    site, stylizer, save, photo, painting
):
    huge = Image.fromarray(photo).resize((12_000, 9_000), Image.Resampling.NEAREST)
    stylizer.open(site.url, max_resolution=SIDE)
    stylizer.choose(save(huge, "huge.jpg", quality=70), save(painting, "painting.png"))
    stylizer.stylize()
    assert stylizer.result().size == (256, 192)
    assert "108 megapixels" in stylizer.status.inner_text()
    assert "256 pixels" in stylizer.status.inner_text()


@pytest.mark.parametrize(
    ("name", "start", "sentence"),
    [
        ("notes.jpg", b"Dear diary", "is not a picture"),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='top.ran = true'/>",
            "SVG drawings have no pixels",
        ),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "cannot open HEIC"),
        ("broken.bmp", b"BM\0\0\0\0 and then nothing", "seems damaged"),
        ("cut.png", b"\x89PNG\r\n\x1a\n and then nothing", "its file ends too early"),
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
    assert stylizer.page.evaluate("window.ran") is None, "a drawing is never let run"


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
