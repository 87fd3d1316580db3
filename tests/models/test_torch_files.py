"""Reading PyTorch checkpoints without PyTorch: right numbers, no code run, sentences for damage."""

from __future__ import annotations

import os
import tarfile
from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models.torch_files import read_state_dict
from tests.models.torch_writer import Reduced, tensor, tensors, write, write_row, write_tar

WRITERS = pytest.mark.parametrize("writer", [write, write_row])
KERNEL = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


@WRITERS
def test_tensors_come_back_by_name(tmp_path: Path, writer: Any) -> None:
    path = writer(tmp_path / "a.pth", OrderedDict(kernel=tensor(KERNEL), bias=tensor(KERNEL[0, 0])))
    read = read_state_dict(path)
    assert list(read) == ["kernel", "bias"]
    np.testing.assert_array_equal(read["kernel"], KERNEL)
    np.testing.assert_array_equal(read["bias"], KERNEL[0, 0])


def test_the_tar_of_the_first_versions_is_read(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.pth", {"kernel": KERNEL, "bias": KERNEL[0, 0].copy()})
    read = read_state_dict(path)
    assert list(read) == ["kernel", "bias"]
    np.testing.assert_array_equal(read["kernel"], KERNEL)
    np.testing.assert_array_equal(read["bias"], KERNEL[0, 0])


def test_a_part_of_a_storage_is_read(tmp_path: Path) -> None:
    content = {"part": tensor(KERNEL, offset=1, shape=(2, 2), strides=(2, 1))}
    read = read_state_dict(write_row(tmp_path / "a.pth", content, view=("1", 10, 14)))["part"]
    np.testing.assert_array_equal(read, KERNEL.ravel()[11:15].reshape(2, 2))


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch, which no lock file installs")
@pytest.mark.parametrize("as_zip", [True, False])
def test_files_of_torch_itself_are_read(tmp_path: Path, as_zip: bool) -> None:
    import torch

    state = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.Conv2d(3, 2, 1)).state_dict()
    state["0.bias"] = state["0.weight"].transpose(1, 3)[1:, 0, 0, 1]
    path = tmp_path / "a.pth"
    torch.save(state, path, _use_new_zipfile_serialization=as_zip)
    read = read_state_dict(path)
    assert list(read) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    for key, value in state.items():
        np.testing.assert_array_equal(read[key], value.numpy())


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch, which no lock file installs")
def test_torch_itself_reads_what_these_tests_write(tmp_path: Path) -> None:
    import torch

    arrays = {"kernel": KERNEL, "bias": KERNEL[0, 0].copy()}
    for writer, content in ((write, tensors(arrays)), (write_row, tensors(arrays)),
                            (write_tar, arrays)):  # fmt: skip
        read = torch.load(writer(tmp_path / "a.pth", content), "cpu", weights_only=False)
        for key, array in arrays.items():
            np.testing.assert_array_equal(read[key].numpy(), array)


@WRITERS
def test_the_state_dict_inside_a_wrapper_is_found(tmp_path: Path, writer: Any) -> None:
    path = writer(tmp_path / "a.pth", {"epoch": 20, "model": {"kernel": tensor(KERNEL)}})
    np.testing.assert_array_equal(read_state_dict(path)["kernel"], KERNEL)


def test_views_are_read_through_their_strides(tmp_path: Path) -> None:
    view = tensor(KERNEL, offset=1, shape=(4, 2), strides=(1, 12))
    read = read_state_dict(write(tmp_path / "a.pth", {"view": view}))["view"]
    np.testing.assert_array_equal(read, KERNEL.ravel()[[[1, 13], [2, 14], [3, 15], [4, 16]]])
    assert read.flags["C_CONTIGUOUS"]


@WRITERS
def test_a_pickle_that_runs_code_is_refused(tmp_path: Path, writer: Any) -> None:
    trap = tmp_path / "trap"
    path = writer(tmp_path / "a.pth", {"kernel": Reduced(os.mkdir, str(trap))})
    with pytest.raises(BuildError, match=r"mkdir, which is no tensor data"):
        read_state_dict(path)
    assert not trap.exists()


def test_a_tar_that_runs_code_is_refused(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    extra = {"trap": Reduced(os.mkdir, str(trap))}
    path = write_tar(tmp_path / "a.pth", {"kernel": KERNEL}, extra)
    with pytest.raises(BuildError, match=r"mkdir, which is no tensor data"):
        read_state_dict(path)
    assert not trap.exists()


def test_a_damaged_tar_is_a_sentence(tmp_path: Path) -> None:
    whole = write_tar(tmp_path / "a.pth", {"kernel": KERNEL}).read_bytes()
    path = tmp_path / "a.pth"
    for size in (600, 1100, 1700, 2600):
        path.write_bytes(whole[:size])
        with pytest.raises(BuildError, match=r"a\.pth: .*(damaged|cut short)"):
            read_state_dict(path)
    with tarfile.open(path, "w") as archive:
        archive.add(Path(__file__), "notes.txt")
    with pytest.raises(BuildError, match=r"a\.pth: .*damaged"):
        read_state_dict(path)


@WRITERS
@pytest.mark.parametrize("part", [0.0, 0.02, 0.3, 0.6, 0.99])
def test_a_truncated_file_is_a_sentence(tmp_path: Path, writer: Any, part: float) -> None:
    path = writer(tmp_path / "a.pth", {"kernel": tensor(KERNEL)})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BuildError, match=r"a\.pth: .*(damaged|cut short|no PyTorch checkpoint)"):
        read_state_dict(path)


@pytest.mark.parametrize(
    "changes",
    [{"offset": 1}, {"offset": -1}, {"shape": (2, 3, 5)}, {"strides": (12, 4, -1)},
     {"shape": (1 << 40,), "strides": (0,)}],
)  # fmt: skip
def test_a_tensor_outside_its_storage_is_refused(tmp_path: Path, changes: Any) -> None:
    path = write(tmp_path / "a.pth", {"kernel": tensor(KERNEL, **changes)})
    with pytest.raises(BuildError, match="outside its storage"):
        read_state_dict(path)


def test_a_file_without_or_with_several_state_dicts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="holds no state dict"):
        read_state_dict(write(tmp_path / "a.pth", {"epoch": 20}))
    two = {"net": {"w": tensor(KERNEL)}, "ema": {"w": tensor(KERNEL)}}
    with pytest.raises(BuildError, match=r"several state dicts \(ema, net\)"):
        read_state_dict(write(tmp_path / "a.pth", two))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such checkpoint"):
        read_state_dict(tmp_path / "a.pth")
