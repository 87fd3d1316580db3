from functools import cache

import numpy as np
import pytest
from PIL import Image

from pastiche.samples.catalogue import DRAWN, STYLES_FOLDER
from pastiche.samples.draw import LARGEST_BYTES, STYLES, draw, webp


@cache
def _small(name):
    return draw(name, 128)


@pytest.mark.parametrize("name", STYLES)
def test_the_same_seed_gives_the_same_pixels(name):
    assert np.array_equal(_small(name), draw(name, (128, 128)))


@pytest.mark.parametrize("name", STYLES)
def test_another_seed_gives_another_picture(name):
    other = draw(name, (96, 128), seed=1)
    assert other.shape == (128, 96, 3)
    assert np.abs(_small(name)[:, :96].astype(int) - other).mean() > 12


@pytest.mark.parametrize("name", STYLES)
def test_a_style_fills_its_sheet(name):
    """No part of an eighth of the side is flat, and the palette is not one colour."""
    pixels = _small(name).astype(float)
    blocks = pixels.reshape(8, 16, 8, 16, 3).std(axis=(1, 3)).mean(axis=-1)
    assert blocks.min() > 4
    assert pixels.reshape(-1, 3).std(axis=0).mean() > 25


@pytest.mark.parametrize("name", STYLES)
def test_what_ships_is_what_the_code_draws(root, name):
    path = root / STYLES_FOLDER / f"{name}.webp"
    assert path.stat().st_size <= LARGEST_BYTES
    with Image.open(path) as opened:
        shipped = np.asarray(opened.convert("RGB"), np.float32)
    drawn = draw(name, STYLES[name].size).astype(np.float32)
    assert shipped.shape == drawn.shape
    assert np.abs(shipped - drawn).mean() < 14  # WebP halves the colour of the finest dots
    assert np.abs(_coarse(shipped) - _coarse(drawn)).max() < 10


def test_every_drawn_style_is_in_the_catalogue():
    assert set(STYLES) == set(DRAWN)


def test_an_unknown_style_is_a_key_error():
    with pytest.raises(KeyError):
        draw("no-such-style", 64)


def test_a_picture_is_compressed_until_it_is_small_enough():
    noise = np.random.default_rng(0).integers(0, 256, (400, 400, 3), np.uint8)
    assert len(webp(noise // 2)) <= LARGEST_BYTES


def _coarse(pixels):
    """Means over squares of 20 pixels: what compression keeps."""
    height, width = (side // 20 * 20 for side in pixels.shape[:2])
    squares = pixels[:height, :width].reshape(height // 20, 20, width // 20, 20, 3)
    return squares.mean(axis=(1, 3))
