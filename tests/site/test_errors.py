"""Planted mistakes, and the exact sentence each of them gets."""

from __future__ import annotations

import shutil

import pytest

FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"/>'


def test_all_mistakes_of_a_build_are_shown_together(project) -> None:
    project.write(
        "posts/one.md",
        "---\ntitle: One\ndate: 2026-02-30\ndescription: D.\ntgas: [a]\ndraft: maybe\n---\n"
        "See [two](two.md) and [what](#waht).\n\n## What\n\n![](a.svg)\n\n$$\na\n\\frac{b}{\n$$\n",
    )
    project.write("posts/two-b.md", "---\ntitle: Two\n---\n{{ figur(src='a.svg') }}\n")
    project.write("posts/a.svg", FIGURE)
    assert project.errors() == [
        "content/posts/one.md:3: “date: 2026-02-30” is not possible: day is out of range for month "
        "(dates are YYYY-MM-DD)",
        "content/posts/one.md:5: unknown front matter key “tgas” (did you mean “tags”?)",
        "content/posts/one.md:6: draft must be true or false, not “maybe” "
        "(for example “draft: true”)",
        "content/posts/one.md:8: nothing stands at “two.md” (did you mean “two-b.md”?)",
        "content/posts/one.md:8: nothing is called “#waht” there (did you mean “#what”?)",
        "content/posts/one.md:12: the picture a.svg has no description "
        "(say what it shows: ![a boat in fog](boat.jpg))",
        "content/posts/one.md:16: formula “a \\frac{b}{”: Unexpected end of input in a macro "
        "argument, expected '}' (mend the TeX)",
        "content/posts/two-b.md:1: a post needs a date (add “date: 2026-11-21” to the front "
        "matter)",
        "content/posts/two-b.md:4: unknown shortcode “figur” (did you mean “figure”?)",
    ]


def test_settings_that_are_not_utf8_are_a_mistake(project) -> None:
    project.write("site.yml", "author: Zoë".encode("latin-1"))
    assert project.errors() == [
        "content/site.yml: is not UTF-8 text (byte 10) (save the file as UTF-8)"
    ]


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("<p>\n{% if title %}\n", "templates/page.html:2: template syntax: "),
        ("<p>\n{% fi %}\n", "templates/page.html:2: template syntax: Encountered unknown tag"),
        ("<p>\n{{ titel }}\n", "templates/page.html:2: in a template: 'titel' is undefined"),
        ("<p>\n{{ title.x.y }}", "templates/page.html:2: in a template: 'str object' has no"),
    ],
)
def test_a_mistake_in_a_template_names_its_line(project, template, sentence) -> None:
    templates = project.root / "templates"
    shipped = templates.resolve()
    templates.unlink()
    shutil.copytree(shipped, templates)
    (templates / "page.html").write_text(template)
    project.write("pages/a.md", "---\ntitle: A\n---\n")
    (error,) = project.errors()
    assert error.startswith(sentence)


def test_a_head_that_is_not_yaml_is_one_mistake(project) -> None:
    project.write("pages/a.md", "---\ntitle: One: two\n---\n")
    assert project.errors() == [
        "content/pages/a.md:2: the front matter is not YAML: mapping values are not allowed in "
        "this context (quote a value that contains “: ” or starts with a special character)"
    ]


def test_a_picture_that_is_none_gets_a_sentence(project) -> None:
    project.write("posts/a.jpg", b"not a picture")
    project.post("![A boat](a.jpg)")
    (error,) = project.errors()
    assert error.startswith("content/posts/waves.md:7: is not a picture we can read")
    assert error.endswith("(save it as JPEG, PNG, WebP or SVG)")


def test_a_picture_that_git_lfs_holds_gets_a_sentence(project) -> None:
    project.write("posts/a.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    project.post("![A boat](a.png)")
    (error,) = project.errors()
    assert error.endswith(
        "(Git LFS holds the picture, and here is its pointer alone: git lfs pull)"
    )


def test_a_page_cannot_take_an_address_of_the_site(project) -> None:
    project.write("pages/tags.md", "---\ntitle: T\n---\n")
    assert project.errors() == [
        "content/pages/tags.md: “tags” is an address the site uses itself (rename the page)"
    ]


def test_a_base_url_that_is_none_is_refused(project) -> None:
    from pastiche.errors import BuildErrors

    for url in ("pastiche", "http://["):
        with pytest.raises(BuildErrors, match="is not the address of a site"):
            project.build(base_url=url)


def test_front_matter_cannot_name_what_is_not_there(project) -> None:
    project.write("pages/a.md", "---\ntitle: A\ntags: [日本]\ncover: a.jpg\n---\n")
    assert project.errors() == [
        "content/pages/a.md:3: the tag “日本” makes no address (use some Latin letters or digits)",
        "content/pages/a.md:4: there is no picture a.jpg (put it into content/pages)",
    ]
