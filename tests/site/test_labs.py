"""Laboratories in posts: pictures that the build draws, and what the elements begin with."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape

import numpy as np
import pytest
from PIL import Image

from pastiche.errors import BuildError, BuildErrors
from pastiche.samples.catalogue import samples
from pastiche.site import labs
from pastiche.site.build import build
from pastiche.site.entrants import entrants
from pastiche.site.labs import LabPictures, Matrix, Optimisation
from pastiche.site.packages import Packages
from pastiche.site.pictures import Pictures

POST = "---\ntitle: Downhill\ndate: 2026-01-02\ndescription: Pixels.\n---\n\n"
NAMES = ("templates", "assets", "node_modules", "package-lock.json", "models.toml")


STYLES_WITH_A_NETWORK = ("breakers", "currents", "rose-window", "wheat")


def begun(root, folder):
    """A project without posts in `folder`, whose parts are those of the repository."""
    for name in NAMES:
        (folder / name).symlink_to(root / name)
    (folder / "content/posts").mkdir(parents=True)
    return folder


@pytest.fixture
def project(root, tmp_path):
    return begun(root, tmp_path)


LABORATORIES = """\
{{ gatys(content="coffee", style="mosaic", size=64, evaluations=1, noise=false) }}

{{ families(content="coffee", style="wheat", size=64, evaluations=2) }}

{{ sizes(style="rose-window", content="coffee", width=2, size=64) }}

{{ sizes(style="rose-window", table=true) }}

{{ sizes(style="rose-window") }}
"""


@pytest.fixture(scope="module")
def article(root, tmp_path_factory):
    """The folder of a built post with two laboratories."""
    project = begun(root, tmp_path_factory.mktemp("project"))
    (project / "content/posts/downhill.md").write_text(POST + LABORATORIES)
    build(project, project / "site")
    return project / "site/posts/downhill"


def begins_with(article, tag):
    """What the element reads from its JSON block."""
    page = (article / "index.html").read_text()
    found = re.search(rf"<{tag}>.*?<script type=\"application/json\">(.*?)</script>", page, re.S)
    return json.loads(unescape(found[1]))


@pytest.fixture
def styles(root):
    return {one.name: one.path for one in samples(root).styles}


def size_of(path):
    with Image.open(path) as picture:
        return picture.size


def test_a_matrix_has_a_row_for_each_channel_and_maps_over_the_picture(root, project, styles):
    pictures = LabPictures(project, Pictures(project))
    job = Matrix(styles["mosaic"], "conv1_1")
    package = root / "assets/models/perceptual"
    pictures.add(package, job)
    pictures.compute()
    drawn = pictures.drawn(package, job)
    assert drawn.facts["channels"] == 16
    first, second = drawn.facts["pair"]
    assert first != second
    with Image.open(drawn.pictures[0]) as picture:
        matrix = np.asarray(picture.convert("RGB"), int)
    side = matrix.shape[0] // 16
    small = matrix[side // 2 :: side, side // 2 :: side]
    assert small.shape == (16, 16, 3)
    assert (small == small.transpose(1, 0, 2)).all()
    shapes = {size_of(path) for path in drawn.pictures[1:]}
    assert len(drawn.pictures) == 4
    assert len(shapes) == 1


def test_what_is_drawn_once_is_kept_and_other_settings_are_drawn_anew(
    root, project, styles, monkeypatch
):
    package = root / "assets/models/perceptual"
    job = Optimisation(styles["mosaic"], None, 64, 2, noise=True)
    pictures = LabPictures(project, Pictures(project))
    path = pictures.add(package, job)
    pictures.compute()
    (picture,) = pictures.drawn(package, job).pictures
    assert size_of(picture) == (64, 64)
    with monkeypatch.context() as without_node:
        without_node.setattr(subprocess, "run", pytest.fail)
        pictures.compute()
    other = Optimisation(styles["mosaic"], None, 64, 3, noise=True)
    assert pictures.add(package, other) != path


def test_a_page_carries_what_its_laboratory_begins_with(article):
    config = begins_with(article, "gatys-lab")
    assert config["chosen"] == {"content": "coffee", "style": "mosaic"}
    assert (config["size"], config["start"]) == (64, "content")
    for address in (config["worker"], *config["wasm"].values(), config["model"]["url"]):
        assert (article / address).exists()
    scripts = re.findall(
        r'<script type="module" src="([^"]+)"', (article / "index.html").read_text()
    )
    assert any("lab-labs-" in address for address in scripts)
    assert not any("style-transfer-" in address for address in scripts)


def test_without_the_network_a_laboratory_is_a_mistake_that_says_what_to_do(root, project):
    (project / "assets").unlink()
    shutil.copytree(
        root / "assets", project / "assets", ignore=shutil.ignore_patterns(labs.NETWORK)
    )
    (project / "content/posts/downhill.md").write_text(POST + '{{ gram(style="mosaic") }}\n')
    with pytest.raises(BuildErrors) as caught:
        build(project, project / "site")
    (mistake,) = caught.value.errors
    assert mistake.line == 7
    assert "perceptual" in str(mistake)
    assert isinstance(mistake, BuildError)


def test_a_comparison_is_drawn_with_the_losses_of_each_and_says_who_is_absent(article):
    config = begins_with(article, "families-lab")
    models = {one["id"]: [model["name"] for model in one["models"]] for one in config["entrants"]}
    assert models["johnson"] == [f"johnson-{style}" for style in STYLES_WITH_A_NETWORK]
    assert models["adain"] == models["sanet-lite"] == ["sanet-lite"]
    assert models["ghiasi"] == models["sanet"] == models["gatys"] == []

    painted = ["content", "style", "johnson", "adain", "sanet-lite", "gatys"]
    assert sorted(config["made"]) == sorted(painted)
    losses = {name: made["losses"] for name, made in config["made"].items()}
    assert losses["content"] == {"content": 0, "style": 1}
    assert losses["style"]["style"] < 0.2 < losses["style"]["content"]
    assert losses["gatys"]["content"] < losses["johnson"]["content"]
    for made in config["made"].values():
        assert max(made["width"], made["height"]) == 64
        assert (article / made["url"]).is_file()
    page = (article / "index.html").read_text()
    rows = re.findall(r'<tr><th scope="row">.*?</th><td>(.*?)</td><td>(.*?)</td></tr>', page)
    expected = [
        tuple(f"{losses[name][side]:.2f}" for side in ("content", "style")) for name in painted
    ]
    assert rows == expected


def test_a_comparison_of_a_style_without_a_network_leaves_that_row_out(root, project):
    offered = Packages(root).painters()
    known = {one.name: one for one in entrants(offered)}
    assert known["johnson"].package_for("mosaic") is None
    assert known["johnson"].package_for("wheat").card.name == "johnson-wheat"
    assert known["sanet-lite"].package_for("mosaic").card.name == "sanet-lite"
    assert [known[name].attention for name in ("adain", "sanet-lite")] == [0, 1]


def test_networks_of_several_sizes_are_a_laboratory_a_table_and_a_chart(article):
    config = begins_with(article, "sizes-lab")
    page = (article / "index.html").read_text()
    sizes = config["sizes"]
    cards = [json.loads((article / one["url"] / "card.json").read_text("utf-8")) for one in sizes]
    assert [one["numbers"] for one in sizes] == [card["parameters"] for card in cards]
    assert sizes[config["begin"]]["channels"] == 2
    assert (config["model"]["url"], cards[-1]["name"]) == (sizes[-1]["url"], "johnson-rose-window")
    assert page.count("<figcaption>Channels: 2, bits:") == 1 + 5
    rows = re.findall(r"<tr><td>(.*?)</tr>", page, re.S)
    assert len(rows) == len(sizes)
    assert f"{cards[0]['parameters']:,}" in rows[0]
    chart = re.search(r'<svg class="size-chart".*?</svg>', page, re.S)[0]
    assert chart.count('class="line"') == len(sizes)


def test_no_stylizer_offers_the_narrow_networks(root):
    names = [one["name"] for one in Packages(root).offered("sanet-lite")]
    assert "johnson-rose-window" in names
    assert not any(name.startswith("student-") for name in names)


def test_of_sizes_that_are_not_there_a_build_says_which_are(project):
    texts = (
        '{{ sizes(style="mosaic") }}',
        '{{ sizes(style="rose-window", content="coffee", width=3) }}',
    )
    (project / "content/posts/small.md").write_text(POST + "\n\n".join(texts) + "\n")
    with pytest.raises(BuildErrors) as caught:
        build(project, project / "site")
    first, second = (str(mistake) for mistake in caught.value.errors)
    assert "model train johnson --like johnson-mosaic" in first
    assert "there are 1, 2, 4" in second
