"""A build from files to files."""

from __future__ import annotations

import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from pastiche.site import check
from pastiche.site.page_facts import read_page

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def photo(size=(1000, 500), *, orientation: int | None = None, mode: str = "RGB") -> bytes:
    picture = Image.radial_gradient("L").resize(size).convert(mode)
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    data = io.BytesIO()
    picture.save(data, "PNG" if mode == "RGBA" else "JPEG", exif=exif)
    return data.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def journal(project):
    """A site with two posts, a page and a home page, that uses most of what there is."""
    project.write("site.yml", "title: Journal\nauthor: Ada\n")
    project.write("pages/index.md", "---\ntitle: Home\n---\nRead [waves](../posts/waves.md).\n")
    project.write(
        "pages/about.md", "---\ntitle: About us\n---\n[The second](../posts/b/index.md#x)\n"
    )
    project.write(
        "posts/waves.md",
        "---\ntitle: Waves & sand\ndate: 2026-01-02\nupdated: 2026-03-04\n"
        "description: On <waves>.\n"
        "tags: [sea, In the browser]\nauthors: [Grace]\ncover: a.jpg\n---\n"
        'Of $x$.\n\n![A boat](a.jpg "A caption")\n{: .wide }\n\n```python\nx = 1\n```\n',
    )
    project.write("posts/a.jpg", photo())
    project.write(
        "posts/b/index.md",
        "---\ntitle: Second\ndate: 2025-01-02\ndescription: B.\ntags: [sea]\n---\n"
        "## X\n\n[home](/)\n",
    )
    return project


def test_pages_stand_at_their_addresses(journal) -> None:
    report = journal.build()
    pages = {name for name in files(journal.out) if not name.startswith("assets/")}
    assert pages == {
        "404.html",
        "about/index.html",
        "archive/2025/index.html",
        "archive/2026/index.html",
        "archive/index.html",
        "feed.json",
        "feed.xml",
        "index.html",
        "posts/b/index.html",
        "posts/index.html",
        "posts/waves/index.html",
        "robots.txt",
        "search.json",
        "search/index.html",
        "site.webmanifest",
        "sitemap.xml",
        "sw.js",
        "tags/in-the-browser/index.html",
        "tags/index.html",
        "tags/sea/index.html",
    }
    assert str(report).startswith("Built 2 posts and 2 pages: ")


def test_every_address_is_relative_to_its_page(journal) -> None:
    journal.build(base_url="https://example.org/repo/")
    for name, data in files(journal.out).items():
        if name.endswith(".html") and name != "404.html":
            facts = read_page(data.decode())
            for _, url in facts.loads + facts.links:
                assert url.startswith(("./", "../", "#")), (name, url)
    assert 'href="../posts/b/#x"' in journal.page("about/")
    assert 'href="../../"' in journal.page("posts/b/")


def test_two_builds_have_the_same_bytes(journal) -> None:
    journal.build()
    first = files(journal.out)
    for path in (journal.root / ".cache").rglob("*"):
        if path.is_file():
            path.unlink()
    journal.build()
    assert files(journal.out) == first


def test_a_failed_build_leaves_the_old_site_untouched(journal) -> None:
    journal.build()
    before = files(journal.out)
    journal.write("posts/broken.md", "---\ntitle: [\n---\n")
    journal.errors()
    assert files(journal.out) == before
    assert [path.name for path in journal.root.iterdir() if path.name.startswith(".site")] == []


def test_nothing_of_an_older_build_stays(journal) -> None:
    journal.build()
    (journal.root / "content/posts/b/index.md").unlink()
    journal.write("pages/about.md", "---\ntitle: About us\n---\nAlone.\n")
    journal.build()
    assert not (journal.out / "posts/b").exists()


def test_a_warm_build_starts_no_process(journal, monkeypatch) -> None:
    journal.build()
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("started a process"))
    journal.build()


def test_drafts_are_left_out_unless_asked_for(project) -> None:
    project.write(
        "posts/a.md", "---\ntitle: A\ndate: 2026-01-01\ndescription: A.\ndraft: true\n---\n"
    )
    project.build()
    assert not (project.out / "posts/a").exists()
    project.build(drafts=True)
    assert (project.out / "posts/a").exists()


def test_a_dated_file_name_gives_the_date(project) -> None:
    project.write("posts/2026-01-05-storm.md", "---\ntitle: Storm\ndescription: S.\n---\n")
    project.build()
    assert '<time datetime="2026-01-05">5 January 2026</time>' in project.page("posts/storm/")


def test_pages_have_a_policy_and_no_inline_code(journal) -> None:
    journal.build()
    for name, data in files(journal.out).items():
        if not name.endswith(".html"):
            continue
        text = data.decode()
        assert re.search(
            r"<meta charset=[^>]*>\s*<meta http-equiv=\"Content-Security-Policy\"", text
        )
        if name != "404.html":
            assert "script-src &#39;self&#39; &#39;wasm-unsafe-eval&#39;" in text
            assert read_page(text).mistakes == []


def test_formulas_become_mathml_without_styles(journal) -> None:
    journal.build()
    html = journal.article()
    assert "<math" in html
    assert "style=" not in html
    assert "<script" not in html


def test_a_picture_is_offered_in_sizes_and_formats(journal) -> None:
    journal.build()
    html = journal.article()
    assert re.search(
        r'<figure class="wide"><picture><source type="image/avif" srcset="[^"]+ 480w,', html
    )
    assert re.search(r'<img src="[^"]+\.jpg" srcset="[^"]+ 480w, [^"]+ 1000w"', html)
    assert 'width="1000" height="500" alt="A boat" loading="lazy"' in html
    assert "<figcaption>A caption</figcaption>" in html
    made = [path.suffix for path in (journal.out / "assets/img").iterdir()]
    assert {".avif", ".webp", ".jpg"} <= set(made)


def test_a_turned_photo_stands_upright_and_loses_its_metadata(project) -> None:
    project.write("posts/a.jpg", photo((600, 300), orientation=6))
    project.post("![A boat](a.jpg)")
    project.build()
    assert 'width="300" height="600"' in project.article()
    for path in (project.out / "assets/img").iterdir():
        with Image.open(path) as picture:
            assert picture.height == 2 * picture.width
            assert not picture.getexif()


def test_a_transparent_picture_stays_transparent(project) -> None:
    data = io.BytesIO()
    Image.new("RGBA", (100, 50), (255, 0, 0, 128)).save(data, "PNG")
    project.write("posts/a.png", data.getvalue())
    project.post("![A veil](a.png)")
    project.build()
    assert {path.suffix for path in (project.out / "assets/img").iterdir()} == {
        ".avif",
        ".webp",
        ".png",
    }


def test_a_picture_that_moves_still_moves(project) -> None:
    frames = [Image.new("L", (60, 40), shade) for shade in (0, 120, 250)]
    frames[0].save(
        project.write("posts/a.gif", b""), save_all=True, append_images=frames[1:], duration=50
    )
    project.post("![A flash](a.gif)")
    project.build()
    assert 'width="60" height="40" alt="A flash"' in project.article()
    (made,) = (project.out / "assets/img").iterdir()
    with Image.open(made) as picture:
        assert picture.n_frames == 3


def test_a_vector_picture_keeps_its_size_and_has_a_narrow_twin(project) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 40"/>'
    project.write("posts/a.svg", svg.format(80))
    project.write("posts/b.svg", svg.format(20))
    project.post('{{ figure(src="a.svg", narrow="b.svg", alt="A", caption="Of *it*, $x$.") }}')
    project.build()
    html = project.article()
    assert re.search(r'<source media="[^"]+" srcset="[^"]+\.svg" width="20" height="40">', html)
    assert 'width="80" height="40" alt="A"' in html
    assert re.search(r"<figcaption>Of <em>it</em>, <math.*</math>\.</figcaption>", html)


def test_the_feed_is_atom_with_absolute_ids(journal) -> None:
    journal.build(base_url="https://example.org/repo")
    feed = ET.parse(journal.out / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    assert [child.text for child in feed if child.tag == f"{ATOM}id"] == [
        "https://example.org/repo/"
    ]
    assert feed.findtext(f"{ATOM}updated") == "2026-03-04T00:00:00Z"
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Ada"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "https://example.org/repo/feed.xml"
    first, second = feed.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}id") == "https://example.org/repo/posts/waves/"
    assert first.findtext(f"{ATOM}title") == "Waves & sand"
    assert first.findtext(f"{ATOM}summary") == "On <waves>."
    assert first.findtext(f"{ATOM}published") == "2026-01-02T00:00:00Z"
    assert first.find(f"{ATOM}author/{ATOM}name").text == "Grace"
    content = first.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert 'src="https://example.org/repo/assets/img/' in content.text
    assert second.findtext(f"{ATOM}updated") == "2025-01-02T00:00:00Z"


def test_the_json_feed_says_what_atom_says(journal) -> None:
    journal.build(base_url="https://example.org/repo")
    feed = json.loads((journal.out / "feed.json").read_text())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://example.org/repo/feed.json"
    first, second = feed["items"]
    assert first["id"] == first["url"] == "https://example.org/repo/posts/waves/"
    assert first["title"] == "Waves & sand"
    assert first["date_published"] == "2026-01-02T00:00:00Z"
    assert first["date_modified"] == "2026-03-04T00:00:00Z"
    assert first["authors"] == [{"name": "Grace"}]
    assert 'src="https://example.org/repo/assets/img/' in first["content_html"]
    assert second["authors"] == [{"name": "Ada"}]
    assert 'type="application/feed+json"' in journal.page()


def test_long_lists_are_parted_into_pages(project) -> None:
    for number in range(45):
        project.write(
            f"posts/post-{number:02}.md",
            f"---\ntitle: Post {number}\ndate: {2010 + number // 15}-01-02\n"
            "tags: [sea]\n---\nText.\n",
        )
    project.build()
    assert "Page 1 of 3" in project.page("posts/")
    second = project.page("posts/2/")
    assert second.count('<li class="entry">') == 20
    assert '<a rel="prev" href="../../posts/">Newer</a>' in second
    assert '<a rel="next" href="../../posts/3/">Older</a>' in second
    assert project.page("tags/sea/3/").count('<li class="entry">') == 5
    assert project.page("archive/2011/").count("<time") == 15
    assert '<a href="../archive/2012/">2012</a> <span>15 articles</span>' in project.page(
        "archive/"
    )


def test_an_article_is_found_by_its_words(journal, serve, page) -> None:
    journal.build()
    page.goto(f"{serve(journal.out).url}search/")
    field = page.get_by_role("searchbox")
    field.fill("sánd wav")
    page.get_by_text("1 article", exact=True).wait_for()
    page.get_by_role("link", name="Waves & sand").click()
    page.get_by_role("heading", name="Waves & sand").wait_for()
    page.go_back()
    page.get_by_text("1 article", exact=True).wait_for()
    field.fill("nothing like it")
    page.get_by_text("0 articles").wait_for()


def test_the_dark_is_dark_and_paper_is_white_without_navigation(journal, serve, page) -> None:
    journal.build()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{serve(journal.out).url}posts/waves/")
    paper = "element => getComputedStyle(element).backgroundColor"
    root, navigation = page.locator("html"), page.get_by_role("navigation", name="Site")
    assert max(int(part) for part in re.findall(r"\d+", root.evaluate(paper))) < 60
    assert navigation.is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert root.evaluate(paper) == "rgb(255, 255, 255)"
    assert not navigation.is_visible()
    assert page.get_by_text("On <waves>.").is_visible()


def test_machines_are_told_what_there_is(journal) -> None:
    journal.build(base_url="https://example.org/repo")
    sitemap = ET.parse(journal.out / "sitemap.xml").getroot()
    found = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in sitemap}
    assert found == {
        "https://example.org/repo/": None,
        "https://example.org/repo/about/": None,
        "https://example.org/repo/posts/waves/": "2026-03-04",
        "https://example.org/repo/posts/b/": "2025-01-02",
    }
    robots = (journal.out / "robots.txt").read_text()
    assert robots == "User-agent: *\nAllow: /\nSitemap: https://example.org/repo/sitemap.xml\n"
    page = journal.page()
    assert '<link rel="canonical" href="https://example.org/repo/posts/waves/">' in page
    assert '<meta property="og:title" content="Waves &amp; sand">' in page
    assert re.search(
        r'<meta property="og:image" content="https://example.org/repo/assets/img/[^"]+\.jpg">', page
    )
    assert '"@type": "BlogPosting"' in page


def test_the_finished_site_is_checked(journal) -> None:
    journal.build()
    page = journal.out / "about/index.html"
    planted = (
        '<a href="../nowhere/">a</a><a href="../posts/b/#y">b</a>'
        '<img src="https://example.org/a.png">'
        '<p id="d" style="color:red">c</p><p id="d" onclick="x()">d</p><a href="/about/">e</a>'
        "<script>1</script></article>"
    )
    page.write_text(page.read_text().replace("</article>", planted, 1))
    (css,) = (journal.out / "assets/css").glob("*.css")
    css.write_text('body{background:url("gone.png")}')
    messages = {problem.message for problem in check.output(journal.out, Path("site"))}
    assert messages == {
        "nothing stands at ../nowhere/",
        "nothing is called “#y” in posts/b/index.html",
        "would load https://example.org/a.png",
        "the picture https://example.org/a.png has no alt",
        "<p> has an inline style",
        "<p> has an inline onclick",
        "the id “d” stands here a second time",
        "links to /about/",
        "has an inline script",
        "url(gone.png) leads nowhere",
    }
