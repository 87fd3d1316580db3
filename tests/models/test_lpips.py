"""LPIPS says 0 for the same picture, more for more noise, and what plain arithmetic says."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pastiche.errors import BuildError
from pastiche.models.lpips import HEADS, LPIPS, SQUEEZENET
from pastiche.models.torch_files import read_state_dict


@pytest.fixture(scope="module")
def lpips(shared: Path) -> LPIPS:
    return LPIPS(shared / "train")


def picture(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((72, 56)), np.float32) / 255


def plain_convolution(x: np.ndarray, options: dict[str, str], data: bytes, at: int) -> tuple:
    """x: (C, H, W); returns the result, and where the next layer's weights begin."""
    out, side, count = (int(options[key]) for key in "016")
    pad, stride = int(options["4"]), int(options["3"])
    kernel = np.frombuffer(data, "<f2", count, at + 4).astype(float)
    bias = np.frombuffer(data, "<f4", out, at + 4 + 2 * count)
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(x, ((0, 0), (pad, pad), (pad, pad))), (side, side), (1, 2)
    )[:, ::stride, ::stride]
    y = np.einsum("cyxij,ocij->oyx", windows, kernel.reshape(out, -1, side, side), optimize=True)
    return np.maximum(y + bias[:, None, None], 0), at + 4 + 2 * count + 4 * out


def plain_pool(x: np.ndarray) -> np.ndarray:
    """3×3 at every second place, as long as a window begins inside."""
    rows, columns = (range(0, side - 1, 2) for side in x.shape[1:])
    return np.stack(
        [np.stack([x[:, r : r + 3, c : c + 3].max((1, 2)) for c in columns], -1) for r in rows], 1
    )


def plain_features(folder: Path, x: np.ndarray) -> list[np.ndarray]:
    """Every blob of the network in the order of its file, walked line by line; x: (3, H, W)."""
    data, at = (folder / f"{SQUEEZENET}.bin").read_bytes(), 0
    blobs: dict[str, np.ndarray] = {"in0": x}
    kept = []
    for line in (folder / f"{SQUEEZENET}.param").read_text().splitlines()[3:]:
        kind, name, inputs, outputs, *rest = line.split()
        sources, rest = rest[: int(inputs)], rest[int(inputs) :]
        made, options = rest[: int(outputs)], dict(item.split("=") for item in rest[int(outputs) :])
        if name == "convrelu_25":  # the classifier, which LPIPS does without
            break
        match kind:
            case "Convolution":
                result, at = plain_convolution(blobs[sources[0]], options, data, at)
            case "Pooling":
                result = plain_pool(blobs[sources[0]])
            case "Concat":
                result = np.concatenate([blobs[source] for source in sources])
            case "Split":
                result = blobs[sources[0]]
        blobs |= dict.fromkeys(made, result)
        # torchvision's features[1], [4], [7], [9], [10], [11], [12]
        if name in {"convrelu_0", "cat_1", "cat_3", "cat_4", "cat_5", "cat_6", "cat_7"}:
            kept.append(result)
    return kept


def plain_distance(folder: Path, a: np.ndarray, b: np.ndarray) -> float:
    """Zhang et al. 2018, equation 1, in double precision."""
    shift, scale = np.array([-0.030, -0.088, -0.188]), np.array([0.458, 0.448, 0.450])
    inputs = [((2.0 * p - 1 - shift) / scale).transpose(2, 0, 1) for p in (a, b)]
    total = 0.0
    for x, y, head in zip(
        *(plain_features(folder, p) for p in inputs),
        read_state_dict(folder / HEADS).values(),
        strict=True,
    ):
        units = [f / np.sqrt((f**2).sum(0)) for f in (x, y)]
        total += (head[0] * (units[0] - units[1]) ** 2).sum(0).mean()
    return float(total)


def test_it_is_zero_for_the_same_picture_and_grows_with_noise(lpips: LPIPS, shared: Path) -> None:
    clean = picture(shared / "eval/content/chicago.jpg")
    noise = np.random.default_rng(5).standard_normal(clean.shape).astype(np.float32)
    seen = lpips.see(clean)
    distances = [
        lpips.distance(seen, lpips.see(np.clip(clean + amount * noise, 0, 1)))
        for amount in (0, 0.02, 0.05, 0.2)
    ]
    assert distances[0] == 0
    assert distances == sorted(set(distances))


def test_it_is_what_plain_arithmetic_gives(lpips: LPIPS, shared: Path) -> None:
    a, b = (picture(shared / f"eval/{name}.jpg") for name in ("content/chicago", "style/wave"))
    expected = plain_distance(shared / "train", a, b)
    assert lpips.distance(lpips.see(a), lpips.see(b)) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("change", [lambda data: data[:-1000], lambda data: data + b"more"])
def test_a_damaged_file_gets_a_sentence(change, shared: Path, tmp_path: Path) -> None:
    for name in (f"{SQUEEZENET}.param", HEADS):
        shutil.copy(shared / "train" / name, tmp_path / name)
    data = (shared / "train" / f"{SQUEEZENET}.bin").read_bytes()
    (tmp_path / f"{SQUEEZENET}.bin").write_bytes(change(data))
    with pytest.raises(BuildError, match=r"ncnn\.bin: it (has|does not hold) .*fetch both again"):
        LPIPS(tmp_path)


def test_a_missing_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"ncnn\.param: there is no such file"):
        LPIPS(tmp_path)
