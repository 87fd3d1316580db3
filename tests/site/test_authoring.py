"""What front matter and files bring about: series, aliases, days, works, posts of Jekyll."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from pastiche.site import bibtex, check, excerpt, history, liquid, schedule, tex
from pastiche.site.page_facts import read_page

JEKYLL = """\
---
layout: post
title:  "Welcome to Jekyll!"
date:   2019-03-05 23:30:00 -0500
categories: [jekyll, update]
tags: sea sand
author: Ada
permalink: /welcome.html
redirect_from: [/old/welcome/]
comments: true
mathjax: true
published: true
---
You'll find this post in your `_posts` directory, see [the docs]({{ site.baseurl }}/about/).
It has $$e = mc^2$$ in it.

* TOC
{:toc}

## A list
- one
  - two
- three
{: .steps}

{% highlight ruby %}
def print_hi(name)
  puts "Hi, #{name}"
end
{% endhighlight %}

![A map]({{ "/assets/images/map.svg" | relative_url }}){: .wide}

> Take care.
{: .prompt-warning}

| a | b |
|---|---|
| $$x$$ | `{% raw %}{{ y }}{% endraw %}` |

See [the other]({% post_url 2019-01-02-other %}) or [it](/update/2019/01/02/other.html).[^1]

{% include comments.html %}

[^1]: The note.
"""

ROUGH = """\
---
layout: post
title: Rough
date: 2019-03-05
---
# Sections begin high

#### and skip

### or turn back

# High again

![](map.svg)

![A gull](https://example.org/gull.jpg)

A [![buoy](https://example.org/buoy.jpg)](https://example.org/), [up](#) and
[elsewhere](/2019/01/02/The_Other-One.html).[^gone] {{ nobody }}

<iframe src="https://example.org/film" title="A film"></iframe>

<script>alert(1)</script>

<video controls src="sea.mp4"></video>

```nolanguage
graph
```

```plaintext
no colours
```
"""


def post(day: str, title: str, more: str = "", body: str = "Text.") -> str:
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\n{body}\n"


def git(root, *words: str, day: str = "2026-03-01") -> None:
    when = f"{day}T12:00:00Z"
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words],
        cwd=root,
        check=True,
        capture_output=True,
        env={"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when, "PATH": "/usr/bin:/bin"},
    )


def test_a_post_of_jekyll_renders_as_it_is(project) -> None:
    project.write("posts/2019-03-05-welcome.md", JEKYLL)
    project.write("posts/2019-01-02-other.md", "---\nlayout: post\n---\nThe *other* one.\n\nMore.")
    project.write(
        "assets/images/map.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"/>'
    )
    project.write("pages/about.md", "---\ntitle: About\n---\nText.")
    report = project.build()
    page = project.page("posts/welcome/")
    assert '<time datetime="2019-03-05">' in page
    assert re.findall(r'rel="tag">([^<]+)<', page) == ["sea", "sand", "jekyll", "update"]
    assert "Ada" in page
    assert page.count('href="../../posts/other/"') == 3  # two links, and the one before this
    assert '<ul class="steps">' in page
    assert '<blockquote class="prompt-warning">' in page
    assert 'class="language-ruby"' in page
    assert "<code>{{ y }}</code>" in page
    assert page.count("<math") == 2
    assert '<figure class="wide">' in page
    assert report.warnings == (
        "content/posts/2019-03-05-welcome.md:10: “comments” has no meaning here and is left out",
        "content/posts/2019-03-05-welcome.md:43: “{% include comments.html %}” has no meaning here "
        "and is left out",
    )
    assert "<h1>Other</h1>" in project.page("posts/other/")
    assert '<p class="standfirst">The other one.</p>' in project.page("posts/other/")
    assert 'url=./posts/welcome/"' in project.page("welcome.html")


def test_a_post_of_jekyll_may_be_rough(project) -> None:
    """What is a mistake in a post of our own is mended there, and noted where something is lost."""
    project.write("posts/rough.md", ROUGH)
    project.write("posts/2019-01-02-The_Other-One.md", post("2019-01-02", "The other"))
    project.write("posts/sea.mp4", b"film")
    project.write("posts/map.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"/>')
    report = project.build()
    page = project.article("posts/rough/")
    assert re.findall(r"<h(\d)", page) == ["1", "2", "3", "3", "2"]
    assert 'alt=""' in page
    assert '<p><a href="https://example.org/gull.jpg">A gull</a></p>' in page
    assert 'A <a href="https://example.org/">buoy</a>, <a href="#">up</a>' in page
    assert 'href="../../posts/the-other-one/"' in page
    assert '<a href="https://example.org/film">A film</a>' in page
    assert "alert" not in page
    (film,) = (project.out / "assets/files").iterdir()
    assert f'<video controls src="../../assets/files/{film.name}"></video>' in page
    assert page.count("<pre") == 2
    lines = [re.search(r"rough.md:(\d+): (.{12})", note) for note in report.warnings]
    assert sorted((int(line[1]), line[2]) for line in lines) == [
        (14, "the picture "),
        (16, "the picture "),
        (18, "the picture "),
        (19, "the footnote"),
        (19, "“nobody” has"),
        (21, "<iframe> wou"),
        (23, "<script> has"),
        (27, "no highlight"),
    ]
    assert check.output(project.out, Path("site")) == []


def test_the_same_in_a_post_of_our_own_is_a_mistake(project) -> None:
    project.post("A.\n\n<script>x</script>\n\n<iframe src='https://example.org/film'></iframe>")
    assert project.errors() == [
        "content/posts/waves.md:9: <script> has no place in a text "
        "(the security policy of the pages forbids it)",
        "content/posts/waves.md:11: <iframe> would load https://example.org/film "
        "(a page loads nothing from elsewhere: link to it)",
    ]


def test_a_layout_that_nobody_knows_is_a_note_and_its_keys_too(project) -> None:
    project.write(
        "posts/a.md",
        "---\nlayout: fancy\ntitle: A\ndate: 2026-01-02\nfeature_row: 7\ntgas: [a]\n---\nText.",
    )
    assert project.errors() == [
        "content/posts/a.md:6: unknown front matter key “tgas” (did you mean “tags”?)"
    ]
    project.write(
        "posts/a.md",
        "---\nlayout: fancy\ntitle: A\ndate: 2026-01-02\nfeature_row: 7\nmenu: main\n---\n",
    )
    assert project.build().warnings == (
        "content/posts/a.md:2: “layout: fancy” has no meaning here and is left out",
        "content/posts/a.md:5: “feature_row” has no meaning here and is left out",
        "content/posts/a.md:6: “menu: main” has no meaning here and is left out",
    )


def test_the_first_paragraph_describes_a_post_that_has_no_description(project) -> None:
    project.write("posts/a.md", post("2026-01-02", "A", body="## Head\n\nThe *sea*, [so](a.md).\n"))
    project.build()
    assert '<meta name="description" content="The sea, so.">' in project.page("posts/a/")


def test_reading_time_is_counted(project) -> None:
    project.write("posts/a.md", post("2026-01-02", "A", body="word " * 460))
    project.write("posts/b.md", post("2026-01-02", "B", body="Some words."))
    project.build()
    assert "· 2 minutes" in project.page("posts/a/")
    assert "· 1 minute\n" in project.page("posts/b/")


def test_files_may_end_as_in_jekyll_and_one_that_nobody_reads_is_noted(project) -> None:
    project.write("posts/2026-01-02-waves.markdown", post("2026-01-02", "Waves"))
    project.write(
        "posts/sand/index.markdown",
        post("2026-01-02", "Sand", body="[W](../2026-01-02-waves.markdown)"),
    )
    project.write("posts/2025/shells.md", post("2025-01-02", "Shells"))
    project.write("posts/sand/plan.md", "No front matter.")
    report = project.build()
    assert 'href="../../posts/waves/"' in project.article("posts/sand/")
    assert report.warnings == (
        "content/posts/2025/shells.md is not read: a post is content/posts/NAME.md or "
        "content/posts/NAME/index.md, and a page the like below content/pages",
    )


def test_a_long_first_paragraph_is_cut_at_a_sentence() -> None:
    text = "One sentence of some length stands here, and it ends. " * 6
    assert (
        excerpt.first(text)
        == ("One sentence of some length stands here, and it ends. " * 4).strip()
    )


@pytest.mark.parametrize(
    ("written", "call"),
    [
        ("stylizer.html", "stylizer()"),
        (
            'stylizer.html content="boat.jpg" style="wheat"',
            "stylizer(content='boat.jpg', style='wheat')",
        ),
        (
            "figure image_path='a.svg' alt=\"A\" wide=true",
            "figure(src='a.svg', alt='A', wide=true)",
        ),
        ("blog/figure.html url='a.svg' alt='It\"s'", "figure(src='a.svg', alt='It\"s')"),
    ],
)
def test_an_include_that_has_a_shortcode_becomes_it(written: str, call: str) -> None:
    assert liquid.tag("include", written).shortcode == call


def test_a_series_is_read_in_order(project) -> None:
    for number, day in enumerate(("2026-01-03", "2026-01-01", "2026-01-02")):
        project.write(f"posts/p{number}.md", post(day, f"P{number}", "series: On seas\n"))
    project.build()
    page = project.page("posts/p2/")
    nav = re.search(r'<nav class="series".*?</nav>', page, re.DOTALL)
    assert nav
    assert re.findall(r">(P\d)<", nav[0]) == ["P1", "P2", "P0"]
    assert "Part 2 of" in nav[0]
    assert 'aria-current="page">P2' in nav[0]
    assert re.findall(r"<h2><a[^>]*>(P\d)", project.page("series/on-seas/")) == ["P1", "P2", "P0"]


def test_a_series_of_one_has_no_navigation(project) -> None:
    project.write("posts/a.md", post("2026-01-02", "A", "series: On seas\n"))
    project.build()
    assert '<nav class="series"' not in project.page("posts/a/")


def test_a_new_part_shows_in_the_older_ones(project) -> None:
    project.write("posts/a.md", post("2026-01-01", "A", "series: S\n"))
    project.build()
    project.write("posts/b.md", post("2026-01-09", "B", "series: S\n"))
    project.write("posts/c.md", post("2026-01-05", "C"))
    project.build()
    assert '<a href="../../posts/b/">B</a></li>' in project.page("posts/a/")


def test_an_alias_leads_to_its_page_from_any_depth(project) -> None:
    aliases = "aliases: [/2019/01/02/a.html, /old/]\n"
    project.write("posts/a.md", post("2026-01-02", "A", aliases))
    project.write(
        "pages/about.md", "---\ntitle: About\n---\n[A](/old/#x) and [A](/2019/01/02/a.html)\n"
    )
    project.write("posts/a.md", post("2026-01-02", "A", aliases, "Text.\n{: #x }"))
    project.build(base_url="https://example.org/repo/")
    page = project.page("2019/01/02/a.html")
    assert '<meta http-equiv="refresh" content="0; url=../../../posts/a/">' in page
    assert '<link rel="canonical" href="https://example.org/repo/posts/a/">' in page
    assert 'url=../posts/a/"' in project.page("old/")
    assert project.page("about/").count('href="../posts/a/') == 2
    assert read_page(page).mistakes == []
    assert "2019/01/02" not in project.page("sitemap.xml")


def test_a_post_of_the_future_waits_for_its_day(project, monkeypatch) -> None:
    project.write("posts/a.md", post("2026-05-01", "A"))
    project.write("posts/b.md", post("2026-01-01", "B"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772366400")  # 1 March 2026, 12:00 UTC
    report = project.build()
    assert not (project.out / "posts/a").exists()
    assert report.warnings == ("content/posts/a.md waits for its day, 2026-05-01",)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777600800")  # 1 May 2026, 2:00 UTC
    assert project.build().warnings == ()
    assert (project.out / "posts/a").exists()


def test_the_day_begins_where_it_begins_first(monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(10 * 3600 - 1))
    assert str(schedule.today()) == "1970-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(10 * 3600))
    assert str(schedule.today()) == "1970-01-02"


def test_drafts_show_the_future_too(project) -> None:
    day = schedule.today() + timedelta(days=3)
    project.write("posts/a.md", post(str(day), "A"))
    project.build(drafts=True)
    assert (project.out / "posts/a").exists()


@pytest.fixture
def repository(project):
    """A project under git with two posts of January, one of them changed in March."""
    project.write("posts/a.md", post("2026-01-01", "A"))
    project.write("posts/b.md", post("2026-01-01", "B"))
    project.write("posts/c.md", post("2026-01-01", "C", "updated: 2026-01-20\n"))
    git(project.root, "init", "-q")
    git(project.root, "add", "content")
    git(project.root, "commit", "-q", "-m", "one", day="2026-01-01")
    project.write("posts/a.md", post("2026-01-01", "A", body="More."))
    project.write("posts/c.md", post("2026-01-01", "C", "updated: 2026-01-20\n", "More."))
    git(project.root, "commit", "-q", "-a", "-m", "two", day="2026-03-01")
    return project


def test_git_dates_what_was_changed_and_the_author_comes_first(repository) -> None:
    repository.build()
    assert 'updated <time datetime="2026-03-01">' in repository.page("posts/a/")
    assert "updated" not in repository.article("posts/b/")
    assert "updated <time" not in repository.page("posts/b/")
    assert 'updated <time datetime="2026-01-20">' in repository.page("posts/c/")


def test_git_is_asked_once_a_commit(repository, monkeypatch) -> None:
    first = history.last_changes(repository.root)
    assert first["content/posts/a.md"] == "2026-03-01"
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", lambda *a, **k: pytest.fail("started a process"))
        assert history.last_changes(repository.root) == first
    repository.write("posts/b.md", post("2026-01-01", "B", body="More."))
    git(repository.root, "commit", "-q", "-a", "-m", "three", day="2026-04-01")
    repository.build()
    assert 'updated <time datetime="2026-04-01">' in repository.page("posts/b/")


def test_a_shallow_clone_knows_no_days(repository) -> None:
    (repository.root / ".git" / "shallow").write_text("0\n")
    assert history.last_changes(repository.root) == {}


def test_a_bibliography_beside_the_post_comes_before_the_sites(project) -> None:
    project.write(
        "references.bib", "@misc{a, title={Site}, year=2001}\n@misc{b, title={B}, year=2002}"
    )
    project.write("posts/p/references.bib", "@misc{a, title={Mine}, year=2003}")
    project.write("posts/p/index.md", post("2026-01-01", "P", body="So {{ cite('a', 'b') }}."))
    project.build()
    page = project.page("posts/p/")
    assert "Mine 2003" in page
    assert "B 2002" in page
    project.write("posts/p/references.bib", "@misc{a, title={Mine now}, year=2004}")
    project.build()
    assert "Mine now 2004" in project.page("posts/p/")


def test_the_feed_has_citations_without_what_hovers(project) -> None:
    project.write("references.bib", "@misc{a, title={Site}, year=2001, url={https://example.org}}")
    project.write("posts/p.md", post("2026-01-01", "P", body="So {{ cite('a') }}."))
    project.build()
    feed = project.page("feed.xml")
    assert "Site 2001" in feed
    assert "cite-note" not in feed


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"G{\"o}del", "Gödel"),
        (r"G\"odel", "Gödel"),
        (r"{\'E}cole \'etude", "École étude"),
        (r"Fran{\c c}ois \c{C}a", "François Ça"),
        (r"\v{S}vec and H{\aa}kon", "Švec and Håkon"),
        (r"Stra{\ss}e, \o re, {\L}ukasiewicz", "Straße, øre, Łukasiewicz"),
        (r"na{\"\i}ve", "naïve"),
        (r"A \& B, 5\%, x\_y", "A & B, 5%, x_y"),
        ("1--2, 3---4", "1–2, 3—4"),
        ("``Quoted''", "“Quoted”"),
        ("{The {GAN}} Zoo", "The GAN Zoo"),
    ],
)
def test_tex_in_a_bibliography(written: str, shown: str) -> None:
    assert tex.plain(written) == shown


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("Ada Lovelace", ["Lovelace"]),
        ("Lovelace, Ada and Grace Hopper", ["Lovelace", "Hopper"]),
        ("Vincent van Gogh", ["van Gogh"]),
        ("{Google Inc.} and others", ["Google Inc.", "others"]),
        ("King, Jr, Martin", ["King Jr"]),
        ("Plato", ["Plato"]),
    ],
)
def test_names_in_a_bibliography(written: str, last: list[str]) -> None:
    assert [name.last for name in bibtex.names(written)] == last
