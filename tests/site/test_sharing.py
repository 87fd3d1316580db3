"""Social cards, Open Graph and JSON-LD: what a link to a page looks like elsewhere."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pastiche.errors import BuildErrors
from pastiche.site import check, validity

POST = "---\ntitle: {0}\ndate: 2026-01-02\ndescription: D.\n{1}---\nText.\n"
BASE = "https://example.org/repo/"


@pytest.fixture
def journal(project):
    project.write("site.yml", "title: Journal\ncards: true\n")
    project.write("posts/waves.md", POST.format("Waves & tiles", ""))
    project.write("posts/far.md", POST.format("遠い海", ""))
    project.write("pages/index.md", "---\ntitle: Home\n---\nHello.\n")
    project.build(base_url=BASE)
    return project


def card(journal, path: str = "posts/waves/") -> Path:
    match = re.search(r'<meta property="og:image" content="([^"]+)">', journal.page(path))
    assert match
    assert match[1].startswith(BASE)
    return journal.out / match[1].removeprefix(BASE)


def test_every_page_has_a_card_of_its_own(journal) -> None:
    with Image.open(card(journal)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
        assert len(picture.getcolors(1 << 24) or []) > 100  # letters and strokes
    assert card(journal) != card(journal, "")
    assert "og:image" not in journal.page("posts/far/")  # its letters are not in the font
    assert check.output(journal.out, Path("site")) == []


def test_a_card_follows_its_title_and_its_cover(journal) -> None:
    first = card(journal)
    data = first.read_bytes()
    red = BytesIO()
    Image.new("RGB", (90, 90), "red").save(red, "PNG")
    journal.write("posts/red.png", red.getvalue())
    journal.write("posts/waves.md", POST.format("Waves & tiles", "cover: red.png\n"))
    journal.build(base_url=BASE)
    with Image.open(card(journal)) as picture:
        right = picture.getpixel((1150, 300))
    assert max(abs(a - b) for a, b in zip(right, (255, 0, 0), strict=True)) < 12
    assert not first.exists()
    journal.write("posts/waves.md", POST.format("Waves & tiles", ""))
    journal.build(base_url=BASE)
    assert card(journal) == first
    assert first.read_bytes() == data


def test_what_search_engines_read_of_a_post(journal) -> None:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', journal.page())
    assert block
    data = json.loads(block[1])
    assert data["@type"] == "BlogPosting"
    assert data["headline"] == "Waves & tiles"
    assert data["mainEntityOfPage"] == f"{BASE}posts/waves/"
    assert data["publisher"] == {"@type": "Organization", "name": "Pastiche"}
    assert (journal.out / data["image"].removeprefix(BASE)).is_file()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<meta property="og:title"', "<meta", "has no og:title"),
        ('<meta name="twitter:card"', "<meta", "has no twitter:card"),
        (f'"og:url" content="{BASE}', '"og:url" content="/', "og:url is not the canonical address"),
        ('"og:image" content="https', '"og:image" content="http', "is not a file of this site"),
        ('"og:image:alt"', '"x"', "og:image has no size or no words"),
        ('"@type": "BlogPosting"', '"@type": "Thing"', "is a post and not a BlogPosting"),
        ('"dateModified"', '"modified"', "its JSON-LD has no dateModified"),
        ('"https://schema.org"', '"x"', "has no JSON-LD of schema.org"),
    ],
)
def test_a_planted_fault_is_found(journal, old: str, new: str, message: str) -> None:
    file = journal.out / "posts/waves/index.html"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    said = [problem.message for problem in check.output(journal.out, Path("site"))]
    assert len(said) == 1
    assert message in said[0]


def test_cards_is_a_switch(project) -> None:
    project.write("site.yml", "cards: perhaps\n")
    with pytest.raises(BuildErrors, match=r"site.yml:1: cards must be true or false"):
        project.build()


def test_a_misspelt_word_is_found_when_that_is_asked_for(journal) -> None:
    assert list(validity.spelling(journal.root)) == []
    journal.write("posts/waves.md", POST.format("Waves", "") + "\nThe wave is seperate.\n")
    (problem,) = validity.spelling(journal.root)
    assert (problem.line, problem.message) == (8, "“seperate” may be misspelt")
