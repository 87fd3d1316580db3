"""SANet whole, from PyTorch files of full size to what Python and the browser run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from pastiche.errors import BuildError
from pastiche.models import places, stylize
from pastiche.models.cli import main
from pastiche.models.measures import psnr
from pastiche.models.package import verify_package
from pastiche.models.sanet import SANet
from pastiche.models.torch_files import read_state_dict
from tests.models.test_import import LAYERS, NAMES
from tests.models.torch_writer import tensors, write, write_row, write_tar

random = np.random.default_rng(6)
CONTENT, STYLE = (random.random(size, np.float32) for size in ((75, 90, 3), (67, 81, 3)))


@pytest.fixture(scope="module")
def checkpoints(sanet: SANet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network's weights as its authors' files, one in each container."""
    values = {v.path: np.asarray(v.numpy()) for v in sanet.variables}
    states = [
        {
            f"{key}.{torch}": values[f"{layer}/{ours}"].transpose(axes).copy()
            for key, layer in layers.items()
            for torch, ours, axes in (("weight", "kernel", (3, 2, 0, 1)), ("bias", "bias", (0,)))
        }
        for layers in LAYERS.values()
    ]
    folder = tmp_path_factory.mktemp("checkpoints")
    write_row(folder / NAMES[0], tensors({f"module.{key}": a for key, a in states[0].items()}))
    write(folder / NAMES[1], tensors(states[1]))
    write_tar(folder / NAMES[2], states[2])
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder in place of .cache."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "LOCAL", folder / "models")
        patch.setattr(places, "SAVED_MODELS", folder / "saved-models")
        yield folder


def found(folder: Path) -> dict[Path, int]:
    """Every file below, with the time of its last change."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_an_import_serves_python_and_the_browser(
    sanet: SANet, checkpoints: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "sanet", "--from", str(checkpoints)]) == 0
    said = capsys.readouterr().out
    assert "models/sanet: 20,9" in said
    assert " 41.9" in said or " 41.8" in said  # MB: half of the 83.65 of float32
    assert "saved-models/sanet: the same for TensorFlow" in said
    verify_package(cache / "models" / "sanet")
    expected = stylize(sanet, CONTENT, STYLE)
    assert psnr(stylize("sanet", CONTENT, STYLE), expected) >= 50
    assert main(["verify", "sanet"]) == 0
    data = list((cache / "saved-models" / "sanet" / "variables").glob("*.data-*"))
    assert sum(path.stat().st_size for path in data) == pytest.approx(83.65e6, rel=0.001)


def test_the_saved_model_of_sanet_computes_what_stylize_does(sanet: SANet, cache: Path) -> None:
    model = tf.saved_model.load(str(cache / "saved-models" / "sanet"))
    numbers = {"num_iterations": 2, "max_resolution": 70}
    given = {"content": CONTENT, "style": STYLE, **numbers}
    run = model.signatures["serving_default"]
    result = run(**{name: tf.constant(value) for name, value in given.items()})["result"]
    assert result.shape == CONTENT.shape
    np.testing.assert_allclose(result, stylize(sanet, CONTENT, STYLE, **numbers), atol=1e-4)


def test_an_import_that_fails_changes_nothing(
    checkpoints: Path, cache: Path, tmp_path: Path
) -> None:
    before = found(cache)
    for name in NAMES:
        shutil.copy(checkpoints / name, tmp_path)
    with (tmp_path / NAMES[1]).open("r+b") as file:
        file.truncate(20_000_000)
    with pytest.raises(BuildError, match=r"transformer_iter_500000\.pth: .*damaged or cut short"):
        main(["import", "sanet", "--from", str(tmp_path)])
    state = read_state_dict(checkpoints / NAMES[1])
    state["merge_conv.bias"][3] = 70000
    write(tmp_path / NAMES[1], tensors(state))
    with pytest.raises(BuildError, match="merge/bias reaches 70000, and float16 ends at 65504"):
        main(["import", "sanet", "--from", str(tmp_path)])
    assert found(cache) == before
    assert not [path for path in cache.rglob("*") if path.name.startswith(".")]
