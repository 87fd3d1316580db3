import hashlib
import threading
import time
import warnings
from types import SimpleNamespace

import pytest
from PIL import Image

from pastiche.errors import BuildErrors
from pastiche.pinned import Unavailable
from pastiche.samples.catalogue import samples
from pastiche.site import gallery
from pastiche.site.gallery_list import entries

DATA = b"a picture"
DIGEST = hashlib.sha256(DATA).hexdigest()
ENTRY = f"""[[picture]]
name = "wave"
kind = "style"
title = "The Wave"
artist = "Hokusai"
date = "1831"
alt = "A wave."
url = "https://example.org/a/Wave.JPG"
sha256 = "{DIGEST}"
credit = "A museum"
licence = "Public domain"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one picture in its gallery, no mirror, and a network we direct."""
    monkeypatch.delenv("PASTICHE_MIRROR", raising=False)
    (tmp_path / "gallery.toml").write_text(ENTRY, encoding="utf-8")
    network = SimpleNamespace(asked=0, answer=lambda: DATA)

    def download(pin, place, *, seconds, answered):
        network.asked += 1
        data = network.answer()
        answered()
        place.parent.mkdir(parents=True)
        place.write_bytes(data)

    monkeypatch.setattr(gallery, "download", download)
    return SimpleNamespace(root=tmp_path, network=network)


def _offline():
    raise Unavailable("no route", again=True)


def test_a_picture_is_fetched_once_and_kept(project):
    for _ in range(2):
        (wave,) = gallery.fetch(project.root).styles
        assert wave.path.read_bytes() == DATA
    assert wave.path.relative_to(project.root).as_posix() == f".cache/gallery/{DIGEST}/wave.jpg"
    assert wave.credit == "Hokusai, 1831. A museum"
    assert project.network.asked == 1


def test_without_a_network_the_build_goes_on_and_does_not_ask_again(project):
    project.network.answer = _offline
    with pytest.warns(UserWarning, match="goes without wave today: no answer"):
        assert gallery.fetch(project.root).styles == ()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gallery.fetch(project.root).styles == ()
    assert project.network.asked == 1


def test_a_refusal_is_told_in_the_servers_words(project, monkeypatch):
    def refuse(pin, place, *, seconds, answered):
        answered()
        raise Unavailable("the server answered 404", again=False)

    monkeypatch.setattr(gallery, "download", refuse)
    with pytest.warns(UserWarning, match="goes without wave today: the server answered 404"):
        gallery.fetch(project.root)


def test_a_day_later_it_asks_again(project, monkeypatch):
    project.network.answer = _offline
    with pytest.warns(UserWarning, match="goes without"):
        gallery.fetch(project.root)
    now = time.time()
    monkeypatch.setattr(gallery.time, "time", lambda: now + gallery.DAY + 1)
    project.network.answer = lambda: DATA
    assert len(gallery.fetch(project.root).styles) == 1


def test_a_silent_network_costs_no_more_than_its_patience(project, monkeypatch):
    monkeypatch.setattr(gallery, "PATIENCE", 0.2)

    returned, heard = threading.Event(), []

    def hang():
        heard.append(returned.wait(60))
        return DATA

    project.network.answer = hang
    with pytest.warns(UserWarning, match="no answer from the network"):
        assert gallery.fetch(project.root).styles == ()
    assert heard == []  # the server had not answered yet
    returned.set()
    assert project.network.asked == 1


def test_a_mirror_answers_before_the_network(project, monkeypatch):
    folder = project.root / "beside" / "sha256"
    folder.mkdir(parents=True)
    (folder / DIGEST).write_bytes(DATA)
    monkeypatch.setenv("PASTICHE_MIRROR", "beside")
    (wave,) = gallery.fetch(project.root).styles
    assert wave.path.read_bytes() == DATA
    assert project.network.asked == 0


def test_no_list_means_no_gallery(tmp_path):
    found = gallery.fetch(tmp_path)
    assert found.contents == found.styles == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ENTRY.replace("title", "titel"), r":4: unknown key 'titel' \(did you mean 'title'\?\)"),
        (ENTRY.replace('alt = "A wave."\n', ""), r":1: this picture has no 'alt'"),
        (ENTRY.replace('"style"', '"painting"'), r":3: 'kind' cannot be “painting”"),
        (ENTRY.replace(DIGEST, "abc"), r":9: 'sha256' cannot be “abc” \(use the 64"),
        (ENTRY.replace("https:", "ftp:"), r":8: 'url' cannot be"),
        (ENTRY.replace('"1831"', "1831"), r":6: 'date' must be a text"),
        (ENTRY + ENTRY, r":13: the name 'wave' is taken"),
        (ENTRY + "[painting]\n", r":12: unknown key 'painting'"),
        (ENTRY + "name =\n", r":12: this is not TOML: invalid value"),
        ("picture = 3\n", r": pictures must be tables of their own"),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_line(tmp_path, text, sentence):
    path = tmp_path / "gallery.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BuildErrors, match=sentence):
        entries(path)


def test_all_mistakes_are_told_together(tmp_path):
    path = tmp_path / "gallery.toml"
    path.write_text(ENTRY.replace("alt", "allt").replace('"style"', '"x"'), encoding="utf-8")
    with pytest.raises(BuildErrors) as caught:
        entries(path)
    assert len(caught.value.errors) == 3


def test_our_own_list_is_right_and_its_names_are_free(root):
    listed = entries(root / "gallery.toml")
    trays = samples(root)
    taken = {sample.name for sample in trays.contents + trays.styles}
    assert len(listed) >= 10
    assert taken.isdisjoint(entry.name for entry in listed)


def test_our_own_list_against_the_mirror(root, shared, tmp_path, monkeypatch):
    mirror = shared / "mirror"
    if not mirror.is_dir():
        pytest.skip("needs ../shared/mirror")
    (tmp_path / "gallery.toml").write_bytes((root / "gallery.toml").read_bytes())
    monkeypatch.setenv("PASTICHE_MIRROR", str(mirror))
    monkeypatch.setattr(gallery, "download", _offline)
    found = gallery.fetch(tmp_path)
    assert len(found.contents) >= 4
    assert len(found.styles) >= 10
    for sample in found.contents + found.styles:
        with Image.open(sample.path) as picture:
            assert min(picture.size) >= 280
