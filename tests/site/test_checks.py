"""What the checks find: a mistake is planted into a good site, and must be seen."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pastiche.errors import BuildErrors
from pastiche.site import check, validity

POST = "---\ntitle: {0}\ndate: 2026-01-0{1}\ndescription: D.\n---\nOf $x$.\n\n## Part\n"


@pytest.fixture
def journal(project):
    project.write("posts/one.md", POST.format("One", 1))
    project.write("posts/two.md", POST.format("Two", 2) + "\n[One](one.md#part)\n")
    project.write("pages/index.md", "---\ntitle: Home\n---\nHello.\n")
    project.build(base_url="https://example.org/repo/")
    return project


def plant(journal, path: str, old: str, new: str) -> list[str]:
    """The messages after `old` has become `new` in a finished file."""
    file = journal.out / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return [problem.message for problem in check.output(journal.out, Path("site"))]


def test_a_good_site_has_no_faults(journal) -> None:
    assert check.output(journal.out, Path("site")) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<main", '<img src="gone.png" alt=""><main', "nothing stands at gone.png"),
        ("<main", '<img srcset="a.avif 1x" alt=""><main', "nothing stands at a.avif"),
        ("<main", '<script src="./gone.js"></script><main', "nothing stands at ./gone.js"),
        ('id="part"', 'id="other"', "nothing is called “#part” in posts/one/index.html"),
        ("<h2", "<h4", "<h4> comes after <h1>"),
        ("<main", '<p id="content"></p><main', "the id “content” stands here a second time"),
        ("</main>", f"<p>{'x' * 500_000}</p></main>", "has 50"),
    ],
    ids=["link", "srcset", "script", "anchor", "headings", "id", "weight"],
)
def test_a_mistake_in_a_page_is_found(journal, old, new, message) -> None:
    assert any(
        said.startswith(message) for said in plant(journal, "posts/one/index.html", old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<updated>", "<changed>", "is not XML: mismatched tag: "),
        ("<title>One</title>", "", "entry 2 has 0 elements <title>, not one"),
        ("2026-01-01T00:00:00Z", "yesterday", "published of entry 2, “yesterday”, is not a time"),
        ("posts/one/</id>", "posts/two/</id>", "two entries have the id https://example.org/repo/"),
        ('rel="self"', 'rel="me"', "does not say where it stands (rel=self)"),
        ("<id>https://example.org/repo/</id>", "<id>x</id>", "the id of the feed, “x”, is not an"),
    ],
    ids=["xml", "element", "time", "twice", "self", "relative"],
)
def test_a_mistake_in_the_feed_is_found(journal, old, new, message) -> None:
    assert any(said.startswith(message) for said in plant(journal, "feed.xml", old, new))


def test_a_sitemap_lists_pages_that_are_there(journal) -> None:
    messages = plant(journal, "sitemap.xml", "repo/posts/one/", "repo/posts/gone/")
    assert messages == ["nothing stands at https://example.org/repo/posts/gone/"]


def test_a_damaged_shard_is_found(journal, root) -> None:
    source = root / "assets/models/sanet-lite"
    package = journal.out / "assets/models/sanet-lite-0"
    shutil.copytree(source, package)
    shard = next(package.glob("*.bin"))
    shard.write_bytes(b"\0" + shard.read_bytes()[1:])
    (problem,) = check.output(journal.out, Path("site"))
    assert problem.path == Path("site/assets/models/sanet-lite-0") / shard.name


def test_the_same_folder_works_at_the_root_and_below(journal, root, serve, page) -> None:
    for base in ("/", "/repo/"):
        server = serve(journal.out, base)
        page.goto(server.url)
        page.get_by_role("link", name="Two").click()
        page.get_by_role("link", name="One", exact=True).first.click()
        page.get_by_role("heading", name="Part").wait_for()


def test_the_html_is_valid(journal, root) -> None:
    if not (root / "node_modules" / "html-validate").is_dir():
        pytest.skip("needs html-validate in node_modules")
    assert list(validity.html(root, journal.out)) == []
    page = journal.out / "posts/one/index.html"
    page.write_text(page.read_text().replace("<main", "<p><div></div></p><main", 1))
    assert any("</p>" in said for _, _, said, _ in validity.html(root, journal.out))


def test_check_speaks_of_every_fault_and_of_spelling_when_asked(journal) -> None:
    (journal.out / "posts/one/index.html").unlink()
    journal.write("posts/two.md", POST.format("Two", 2) + "\nWaves are seperate.\n")
    with pytest.raises(BuildErrors) as failure:
        check.main(journal.root, spelling=True)
    said = str(failure.value)
    assert "nothing stands at" in said
    assert "content/posts/two.md:10: “seperate” may be misspelt (separate?)" in said


def test_a_site_that_is_too_large_fails_its_build(journal, monkeypatch) -> None:
    before = {path: path.read_bytes() for path in journal.out.rglob("*") if path.is_file()}
    monkeypatch.setattr(check, "MAX_BYTES", 10_000)
    journal.write("posts/two.md", POST.format("Two", 2))
    (said,) = journal.errors()
    assert re.fullmatch(r"site: the site has \d+ MB \(GitHub Pages takes 1,000 MB at most\)", said)
    assert {path: path.read_bytes() for path in before} == before
    assert check.output(journal.out, Path("site"))[-1].message.startswith("the site has")
