"""Training batches: random crops of photographs and paintings from one zip, augmented.

The zip holds `content/*` and `style/*` in any format Pillow reads. Batches depend only on the
seed and the step, so a run that was stopped goes on with the very batches it would have seen.
"""

from __future__ import annotations

import io
import queue
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

Pixels = NDArray[np.uint8]
"""An image: (H, W, 3) uint8."""
Batch = tuple[NDArray[np.float32], ...]
"""What a step is given, each (B, S, S, 3) float32 in [0, 1]: contents and styles, say."""


class DataError(Exception):
    """The training pictures cannot be used; the message says which file and what to do."""


@dataclass(frozen=True)
class Pictures:
    """The decoded training set."""

    content: tuple[Pixels, ...]
    style: tuple[Pixels, ...]


def load(path: Path, drawn: tuple[Pixels, ...] = ()) -> Pictures:
    """Decode the whole zip into memory (about 0.8 GB for 1,900 pictures).

    drawn: generated styles that join those of the zip.
    Raises `DataError` for a missing or damaged zip, or one without both folders.
    """
    found: dict[str, list[Pixels]] = {"content": [], "style": []}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                folder = name.split("/")[0]
                if folder in found and not name.endswith("/"):
                    with Image.open(io.BytesIO(archive.read(name))) as image:
                        found[folder].append(np.asarray(image.convert("RGB")))
    except FileNotFoundError:
        raise DataError(f"{path}: no such file. Give the pictures with --data FILE.zip.") from None
    except (zipfile.BadZipFile, UnidentifiedImageError, OSError) as error:
        raise DataError(f"{path}: damaged ({error}). Copy or download it again.") from error
    for folder, pictures in found.items():
        if not pictures:
            raise DataError(f"{path}: holds no {folder}/ pictures; put them in that folder.")
    return Pictures(tuple(found["content"]), tuple(found["style"]) + drawn)


def crop(image: Pixels, size: int, short: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """A random `size`² window of the image scaled to a random short side, flipped at random.

    short: range of the short side in pixels, drawn log-uniformly.
    """
    height, width = image.shape[:2]
    low, high = np.log(max(short[0], size)), np.log(max(short[1], size))
    scale = min(height, width) / np.exp(rng.uniform(low, high))
    side = min(size * scale, height, width)
    x, y = rng.uniform(0, width - side), rng.uniform(0, height - side)
    window = Image.fromarray(image).resize(
        (size, size), Image.Resampling.BICUBIC, (x, y, x + side, y + side), reducing_gap=2.0
    )
    pixels = np.asarray(window)
    return pixels[:, ::-1] if rng.random() < 0.5 else pixels


def recolour(image: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A strong change of colour: channels mixed and turned, contrast and gamma moved.

    image: (S, S, 3) float32 in [0, 1]; the result likewise.
    """
    image = image[..., rng.permutation(3)]
    if rng.random() < 0.25:
        image = 1.0 - image
    mean = image.mean(axis=(0, 1))
    mix = np.eye(3) * rng.uniform(0.7, 1.3, 3) + rng.normal(0, 0.12, (3, 3))
    image = (image - mean) @ mix.T + mean + rng.normal(0, 0.08, 3)
    return np.clip(image, 0, 1).astype(np.float32) ** np.float32(np.exp(rng.normal(0, 0.25)))


def _lively(style: Pixels, size: int, rng: np.random.Generator) -> Pixels:
    """A crop of a style with something on it: empty ground teaches nothing."""
    for _ in range(4):
        window = crop(style, size, (size, int(2.6 * size)), rng)
        if window.std(axis=(0, 1)).mean() > 22:
            break
    return window


def _unit(image: Pixels) -> NDArray[np.float32]:
    return image.astype(np.float32) / np.float32(255)


def batch(pictures: Pictures, size: int, count: int, seed: int, step: int) -> Batch:
    """The pairs of one step: `count` contents and styles of `size`² pixels."""
    rng = np.random.default_rng((seed, step))
    contents, styles = [], []
    for _ in range(count):
        content = pictures.content[rng.integers(len(pictures.content))]
        style = pictures.style[rng.integers(len(pictures.style))]
        contents.append(_unit(crop(content, size, (size, 2 * size), rng)))
        painted = _unit(_lively(style, size, rng))
        styles.append(recolour(painted, rng) if rng.random() < 0.35 else painted)
    return np.stack(contents), np.stack(styles)


def photographs(pictures: Pictures, size: int, count: int, seed: int, step: int) -> Batch:
    """The contents of one step, without styles: one array."""
    rng = np.random.default_rng((seed, step))
    chosen = rng.integers(len(pictures.content), size=count)
    crops = (crop(pictures.content[i], size, (size, 2 * size), rng) for i in chosen)
    return (np.stack([_unit(one) for one in crops]),)


def ahead(make: Callable[[int], Batch], first: int, last: int, depth: int = 4) -> Iterator[Batch]:
    """Batches `first` … `last` - 1, made in a thread while the network computes."""
    ready: queue.Queue[Batch | BaseException] = queue.Queue(depth)
    done = threading.Event()

    def fill() -> None:
        try:
            for step in range(first, last):
                item = make(step)
                while not done.is_set():
                    try:
                        ready.put(item, timeout=0.2)
                        break
                    except queue.Full:
                        continue
                if done.is_set():
                    return
        except BaseException as error:
            ready.put(error)

    threading.Thread(target=fill, daemon=True).start()
    try:
        for _ in range(first, last):
            item = ready.get()
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        done.set()
