"""Stylizers on pages: the model package, the scripts, the trays, and pictures computed at build."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageStat

from pastiche.errors import BuildError
from pastiche.models.apply import stylize
from pastiche.samples.catalogue import Sample, Samples
from pastiche.samples.draw import STYLES
from pastiche.site import gallery
from pastiche.site.pictures import Pictures
from pastiche.site.stylizers import Stylizers
from tests.site.conftest import Project, empty_project


@pytest.fixture(scope="module")
def built_before(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The caches of a project that has a stylizer: its scripts, and its samples' pictures."""
    folder = tmp_path_factory.mktemp("before")
    before = empty_project(folder, root)
    before.post("{{ stylizer() }}")
    before.build()
    shutil.rmtree(folder / ".cache/site/stylized")
    return folder / ".cache"


@pytest.fixture
def project(project: Project, built_before: Path) -> Project:
    """A project that need not make anew what every stylizer is made of."""
    shutil.copytree(built_before, project.root / ".cache")
    return project


@pytest.fixture
def model(root: Path) -> Path:
    return root / "assets/models/sanet-lite"


@pytest.fixture
def package(model: Path, tmp_path: Path) -> Path:
    """A copy of the shipped package in a project of its own."""
    return Path(shutil.copytree(model, tmp_path / "assets/models/sanet-lite"))


def stylizers(folder: Path) -> Stylizers:
    return Stylizers(folder, Pictures(folder), folder / "site")


def test_a_package_stands_in_a_folder_with_its_digest(package, tmp_path) -> None:
    found = stylizers(tmp_path)
    lite = found.package("sanet-lite")
    assert lite.card.bytes == sum((package / name).stat().st_size for name in shards(package))
    found.write(tmp_path / "site")
    (folder,) = (tmp_path / "site/assets/models").iterdir()
    assert re.fullmatch(r"sanet-lite-[0-9a-f]{10}", folder.name)
    assert lite.url.endswith(f"assets/models/{folder.name}/")
    for file in package.iterdir():
        assert (folder / file.name).read_bytes() == file.read_bytes()


def shards(package: Path) -> list[str]:
    """The graph and its weights: what a visitor downloads to stylize."""
    return [path.name for path in package.iterdir() if path.name not in ("card.json", "golden.bin")]


def test_a_damaged_package_is_an_error(package, tmp_path) -> None:
    shard = package / "group1-shard1of1.bin"
    shard.write_bytes(bytes([shard.read_bytes()[0] ^ 1]) + shard.read_bytes()[1:])
    with pytest.raises(BuildError, match=r"group1-shard1of1\.bin: the file is damaged"):
        stylizers(tmp_path).package("sanet-lite")


def test_a_model_that_does_not_exist_is_an_error_once_there_is_one(model, tmp_path) -> None:
    with pytest.warns(UserWarning, match="no model package “sanet-light” yet"):
        assert stylizers(tmp_path).package("sanet-light") is None
    shutil.copytree(model, tmp_path / "assets/models/sanet-lite")
    with pytest.raises(BuildError, match=r"no model “sanet-light” \(did you mean “sanet-lite”\?\)"):
        stylizers(tmp_path).package("sanet-light")


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


@pytest.fixture
def fetched(project, model) -> Path:
    """A second package, where `model fetch` would have put it: the small network as “sanet”."""
    folder = Path(shutil.copytree(model, project.root / ".cache/models/sanet"))
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | {"name": "sanet", "title": "Full SANet"}))
    return folder


def models(project) -> dict[str, dict]:
    """What the post's stylizer knows of each network by name, the one it begins with first."""
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', project.page(), re.S)
    listed = json.loads(data)["models"]
    for one in listed:
        assert (project.out / "posts/waves" / one["url"] / "card.json").is_file()
    return {one["name"]: one for one in listed}


def offered(project) -> list[str]:
    """The networks for any style among them."""
    return [name for name, one in models(project).items() if "style" not in one]


def test_a_network_that_was_fetched_is_offered_and_the_build_says_what_it_adds(
    project, fetched
) -> None:
    project.post('{{ stylizer(content="coffee") }}')
    report = project.build()
    assert offered(project) == ["sanet-lite", "sanet"]
    assert "Note: Full SANet is offered too: 2 MB more" in str(report)


def test_the_networks_for_one_style_that_ship_are_offered_with_the_styles_name(project) -> None:
    project.post('{{ stylizer(content="coffee") }}')
    project.build()
    styles = {name: one["style"] for name, one in models(project).items() if "style" in one}
    assert len(styles) >= 4
    assert styles == {f"johnson-{style}": style for style in styles.values()}
    assert set(styles.values()) <= set(STYLES)


def test_a_network_without_attention_is_not_asked_where_it_looks(project, fetched) -> None:
    card = json.loads((fetched / "card.json").read_text())
    without = {"queries": [], "keys": [], "values": [], "attended": []}
    changed = {"family": "style-vector", "nodes": card["nodes"] | without}
    (fetched / "card.json").write_text(json.dumps(card | changed))
    project.post('{{ stylizer(content="coffee") }}')
    project.build()
    looks = {name: one["looks"] for name, one in models(project).items()}
    assert (looks["sanet-lite"], looks["sanet"]) == (True, False)


def test_a_stylizer_can_begin_with_a_network_that_was_fetched(project, fetched) -> None:
    project.post('{{ stylizer(model="sanet", content="coffee") }}')
    project.build()
    assert offered(project) == ["sanet", "sanet-lite"]


def test_without_other_networks_the_build_says_nothing_of_them(project, root) -> None:
    (project.root / "models.toml").symlink_to(root / "models.toml")
    project.post('{{ stylizer(content="coffee") }}')
    assert project.build().warnings == ()
    assert offered(project) == ["sanet-lite"]


def test_a_damaged_network_that_was_fetched_is_left_out_with_a_note(project, fetched) -> None:
    (fetched / "group1-shard1of1.bin").write_bytes(b"cut short")
    project.post('{{ stylizer(content="coffee") }}')
    (note,) = project.build().warnings
    assert note.startswith("the site is built without the network “sanet”: ")
    assert "group1-shard1of1.bin: the file has 9 bytes and should have" in note
    assert offered(project) == ["sanet-lite"]


def test_a_network_that_is_not_here_is_stood_in_for(project, root) -> None:
    (project.root / "models.toml").symlink_to(root / "models.toml")
    project.post(
        '{{ stylizer(model="sanet", content="coffee") }}\n\n'
        '{{ stylized(model="sanet", content="coffee", style="wheat", size=64) }}\n'
    )
    (note,) = project.build().warnings
    assert note == (
        "the network “sanet” is not here and sanet-lite stands in for it "
        "(python3 build.py model fetch sanet)"
    )
    assert offered(project) == ["sanet-lite"]


def test_a_stylizer_gets_page_relative_addresses_of_all_it_needs(project, model) -> None:
    project.write("posts/boat.jpg", (model.parents[1] / "samples/styles/wheat.webp").read_bytes())
    project.post('{{ stylizer(content="boat.jpg") }}')
    project.build()
    html = project.page()
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    config = json.loads(data)
    folder = project.out / "posts/waves"
    assert (folder / config["models"][0]["url"] / "card.json").is_file()
    assert (folder / config["worker"]).is_file()
    assert config["contents"][0]["name"] == "boat"
    for picture in config["contents"] + config["styles"]:
        for address in (picture["url"], picture["thumb"]):
            assert address.startswith("../../assets/img/")
            assert (folder / address).is_file()
    scripts = re.findall(r'<script type="module" src="([^"]+)"></script>', html)
    assert all((folder / script).is_file() for script in scripts)
    assert [name for name in scripts if "/style-transfer-" in name] == scripts[:1]
    assert re.search(r'<img data-role="result" src="[^"]+\.webp"', html)


def test_a_page_without_a_stylizer_loads_no_script_of_it(project) -> None:
    project.post("Text.")
    project.build()
    assert project.page().count('<script type="module"') == 1  # that which keeps the page
    scripts = {path.name.split("-")[0] for path in (project.out / "assets/js").iterdir()}
    assert scripts == {"embed", "offline", "search"}


def test_a_picture_is_stylized_while_the_site_is_built_and_once(
    project, model, monkeypatch
) -> None:
    project.post('{{ stylized(content="coffee", style="wheat", size=96, caption="*New*") }}')
    project.build()
    monkeypatch.setattr("pastiche.site.stylized.run", None)
    project.post(
        '{{ stylized(content="coffee", style="wheat", size=96, caption="*New*") }}\n\nEnd.'
    )
    project.build()
    assert "<p>End.</p>" in project.article()
    assert "<figcaption><em>New</em></figcaption>" in project.article()
    (kept,) = (project.root / ".cache/site/stylized").glob("*.png")
    with Image.open(kept) as picture:
        assert picture.size[0] == 96
        assert min(ImageStat.Stat(picture).stddev) > 10


def test_credits_name_the_pictures_of_the_trays_and_only_those(project, model, monkeypatch) -> None:
    painting = Sample(
        "wave",
        "The Great Wave",
        model.parents[1] / "samples/styles/wheat.webp",
        "A wave.",
        "Hokusai, 1831. A museum",
        "Public domain",
    )
    project.post("{{ credits() }}\n")
    project.build()
    assert "<cite>Chelsea the cat</cite>: Stéfan van der Walt. CC0 1.0." in project.article()
    assert "<cite>Breakers</cite>, <cite>Wheat and wind</cite>, " in project.article()
    assert "Great Wave" not in project.article()
    (project.root / "gallery.toml").touch()
    monkeypatch.setattr(gallery, "fetch", lambda root: Samples((), (painting,)))
    project.build()
    owed = "<li><cite>The Great Wave</cite>: Hokusai, 1831. A museum. Public domain.</li>"
    assert owed in project.article()


def test_building_loads_no_framework_for_networks(project, model, root) -> None:
    project.post('{{ stylizer(content="coffee") }}')
    code = (
        "import sys; from pathlib import Path; from pastiche.site.build import build; "
        "build(Path(sys.argv[1]), Path(sys.argv[1]) / 'site'); "
        "print(*({'tensorflow', 'torch', 'keras'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, project.root], cwd=root, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (0, "\n"), ran.stderr
    assert "<style-transfer" in project.page()


def test_a_build_bounds_a_style_as_a_page_does(project, model) -> None:
    """As readers' stylizers do, the script brings a large style to about the content's size."""
    rng = np.random.default_rng(3)
    content, style = (
        Image.fromarray(rng.integers(0, 255, (h // 8, w // 8, 3), np.uint8)).resize((w, h))
        for w, h in ((96, 64), (192, 192))
    )
    bounded = style.resize((96, 96), Image.Resampling.BOX)
    expected = stylize(model, np.asarray(content) / 255, np.asarray(bounded) / 255)
    assert np.abs(_built(project, content, style) - expected).mean() < 2 / 255


def test_a_build_paints_without_attention_too(project, model, without_attention) -> None:
    """With logits that are all equal, AdaAttN is AdaIN."""
    rng = np.random.default_rng(4)
    content, style = (
        Image.fromarray(rng.integers(0, 255, (8, 8, 3), np.uint8)).resize((64, 64))
        for _ in range(2)
    )
    expected = {
        attention: stylize(network, np.asarray(content) / 255, np.asarray(style) / 255)
        for attention, network in ((1, model), (0, without_attention))
    }
    assert np.abs(expected[0] - expected[1]).mean() > 4 / 255
    result = _built(project, content, style, ", attention=0")
    assert np.abs(result - expected[0]).mean() < 2 / 255


def _built(project, content: Image.Image, style: Image.Image, options: str = "") -> np.ndarray:
    """What a build makes of these pictures, (H, W, 3) in [0, 1]."""
    project.post('{{ stylized(content="boat.png", style="waves.png"' + options + ") }}")
    for name, picture in (("boat", content), ("waves", style)):
        picture.save(project.root / f"content/posts/{name}.png")
    project.build()
    (kept,) = (project.root / ".cache/site/stylized").glob("*.png")
    with Image.open(kept) as picture:
        return np.asarray(picture, np.float32) / 255


def test_a_control_of_the_attention_is_there_where_it_is_asked_for(project, model) -> None:
    project.post("{{ stylizer() }}\n\n{{ stylizer(attention=true) }}")
    project.build()
    assert re.findall(r"<style-transfer[^>]*>", project.page()) == [
        '<style-transfer class="stylizer">',
        '<style-transfer class="stylizer" attention>',
    ]
