"""`model likeness`: how near the pictures of a narrow network are to those of its teacher.

The photographs are the site's samples, which no training has seen. The same is measured of the
network with coarser weights, so that numbers can be weighed against bits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from keras import ops
from numpy.typing import NDArray
from PIL import Image

from pastiche.errors import BuildError
from pastiche.models.card import PERCEPTUAL, read_card, write_card
from pastiche.models.johnson import Johnson
from pastiche.models.measures import psnr
from pastiche.models.networks import JOHNSON, style_of
from pastiche.models.perceptual import PerceptualNetwork
from pastiche.models.perceptual_package import restore_perceptual
from pastiche.models.places import PACKAGES, ROOT, package_folder, short
from pastiche.models.restore import restore
from pastiche.progress import step
from pastiche.samples.catalogue import samples
from pastiche.training.losses import relative_error

LONGEST = 256
"""Longer side of the photographs, in pixels."""
MULTIPLE = 16
PRECISIONS = (2, 3, 4, 5, 6, 8)
"""Bits of a weight that are tried besides the most."""
MOST = 16
MILLION = 1e6

Picture = NDArray[np.float32]


def run(names: Sequence[str], *, record: bool) -> None:
    """Print a row for each network; with `record` its card is to have the numbers.

    A teacher can be named as well: what it loses with fewer bits is told then.
    Raises `BuildError` for a network that is not for one style, or is missing.
    """
    with step("Loading the networks"):
        judge = restore_perceptual(package_folder(PERCEPTUAL))
        students = {name: _painter(name) for name in names}
    photographs = [_photograph(sample.path) for sample in samples(ROOT).contents]
    wanted: dict[str, list[Picture]] = {}
    print(f"{'':24}{'numbers':>9}{'M products':>12}{'dB':>7}{'features':>10}", end="")
    print("".join(f"{f'{bits} bits':>8}" for bits in PRECISIONS), flush=True)
    for name, student in students.items():
        teacher = f"{JOHNSON}{style_of(name)}"
        if teacher not in wanted:
            wanted[teacher] = _painted(_painter(teacher), photographs)
        quality = measure(student, photographs, wanted[teacher], judge)
        if name == teacher:
            quality |= {"psnr": math.inf, f"psnr{MOST}": math.inf}
        cells = f"{student.count_params():>9,}{quality['products']:>12.1f}"
        cells += f"{quality['psnr']:>7.2f}{quality['features']:>10.3f}"
        print(f"{name:<24}{cells}", end="")
        print("".join(f"{quality[f'psnr{bits}']:>8.2f}" for bits in PRECISIONS), flush=True)
        if record:
            folder = PACKAGES / name
            rounded = {key: round(value, 4) for key, value in quality.items() if value < math.inf}
            write_card(replace(read_card(folder), quality=rounded), folder)
            print(f"recorded in {short(folder / 'card.json')}")


def measure(
    student: Johnson,
    photographs: Sequence[Picture],
    wanted: Sequence[Picture],
    judge: PerceptualNetwork,
) -> dict[str, float]:
    """How near a network comes to the pictures `wanted` of the photographs, (H, W, 3) in [0, 1].

    psnr: in dB, mean over the photographs; psnr2 … psnr16: the same with so many bits for a weight,
    and bytes2 … bytes16 what the weights take then.
    features: squared distance of what the perceptual network sees, in units of the wanted
    picture's, mean over layers and photographs. products: millions, for 256 × 256 pixels.
    """
    painted = _painted(student, photographs)
    apart = [_apart(judge, one, other) for one, other in zip(painted, wanted, strict=True)]
    result = {
        "psnr": _mean_psnr(painted, wanted),
        "features": float(np.mean(apart)),
        "products": products(student.painter.width) * 256**2 / MILLION,
    }
    exact = {v.path: np.asarray(v.numpy()) for v in student.variables}
    result |= {f"bytes{bits}": bytes_of(exact.values(), bits) for bits in (*PRECISIONS, MOST)}
    result[f"psnr{MOST}"] = result["psnr"]
    for bits in PRECISIONS:
        for variable in student.variables:
            variable.assign(coarse(exact[variable.path], bits))
        result[f"psnr{bits}"] = _mean_psnr(_painted(student, photographs), wanted)
    for variable in student.variables:
        variable.assign(exact[variable.path])
    return result


def coarse(weights: NDArray[np.float32], bits: int) -> NDArray[np.float32]:
    """Kernels, (…, Cout), rounded to 2**bits values, evenly from the least to the largest of each
    output channel; all else as it is (assets/stylizer/sizes/coarse.js does the same)."""
    if weights.ndim < 2:
        return weights
    taps = weights.reshape(-1, weights.shape[-1])
    least = taps.min(0)
    unit = (taps.max(0) - least) / np.float32(2**bits - 1)
    steps = np.round((taps - least) / np.where(unit > 0, unit, 1))
    return (steps * unit + least).reshape(weights.shape).astype(np.float32)


def bytes_of(arrays: Iterable[NDArray[np.float32]], bits: int) -> float:
    """What they take: kernels so many bits for a number, and two float16 numbers for each output
    channel to read them by; all else, and everything with 16 bits, float16."""
    return sum(
        math.ceil(array.size * bits / 8) + 4 * array.shape[-1]
        if array.ndim > 1 and bits < MOST
        else 2 * array.size
        for array in arrays
    )


def products(width: int) -> float:
    """Multiplications for a pixel of the picture, in a painter (`pastiche.models.johnson`) of that
    width; those of an enlarging convolution as `quarters` does them, 16 for 36."""
    w, double, four = width, 2 * width, 4 * width
    at_half = 25 * 3 * w + 9 * w * 12
    at_quarter = 9 * w * double + 2 * 9 * double**2 + 16 * double * w
    at_eighth = 9 * double * four + 4 * 9 * four**2 + 16 * four * double
    return at_half / 4 + at_quarter / 16 + at_eighth / 64


def _painter(name: str) -> Johnson:
    network = restore(name)
    if not isinstance(network, Johnson):
        raise BuildError(None, None, f"{name} is no network for one style", "name a student-…")
    return network


def _photograph(path: Path) -> Picture:
    with Image.open(path) as image:
        scale = LONGEST / max(image.size)
        width, height = (round(side * scale / MULTIPLE) * MULTIPLE for side in image.size)
        small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(small, np.float32) / np.float32(255)


def _painted(network: Johnson, photographs: Sequence[Picture]) -> list[Picture]:
    pictures = (network.painter(one[None] - np.float32(0.5)) for one in photographs)
    return [ops.convert_to_numpy(one)[0] for one in pictures]


def _apart(judge: PerceptualNetwork, picture: Picture, wanted: Picture) -> float:
    """Squared distance of what is seen, in units of the wanted picture's, mean over layers."""
    one, other = (judge.features(shown[None], "average") for shown in (picture, wanted))
    return float(np.mean([relative_error(one[layer], other[layer]) for layer in other]))


def _mean_psnr(pictures: Sequence[Picture], wanted: Sequence[Picture]) -> float:
    return float(np.mean([psnr(a, b) for a, b in zip(pictures, wanted, strict=True)]))
