"""`build.py model …` as a person uses it, on the package that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models import golden
from pastiche.models.card import read_card
from pastiche.models.cli import main
from pastiche.models.package import verify_package
from tests.models.conftest import Run


def test_the_shipped_package_is_whole_and_agrees_with_tensorflow(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "tests")  # a command finds the repository from any folder
    assert main(["verify", "sanet-lite"]) == 0
    assert "../assets/models/sanet-lite: whole; self-test differs by 0." in capsys.readouterr().out


def test_the_shipped_package_passes_its_self_test_on_wasm(root: Path, tfjs: Run) -> None:
    folder = root / "assets" / "models" / "sanet-lite"
    card = read_card(folder)
    content, style, expected = golden.read(card, folder)
    feed = {"content": content[None] / 255, "style": style[None] / 255, "keep_detail": np.array(1)}
    apart = np.abs(tfjs(folder, feed, ["result"])["result"][0] - expected / 255)
    assert apart.mean() < card.golden.tolerance.mean
    assert apart.max() < card.golden.tolerance.max


def test_export_writes_a_package_and_says_its_size(
    weights_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "package"
    assert main(["export", "sanet-lite", "--weights", str(weights_file), "--out", str(out)]) == 0
    verify_package(out)
    card = read_card(out)
    size = sum((out / name).stat().st_size for name in card.files if name != "golden.bin") / 1e6
    assert f": {card.parameters:,} parameters, {size:.2f} MB" in capsys.readouterr().out


def test_mistakes_get_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BuildError, match=r"missing\.npz: there is no such weights file"):
        main(["export", "sanet-lite", "--weights", str(tmp_path / "missing.npz")])
    with pytest.raises(SystemExit) as stopped:
        main(["verify", "nobody"])
    assert stopped.value.code == 2
    assert "invalid choice: 'nobody'" in capsys.readouterr().err
