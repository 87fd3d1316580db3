"""SANet out of its authors' PyTorch files: every array in its place, and sentences for the rest."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models.imports import read_sanet
from tests.models.torch_writer import Reduced, tensors, write, write_row, write_tar

# Keys of the convolutions in the authors' files, read off the code that made them.
ENCODER = {
    0: "conv0",
    2: "conv1_1", 5: "conv1_2",
    9: "conv2_1", 12: "conv2_2",
    16: "conv3_1", 19: "conv3_2", 22: "conv3_3", 25: "conv3_4",
    29: "conv4_1", 32: "conv4_2", 35: "conv4_3", 38: "conv4_4",
    42: "conv5_1",
}  # fmt: skip
SPARE = (45, 48, 51)
DECODER = {
    1: "conv4_1",
    5: "conv3_4", 8: "conv3_3", 11: "conv3_2", 14: "conv3_1",
    18: "conv2_2", 21: "conv2_1",
    25: "conv1_2", 28: "conv1_1",
}  # fmt: skip
PARTS = {"f": "f", "g": "g", "h": "h", "out_conv": "out"}
LAYERS = {
    "vgg_normalised.pth": {str(key): f"encoder/{name}" for key, name in ENCODER.items()},
    "transformer_iter_500000.pth": {
        **{f"sanet{n}.{key}": f"sanet{n}/{p}" for n in ("4_1", "5_1") for key, p in PARTS.items()},
        "merge_conv": "merge",
    },
    "decoder_iter_500000.pth": {str(key): f"decoder/{name}" for key, name in DECODER.items()},
}
NAMES = tuple(LAYERS)
Shapes = dict[str, tuple[int, ...]]
State = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    """A network like SANet, a few channels wide; all four sizes of a kernel differ if they can."""
    found: Shapes = {}
    for layer in (name for layers in LAYERS.values() for name in layers.values()):
        side = 1 if layer.startswith("sanet") or layer == "encoder/conv0" else 3
        found |= {f"{layer}/kernel": (side, side, 2, 4), f"{layer}/bias": (4,)}
    return found


@pytest.fixture
def states(shapes: Shapes) -> dict[str, State]:
    """Random state dicts, by file."""
    random = np.random.default_rng(2)
    found: dict[str, State] = {}
    for file, layers in LAYERS.items():
        found[file] = {}
        for key, layer in layers.items():
            height, width, inputs, outputs = shapes[f"{layer}/kernel"]
            kernel = random.random((outputs, inputs, height, width), np.float32)
            found[file] |= {f"{key}.weight": kernel, f"{key}.bias": random.random(4, np.float32)}
    return found


def keep(states: dict[str, State], folder: Path) -> Path:
    for file, state in states.items():
        write(folder / file, tensors(state))
    return folder


def test_every_array_finds_its_place(
    tmp_path: Path, states: dict[str, State], shapes: Shapes
) -> None:
    arrays = read_sanet(keep(states, tmp_path), shapes)
    assert set(arrays) == set(shapes)
    for file, layers in LAYERS.items():
        for key, layer in layers.items():
            kernel, torch = arrays[f"{layer}/kernel"], states[file][f"{key}.weight"]
            assert kernel.flags["C_CONTIGUOUS"]
            for index in np.ndindex(kernel.shape):
                y, x, inputs, outputs = index
                assert kernel[index] == torch[outputs, inputs, y, x]
            np.testing.assert_array_equal(arrays[f"{layer}/bias"], states[file][f"{key}.bias"])


def test_all_containers_prefixes_and_the_rest_of_vgg_are_taken(
    tmp_path: Path, states: dict[str, State], shapes: Shapes
) -> None:
    expected = read_sanet(keep(states, tmp_path), shapes)
    vgg, transformer, decoder = states.values()
    for key in SPARE:
        vgg |= {f"{key}.weight": np.ones((9, 9, 3, 3), np.float32), f"{key}.bias": np.ones(9, "f4")}
    write_tar(tmp_path / NAMES[0], {f"module.{key}": array for key, array in vgg.items()})
    write_row(tmp_path / NAMES[1], {"state_dict": tensors(transformer), "iteration": 500000})
    write(tmp_path / NAMES[2], tensors({f"module.{key}": a for key, a in decoder.items()}))
    read = read_sanet(tmp_path, shapes)
    for name, array in expected.items():
        np.testing.assert_array_equal(read[name], array)


def test_the_highest_number_of_iterations_is_taken(
    tmp_path: Path, states: dict[str, State], shapes: Shapes
) -> None:
    keep(states, tmp_path)
    for part in ("transformer", "decoder"):
        (tmp_path / f"{part}_iter_500000.pth").rename(tmp_path / f"{part}_iter_160000.pth")
    assert set(read_sanet(tmp_path, shapes)) == set(shapes)
    (tmp_path / "transformer_iter_1000000.pth").write_bytes(b"")
    with pytest.raises(BuildError, match=r"decoder_iter_1000000\.pth: there is no such checkpoint"):
        read_sanet(tmp_path, shapes)


def without(file: str, key: str) -> Callable[[dict[str, State]], object]:
    return lambda states: states[file].pop(key)


def put(file: str, key: str, array: np.ndarray) -> Callable[[dict[str, State]], object]:
    return lambda states: states[file].update({key: array})


FAULTS = {
    r"vgg_normalised\.pth: lacks 42\.bias": without(NAMES[0], "42.bias"),
    r"vgg_normalised\.pth: lacks 0\.weight and 1 more": lambda s: [
        s[NAMES[0]].pop("0.weight"), s[NAMES[0]].pop("0.bias")
    ],
    r"decoder_iter_500000\.pth: holds 31\.weight, which": put(
        NAMES[2], "31.weight", np.ones(3, np.float32)
    ),
    r"transformer_iter_500000\.pth: sanet4_1\.h\.weight has shape \(4, 2, 3, 1\) and not "
    r"\(4, 2, 1, 1\)": put(NAMES[1], "sanet4_1.h.weight", np.ones((4, 2, 3, 1), np.float32)),
    r"transformer_iter_500000\.pth: merge_conv\.bias has shape \(5,\) and not \(4,\)": put(
        NAMES[1], "merge_conv.bias", np.ones(5, np.float32)
    ),
    r"decoder_iter_500000\.pth: 1\.bias holds values that are not finite": put(
        NAMES[2], "1.bias", np.full(4, np.inf, np.float32)
    ),
}  # fmt: skip


@pytest.mark.parametrize("message", FAULTS)
def test_a_tensor_that_does_not_fit_is_named(
    tmp_path: Path, states: dict[str, State], shapes: Shapes, message: str
) -> None:
    FAULTS[message](states)
    with pytest.raises(BuildError, match=message):
        read_sanet(keep(states, tmp_path), shapes)


def test_missing_truncated_and_hostile_files_are_named(
    tmp_path: Path, states: dict[str, State], shapes: Shapes
) -> None:
    folder = tmp_path / "checkpoints"
    with pytest.raises(BuildError, match="checkpoints: there is no such folder"):
        read_sanet(folder, shapes)
    folder.mkdir()
    with pytest.raises(BuildError, match=r"transformer_iter_500000\.pth: there is no such check"):
        read_sanet(folder, shapes)
    keep(states, folder)
    (folder / NAMES[0]).rename(tmp_path / "vgg.pth")
    with pytest.raises(BuildError, match=r"vgg_normalised\.pth: there is no such checkpoint"):
        read_sanet(folder, shapes)
    whole = (tmp_path / "vgg.pth").read_bytes()
    (folder / NAMES[0]).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BuildError, match=r"vgg_normalised\.pth: .*damaged or cut short"):
        read_sanet(folder, shapes)
    content: OrderedDict[str, Any] = tensors(states[NAMES[0]])
    content["0.weight"] = Reduced(os.mkdir, str(tmp_path / "trap"))
    write(folder / NAMES[0], content)
    with pytest.raises(BuildError, match=r"vgg_normalised\.pth: .*mkdir, which is no tensor data"):
        read_sanet(folder, shapes)
    assert not (tmp_path / "trap").exists()
