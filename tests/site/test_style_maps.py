"""Maps of styles on pages: of Magenta's network where it is, and else of ours, which it says."""

from __future__ import annotations

import json
import re
from html import unescape

import numpy as np
import pytest
from PIL import Image

from pastiche.site.packages import Packages
from pastiche.site.style_maps import GAP, PICTURE, PREFERRED, ROWS


def test_a_page_carries_its_map_and_says_which_network_it_is_of(built_site):
    page = (built_site / "posts/mean-and-spread/index.html").read_text("utf-8")
    found = re.search(r'<script type="application/json">(.*?)</script>\s*</map-lab>', page, re.S)
    config = json.loads(unescape(found[1]))
    assert config["chosen"]["content"] == "chelsea"
    assert len(config["styles"]) >= 2
    folder = built_site / "posts/mean-and-spread"
    for address in (config["worker"], *config["wasm"].values(), config["model"]["url"]):
        assert (folder / address).exists()
    named = "ghiasi" if "/ghiasi-" in config["model"]["url"] else "sanet-lite"
    assert f"/{named}-" in config["model"]["url"]
    assert ("model fetch ghiasi" in page) == (named == "sanet-lite")


def test_magentas_network_is_taken_where_somebody_has_fetched_it(tmp_path, ghiasi_package):
    assert Packages(tmp_path).fetched(PREFERRED) is None
    (tmp_path / ".cache/models").mkdir(parents=True)
    (tmp_path / ".cache/models/ghiasi").symlink_to(ghiasi_package)
    with pytest.warns(UserWarning, match="is offered too"):
        found = Packages(tmp_path).fetched(PREFERRED)
    assert (found.card.name, found.card.family) == ("ghiasi", "style-vector")


def test_its_picture_shows_places_that_differ_from_their_neighbours(root, built_site):
    page = (built_site / "posts/mean-and-spread/index.html").read_text("utf-8")
    source = re.search(r'<map-lab>.*?<img src="([^"]+)"', page, re.S)[1]
    with Image.open(built_site / "posts/mean-and-spread" / source) as picture:
        size = np.array(picture.size)
        tiles = picture.convert("RGB").resize((8 * ROWS, 8 * ROWS))
    assert size[0] == ROWS * (PICTURE + GAP) - GAP
    means = np.asarray(tiles, float).reshape(ROWS, 8, ROWS, 8, 3).mean((1, 3))
    assert np.abs(np.diff(means, axis=0)).max(-1).min() > 1
    assert np.abs(np.diff(means, axis=1)).max(-1).min() > 1
