"""The scripts' own test of cut files, on files that Pillow writes."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def test_a_cut_file_is_known_in_every_format_that_marks_its_end(run_script, tmp_path):
    pixels = np.random.default_rng(3).integers(0, 255, (16, 24, 3), np.uint8)
    picture, other = Image.fromarray(pixels), Image.fromarray(255 - pixels)
    moving = {"save_all": True, "append_images": [other], "duration": 50}
    thumbnail = io.BytesIO()
    picture.save(thumbnail, "JPEG")
    picture.save(tmp_path / "plain.jpg")
    picture.save(tmp_path / "progressive.jpg", progressive=True)
    picture.save(tmp_path / "restarts.jpg", restart_marker_blocks=1)
    picture.save(tmp_path / "thumbnail.jpg", exif=b"Exif\0\0" + thumbnail.getvalue())
    picture.save(tmp_path / "plain.png")
    picture.save(tmp_path / "moving.png", **moving)
    picture.save(tmp_path / "plain.gif")
    picture.save(tmp_path / "moving.gif", **moving)
    picture.save(tmp_path / "lossy.webp")
    picture.save(tmp_path / "moving.webp", lossless=True, **moving)
    picture.save(tmp_path / "plain.bmp")
    picture.save(tmp_path / "plain.avif")
    run_script("whole-file", CASES=tmp_path)
