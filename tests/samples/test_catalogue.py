import sys
from pathlib import Path

import pytest
from PIL import Image

from pastiche.errors import BuildError
from pastiche.samples import catalogue
from pastiche.samples.catalogue import Sample, Samples, samples


def test_both_trays_are_full_of_pictures(root):
    trays = samples(root)
    assert len(trays.contents) >= 4
    assert len(trays.styles) >= 6
    for sample in trays.contents + trays.styles:
        with Image.open(sample.path) as picture:
            assert min(picture.size) >= 300
        assert all((sample.title, sample.alt, sample.credit, sample.licence))


def test_names_are_unique(root):
    trays = samples(root)
    names = [sample.name for sample in trays.contents + trays.styles]
    assert len(names) == len(set(names))


def test_the_package_with_the_photographs_is_not_imported(root):
    samples(root)
    assert "skimage" not in sys.modules


def test_a_missing_style_says_how_to_draw_it(tmp_path):
    with pytest.raises(BuildError, match=r"python3 build\.py samples"):
        samples(tmp_path)


def test_a_missing_package_is_a_sentence(root, monkeypatch):
    monkeypatch.setattr(catalogue, "find_spec", lambda name: None)
    with pytest.raises(BuildError, match="is not installed"):
        samples(root)


def test_trays_can_be_added():
    one, two = (Sample(name, name, Path(name), "", "", "") for name in "ab")
    assert Samples((one,), ()) + Samples((two,), (one,)) == Samples((one, two), (one,))
