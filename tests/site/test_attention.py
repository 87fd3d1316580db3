"""Figures of where the network looks: computed and drawn while the site is built."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from pastiche.errors import BuildErrors

HALVES = np.zeros((128, 128, 3), np.uint8)
HALVES[:, :64] = (200, 30, 20)
HALVES[:, 64:] = (20, 40, 200)


@pytest.fixture
def halves(project):
    """A project with a picture that is red on the left and blue on the right."""
    (project.root / "content/posts").mkdir()
    Image.fromarray(HALVES).save(project.root / "content/posts/halves.png")
    return project


def drawn(project) -> list[Image.Image]:
    """The content and the panels, as they were drawn."""
    (folder,) = (project.root / ".cache/site/attention").glob("halves-*")
    return [Image.open(path) for path in sorted(folder.glob("*.png"))]


def test_red_is_drawn_to_look_at_red_and_blue_at_blue(halves) -> None:
    halves.post(
        '{{ attention(content="halves.png", style="halves.png", points=[(0.2, 0.5), (0.8, 0.5)],'
        ' size=128, caption="*Halves*") }}'
    )
    halves.build()
    article = halves.article()
    assert "<figcaption><em>Halves</em></figcaption>" in article
    said = re.findall(r'alt="(Place \d\. [^"]*)"', article)
    assert [re.search(r"at the (\w+), \d+\xa0%\.", text)[1] for text in said] == ["left", "right"]
    content, *panels = (np.asarray(picture.convert("RGB"), np.float32) for picture in drawn(halves))
    middle = content.shape[1] // 2
    for picture, lit in zip(panels, (0, 1), strict=True):
        light = [half.mean() for half in (picture[:, :middle], picture[:, middle:])]
        assert light[lit] > light[1 - lit] + 10
    for x, y in ((0.2, 0.5), (0.8, 0.5)):
        row, column = round(y * content.shape[0]), round(x * content.shape[1])
        spot = content[row - 4 : row + 5, column - 4 : column + 5]
        assert spot.max() > 250, "no mark at the place"


def test_a_figure_is_drawn_once(halves) -> None:
    post = '{{ attention(content="halves.png", style="halves.png", points=[(0.5, 0.5)], size=64) }}'
    halves.post(post)
    halves.build()
    (folder,) = (halves.root / ".cache/site/attention").glob("halves-*")
    before = folder.stat().st_mtime_ns
    halves.post(post + "\n\nMore.")
    halves.build()
    assert folder.stat().st_mtime_ns == before
    assert "Place" not in halves.article()


@pytest.mark.parametrize("points", ["[]", "[(0.5, 1.5)]", "[0.5, 0.5]", '"0.5"', "[(0.5, 0.5, 1)]"])
def test_places_are_pairs_of_shares(halves, points) -> None:
    halves.post(f'{{{{ attention(content="coffee", style="wheat", points={points}) }}}}')
    with pytest.raises(BuildErrors) as caught:
        halves.build()
    hint = r"a list of places, each two numbers from 0 to 1.*write points=\[\(0\.5, 0\.5\)\]"
    assert re.search(hint, str(caught.value))
