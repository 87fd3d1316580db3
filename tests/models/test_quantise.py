"""How weights are stored: what remains of them, and that a package gives back exactly that."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import golden, quantise, weights
from pastiche.models.apply import stylize
from pastiche.models.card import read_card
from pastiche.models.export import export
from pastiche.models.measures import psnr
from pastiche.models.quantise import Stored, decode, store
from pastiche.models.restore import restore
from pastiche.models.sanet import SANet
from pastiche.models.sanet_lite import SANetLite
from tests.models.conftest import Stylize

HERE = Path("weights.npz")


def kernel(*shape: int) -> np.ndarray:
    """Output channels of very different scale, as trained networks have them."""
    random = np.random.default_rng(4)
    scale = np.exp(random.standard_normal(shape[-1]))
    return (random.standard_normal(shape) * scale).astype(np.float32)


def values(arrays: dict[str, np.ndarray], dtype: str) -> dict[str, np.ndarray]:
    return {name: stored.values() for name, stored in store(arrays, dtype, HERE).items()}


def scales(stored: Stored) -> np.ndarray:
    assert stored.quantization
    return np.array(stored.quantization["scale"])


def test_float32_and_float16_are_what_numpy_makes_of_them() -> None:
    exact = kernel(3, 3, 8, 16)
    np.testing.assert_array_equal(values({"k": exact}, "float32")["k"], exact)
    half = values({"k": exact}, "float16")["k"]
    np.testing.assert_array_equal(half, exact.astype(np.float16))
    assert half.dtype == np.float32


def test_float16_says_what_it_cannot_hold() -> None:
    with pytest.raises(BuildError, match=r"weights\.npz: k reaches 70000, and float16 ends at"):
        store({"k": np.full((2, 2), 70000, np.float32)}, "float16", HERE)


@pytest.mark.parametrize("shape", [(3, 3, 64, 64), (1, 1, 256, 128), (256, 128)])
def test_bytes_keep_every_channel_to_steps_of_its_own(shape: tuple[int, ...]) -> None:
    exact = kernel(*shape)
    stored = store({"k": exact}, "uint8", HERE)["k"]
    assert stored.data.dtype == np.uint8
    assert stored.data.shape == shape
    channels = (exact.max(axis=tuple(range(len(shape) - 1)))
                - exact.min(axis=tuple(range(len(shape) - 1))))  # fmt: skip
    np.testing.assert_allclose(scales(stored), channels / 255, rtol=1e-5)
    assert np.all(np.abs(stored.values() - exact) <= 1.51 * scales(stored))


def test_rounding_leaves_the_sums_alone() -> None:
    exact = kernel(3, 3, 64, 64)
    stored = store({"k": exact}, "uint8", HERE)["k"]
    errors = (stored.values() - exact.astype(np.float64)) / scales(stored)
    assert np.abs(errors.sum((0, 1, 2))).max() < 0.51  # of a step, over 576 numbers
    assert np.abs(errors.sum((0, 1))).max() < 1.51  # over the nine of a kernel
    alone = np.round(exact / scales(stored)) - exact / scales(stored)
    assert np.abs(alone.sum((0, 1, 2))).max() > 5  # what each for itself would leave
    assert np.square(errors).mean() < 1.6 * np.square(alone).mean()


def test_constant_channels_and_small_arrays_are_kept() -> None:
    exact = kernel(3, 3, 64, 64)
    exact[..., 5] = 0.25
    exact[..., 6] = 0
    kept = values({"k": exact}, "uint8")["k"]
    np.testing.assert_array_equal(kept[..., 5:7], exact[..., 5:7])
    small = store({"bias": kernel(64), "k": kernel(3, 3, 3, 64)}, "uint8", HERE)
    assert {stored.data.dtype for stored in small.values()} == {np.dtype(np.float16)}


def test_an_array_with_numbers_that_stick_out_is_float16() -> None:
    spiky = kernel(1, 1, 512, 512)
    spiky[0, 0] += np.eye(512, dtype=np.float32) * np.abs(spiky).max(axis=(0, 1, 2)) * 12
    assert store({"k": spiky}, "uint8", HERE)["k"].data.dtype == np.float16


def test_decoding_rounds_once_at_the_end() -> None:
    quantization = {"dtype": "uint8", "axis": 1, "scale": [0.1, 0.3], "min": [-1.0, 7.7]}
    steps = np.array([[0, 255], [3, 1]], np.uint8)
    expected = [[-1.0, 255 * 0.3 + 7.7], [3 * 0.1 - 1.0, 0.3 + 7.7]]
    np.testing.assert_array_equal(decode(steps, quantization), np.array(expected, np.float32))
    one = {"dtype": "uint8", "scale": 0.1, "min": -1.0}  # TensorFlow.js's own
    np.testing.assert_array_equal(decode(steps[1], one), np.array([3 * 0.1 - 1, 0.1 - 1], "f4"))


def test_exact_keeps_each_array_as_small_as_it_came() -> None:
    random = np.random.default_rng(5)
    scale = np.exp(random.standard_normal(6)).astype(np.float32)
    steps = random.integers(-127, 128, (3, 3, 8, 6))
    steps[0, 0, 0] = 127  # TensorFlow Lite's scale is the largest number's 127th part
    steps[..., 5] = 0
    arrays = {
        "bytes": (steps * scale.astype(np.float64)).astype(np.float32),
        "halves": kernel(3, 3, 8, 6).astype(np.float16).astype(np.float32),
        "few": kernel(3, 3, 1, 6),
        "others": kernel(3, 3, 8, 6),
        "beyond": np.full((16, 2), 70000.5, np.float32)
        * np.linspace(0, 1, 16, dtype="f4")[:, None],
    }
    stored = store(arrays, "exact", HERE)
    kinds = {name: one.data.dtype.name for name, one in stored.items()}
    as_such = {"bytes": "uint8", "halves": "float16"}
    assert kinds == as_such | dict.fromkeys(("few", "others", "beyond"), "float32")
    for name, one in stored.items():
        np.testing.assert_allclose(one.values(), arrays[name], atol=1e-6 * arrays[name].max())


@pytest.mark.parametrize("dtype", ["float16", "float32", "uint8"])
def test_a_package_gives_back_what_was_stored(
    weights_file: Path, tmp_path: Path, dtype: str
) -> None:
    folder = tmp_path / "sanet-lite"
    card = export("sanet-lite", weights_file, folder, dtype)
    assert read_card(folder).dtype == dtype
    stored = store(weights.read(weights_file), dtype, weights_file)
    for variable in restore(folder).variables:
        expected = stored[variable.path].values()
        np.testing.assert_array_equal(variable.numpy(), expected, variable.path)
    (group,) = json.loads((folder / "model.json").read_text())["weightsManifest"]
    lists = 0
    for entry in group["weights"]:
        if isinstance(scale := entry.get("quantization", {}).get("scale"), list):
            assert entry["quantization"]["axis"] == len(entry["shape"]) - 1
            assert len(scale) == len(entry["quantization"]["min"]) == entry["shape"][-1]
            lists += 1
    assert bool(lists) == (dtype == "uint8")
    shards = sum((folder / path).stat().st_size for path in group["paths"])
    others = shards - sum(array.data.nbytes for array in stored.values())
    assert 0 <= others < 2000  # shapes, axes and the like
    assert card.bytes == shards + (folder / "model.json").stat().st_size


def test_the_stylizer_computes_with_the_same_bytes(
    weights_file: Path, tmp_path: Path, stylized: Stylize
) -> None:
    folder = tmp_path / "sanet-lite"
    export("sanet-lite", weights_file, folder, "uint8")
    content, style = (picture / 255 for picture in golden.pictures())
    in_javascript = stylized(folder, content[None], style[None])[0]
    np.testing.assert_allclose(in_javascript, stylize(folder, content, style), atol=2e-3)


def test_shards_are_cut_at_four_mebibytes(tmp_path: Path) -> None:
    big = np.arange(3 * 2**20, dtype=np.float32)
    entry = {"name": "big", "shape": [len(big)], "dtype": "float32"}
    other = {"name": "axes", "shape": [2], "dtype": "int32"}
    graph = {"weightsManifest": [{"paths": ["old.bin"], "weights": [other, entry]}]}
    (tmp_path / "model.json").write_text(json.dumps(graph))
    (tmp_path / "old.bin").write_bytes(np.array([1, 2], np.int32).tobytes() + big.tobytes())
    quantise.rewrite(tmp_path, store({"big": big / 1e4}, "float16", HERE))
    (group,) = json.loads((tmp_path / "model.json").read_text())["weightsManifest"]
    assert group["paths"] == ["group1-shard1of2.bin", "group1-shard2of2.bin"]
    sizes = [(tmp_path / path).stat().st_size for path in group["paths"]]
    assert sizes == [2**22, 2 * len(big) + 8 - 2**22]
    data = b"".join((tmp_path / path).read_bytes() for path in group["paths"])
    assert data == np.array([1, 2], np.int32).tobytes() + (big / 1e4).astype("<f2").tobytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [*group["paths"], "model.json"]


def picture_psnr(network: SANet | SANetLite, dtype: str) -> float:
    """PSNR in dB of the self-test's picture, against the network as it is."""
    content, style = (picture / 255 for picture in golden.pictures())
    exact = {v.path: np.asarray(v.numpy()) for v in network.variables}
    before = stylize(network, content, style)
    try:
        weights.assign(network, values(exact, dtype), HERE)
        return psnr(stylize(network, content, style), before)
    finally:
        weights.assign(network, exact, HERE)


def test_float16_and_bytes_of_sanet_make_the_same_picture(sanet: SANet) -> None:
    assert picture_psnr(sanet, "float16") >= 50
    assert picture_psnr(sanet, "uint8") >= 40


def test_bytes_of_the_shipped_weights_make_the_same_picture() -> None:
    assert picture_psnr(restore("sanet-lite"), "uint8") >= 38
