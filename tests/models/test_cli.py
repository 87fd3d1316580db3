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
from tests.models.conftest import Stylize


def test_the_shipped_package_is_whole_and_agrees_with_tensorflow(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "tests")  # a command finds the repository from any folder
    assert main(["verify", "sanet-lite"]) == 0
    assert "../assets/models/sanet-lite: whole; self-test differs by 0." in capsys.readouterr().out


def test_the_shipped_package_passes_its_self_test_on_wasm(root: Path, stylized: Stylize) -> None:
    folder = root / "assets" / "models" / "sanet-lite"
    card = read_card(folder)
    content, style, expected = golden.read(card, folder)
    apart = np.abs(stylized(folder, content[None] / 255, style[None] / 255)[0] - expected / 255)
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
    with pytest.raises(BuildError, match="nowhere: there is no such folder"):
        main(["import", "sanet", "--from", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit):
        main(["import", "sanet"])
    assert "required: --from" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["fetch", "sanet-lite"])
    assert "invalid choice: 'sanet-lite'" in capsys.readouterr().err


def test_export_stores_weights_as_told(
    weights_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = ["--weights", str(weights_file), "--out", str(tmp_path / "package")]
    main(["export", "sanet-lite", *weights, "--dtype", "uint8"])
    assert read_card(tmp_path / "package").dtype == "uint8"
    with pytest.raises(SystemExit):
        main(["export", "sanet-lite", *weights, "--dtype", "int4"])
    assert "invalid choice: 'int4'" in capsys.readouterr().err
