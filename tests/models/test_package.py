"""A damaged model package is refused with a sentence that names the file, without TensorFlow."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pastiche.errors import BuildError
from pastiche.models import places
from pastiche.models.card import read_card
from pastiche.models.package import replaced, verify_package

SHARD = "group1-shard1of1.bin"


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(package, tmp_path / "sanet-lite"))


def edit(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    """A damage: `change` applied to the card."""

    def damage(folder: Path) -> None:
        card = json.loads((folder / "card.json").read_text())
        change(card)
        (folder / "card.json").write_text(json.dumps(card))

    return damage


def cut(folder: Path) -> None:
    with (folder / SHARD).open("r+b") as file:
        file.truncate(1000)


def flip(folder: Path) -> None:
    with (folder / SHARD).open("r+b") as file:
        file.write(b"\xff\xff")


def outside(card: dict[str, Any]) -> None:
    card["files"]["../card.json"] = card["files"][SHARD]


def without_shard(card: dict[str, Any]) -> None:
    del card["files"][SHARD]


DAMAGE = {
    r"card\.json: the model package has no card": lambda f: (f / "card.json").unlink(),
    r"card\.json: the card is not JSON": lambda f: (f / "card.json").write_text("{"),
    r"card\.json: the card is not an object": lambda f: (f / "card.json").write_text("[]"),
    "format 1 of model packages is unknown": edit(lambda c: c.update(format=1)),
    "the card lacks 'parameters', 'licence'": edit(
        lambda c: [c.pop("licence"), c.pop("parameters")]
    ),
    "'parameters' is not a whole number": edit(lambda c: c.update(parameters="many")),
    "'image' is not a text": edit(lambda c: c["inputs"].update(image=3)),
    "'keepDetail' is not a text": edit(lambda c: c["inputs"].update(keepDetail=3)),
    "an item of 'features' is not a text": edit(lambda c: c["nodes"].update(features=[1])),
    "'bytes' is not the size of the graph": edit(lambda c: c.update(bytes=1)),
    "names a file outside the package": edit(outside),
    r"shard1of1\.bin: a file of the model package is missing": lambda f: (f / SHARD).unlink(),
    r"shard1of1\.bin: the file has 1,000 bytes": cut,
    r"shard1of1\.bin: the file is damaged: its SHA-256": flip,
    r"notes\.txt: no file of this model package": lambda f: (f / "notes.txt").touch(),
    r"shard1of1\.bin: no file of this model package": edit(without_shard),
    "self-test 'golden.bin' does not hold": edit(lambda c: c["golden"].update(style=[9, 9, 3])),
}


def test_a_whole_package_passes(copy: Path) -> None:
    verify_package(copy)


@pytest.mark.parametrize("message", DAMAGE)
def test_a_damaged_package_is_refused(copy: Path, message: str) -> None:
    DAMAGE[message](copy)
    with pytest.raises(BuildError, match=message):
        verify_package(copy)


def test_a_graph_that_needs_an_unlisted_shard_is_refused(copy: Path) -> None:
    (copy / SHARD).unlink()
    edit(without_shard)(copy)
    with pytest.raises(BuildError, match=r"the graph needs group1-shard1of1\.bin"):
        verify_package(copy)


def test_the_card_reads_back_what_was_written(package: Path) -> None:
    card = read_card(package)
    assert card.nodes.features == ("fine", "detail", "relu4", "relu5")
    assert card.inputs.keep_detail == "keep_detail"
    assert card.golden.content == (64, 64, 3)
    assert 0 < card.golden.tolerance.mean < 0.01


def test_a_folder_is_replaced_in_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with replaced(folder) as new:
        (new / "a").write_text("old")
    with pytest.raises(IsADirectoryError), replaced(folder) as new:
        new.write_text("this is a folder")
    assert (folder / "a").read_text() == "old"
    with replaced(folder) as new:
        (new / "b").write_text("new")
    assert [path.name for path in folder.iterdir()] == ["b"]
    assert list(tmp_path.iterdir()) == [folder]


def test_packages_are_looked_for_among_the_shipped_and_then_the_local(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, local = tmp_path / "shipped", tmp_path / "local"
    monkeypatch.setattr(places, "PACKAGES", shipped)
    monkeypatch.setattr(places, "LOCAL", local)
    assert places.package_folder("sanet") == shipped / "sanet"
    (local / "sanet").mkdir(parents=True)
    assert places.package_folder("sanet") == local / "sanet"
    (shipped / "sanet").mkdir(parents=True)
    assert places.package_folder("sanet") == shipped / "sanet"


def test_packages_are_verified_without_tensorflow(package: Path) -> None:
    code = (
        "import sys, pathlib; from pastiche.models.package import verify_package;"
        "verify_package(pathlib.Path(sys.argv[1]));"
        "sys.exit(bool({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code, package], check=True, cwd=root)
