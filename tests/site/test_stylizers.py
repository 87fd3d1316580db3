"""Stylizers on pages: the model package, the scripts, the trays, and pictures computed at build."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from pastiche.errors import BuildError
from pastiche.site.pictures import Pictures
from pastiche.site.stylizers import Stylizers


@pytest.fixture
def model(root: Path) -> Path:
    folder = root / "assets/models/sanet-lite"
    if not (folder / "card.json").is_file():
        pytest.skip("needs the model package")
    return folder


def package(folder: Path, name: str = "tiny") -> Path:
    """A package of one file."""
    place = folder / "assets/models" / name
    place.mkdir(parents=True)
    (place / "model.json").write_text("{}")
    card = {
        "title": "Tiny",
        "version": "2026.01.01",
        "bytes": 2,
        "files": {"model.json": {"bytes": 2, "sha256": hashlib.sha256(b"{}").hexdigest()}},
    }
    (place / "card.json").write_text(json.dumps(card))
    return place


def stylizers(folder: Path) -> Stylizers:
    return Stylizers(folder, Pictures(folder), folder / "site")


def test_a_package_stands_in_a_folder_with_its_digest(tmp_path) -> None:
    place = package(tmp_path)
    found = stylizers(tmp_path)
    tiny = found.package("tiny")
    assert tiny.bytes == 2
    found.write(tmp_path / "site")
    (folder,) = (tmp_path / "site/assets/models").iterdir()
    assert re.fullmatch(r"tiny-[0-9a-f]{10}", folder.name)
    assert tiny.url.endswith(f"assets/models/{folder.name}/")
    assert (folder / "model.json").read_bytes() == (place / "model.json").read_bytes()


def test_a_damaged_package_is_an_error(tmp_path) -> None:
    (package(tmp_path) / "model.json").write_text("{ }")
    with pytest.raises(BuildError, match="the model's file is not what its card says"):
        stylizers(tmp_path).package("tiny")


def test_a_model_that_does_not_exist_is_an_error_once_there_is_one(tmp_path) -> None:
    with pytest.warns(UserWarning, match="no model package “tinny” yet"):
        assert stylizers(tmp_path).package("tinny") is None
    package(tmp_path)
    with pytest.raises(BuildError, match=r"no model “tinny” \(did you mean “tiny”\?\)"):
        stylizers(tmp_path).package("tinny")


def test_mistakes_in_a_stylizer_name_their_line(project, model) -> None:
    project.post(
        '{{ stylizer(model="sanet-light") }}\n\n{{ stylizer(content="chelsee") }}\n\n'
        '{{ stylizer(style="mine.jpg") }}\n'
    )
    assert project.errors() == [
        "content/posts/waves.md:7: there is no model “sanet-light” (did you mean “sanet-lite”?)",
        "content/posts/waves.md:9: there is no sample content “chelsee” (did you mean “chelsea”?)",
        "content/posts/waves.md:11: there is no picture mine.jpg (put it into content/posts)",
    ]


def test_a_stylizer_gets_page_relative_addresses_of_all_it_needs(project, model) -> None:
    project.write("posts/boat.jpg", (model.parents[1] / "samples/styles/wheat.webp").read_bytes())
    project.post('{{ stylizer(content="boat.jpg") }}')
    project.build()
    html = project.page()
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    config = json.loads(data)
    folder = project.out / "posts/waves"
    assert (folder / config["model"]["url"] / "card.json").is_file()
    assert (folder / config["worker"]).is_file()
    assert config["contents"][0]["name"] == "boat"
    for picture in config["contents"] + config["styles"]:
        for address in (picture["url"], picture["thumb"]):
            assert address.startswith("../../assets/img/")
            assert (folder / address).is_file()
    (script,) = re.findall(r'<script type="module" src="([^"]+)"></script>', html)
    assert (folder / script).is_file()
    assert re.search(r'<img data-role="result" src="[^"]+\.webp"', html)


def test_a_page_without_a_stylizer_loads_no_script(project) -> None:
    project.post("Text.")
    project.build()
    assert '<script type="module"' not in project.page()
    assert not (project.out / "assets/js").exists()


def test_a_picture_is_stylized_while_the_site_is_built(project, model) -> None:
    project.post('{{ stylized(content="coffee", style="wheat", size=96, caption="*New*") }}')
    project.build()
    assert "<figcaption><em>New</em></figcaption>" in project.article()
    (kept,) = (project.root / ".cache/site/stylized").glob("*.png")
    with Image.open(kept) as picture:
        assert picture.size[0] == 96
        assert min(ImageStat.Stat(picture).stddev) > 10
