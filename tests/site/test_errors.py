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
        'content/posts/two-b.md:1: a post needs a description (add “description: "One sentence '
        'for lists and feeds."” to the front matter)',
        "content/posts/two-b.md:4: unknown shortcode “figur” (did you mean “figure”?)",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{{ figure(src="a.svg", alt="A", captoin="C") }}',
            "7: figure has no argument “captoin” (did you mean “caption”?)",
        ),
        ('{{ figure(src="a.svg") }}', "7: figure needs alt (add alt=…, text in quotes)"),
        (
            '{{ figure(src="a.svg", alt="A", wide="yes") }}',
            "7: wide of figure must be true or false, not 'yes' (write wide=…)",
        ),
        (
            '{{ figure(src="b.svg", alt="A") }}',
            "7: there is no picture b.svg (did you mean “a.svg”?)",
        ),
        (
            'Look: {{ figure(src="a.svg", alt="A") }}',
            '7: “figure(src="a.svg", alt="A")” stands inside a paragraph '
            "(put an empty line before and after it)",
        ),
        (
            "![A boat](https://example.org/a.jpg)",
            "7: the picture https://example.org/a.jpg is on another site "
            "(save it beside the post: a page loads nothing from elsewhere)",
        ),
        (
            '{{ figure(src="a.svg" alt="A") }}',
            '7: the shortcode “figure(src="a.svg" alt="A")” cannot be read '
            '(write a call: {{ figure(src="wave.svg", alt="…") }})',
        ),
        (
            "{{ figure(",
            "7: “{{” starts a shortcode that never ends (put it in `backticks` to show it, "
            'or write {{ figure(src="…", alt="…") }})',
        ),
        (
            '{{ stylized(content="coffee", style="wheat", strength=2) }}',
            "7: strength of stylized must be from 0 to 1, not 2",
        ),
        (
            '{{ stylized(content="coffee", style="wheat", keep_detail=-0.1) }}',
            "7: keep_detail of stylized must be from 0 to 1, not -0.1",
        ),
        (
            '{{ stylized(content="coffee", style="wheat", size=100000) }}',
            "7: size of stylized must be from 16 to 2048, not 100000",
        ),
        (
            '```python hl_lines="a"\nx\n```',
            '7: hl_lines of a code block takes line numbers, not “a” (write hl_lines="2 4-6")',
        ),
        (
            '```python linenums="x"\nx\n```',
            '7: linenums of a code block takes line numbers, not “x” (write linenums="1")',
        ),
        (
            "Text\n\n[x](http://[)",
            "9: nothing stands at “http://[” (this is not the form of an address)",
        ),
        (
            "![A](none.svg)",
            "7: this SVG has no size "
            '(add width="…" and height="…", or a viewBox, to its <svg>)',
        ),
        ("```pyton\nx\n```", "7: no highlighting for “pyton” (did you mean “python”?)"),
        ("```\nx", "7: the code fence ``` is never closed (end it with the same fence)"),
        ("# Again", "7: “# Again” is a second title (start sections with ##)"),
        ("## A\n\n#### B", "9: “#### B” skips a level (use ###)"),
        (
            "Text\n\n[x](a.pdf)",
            "9: nothing stands at “a.pdf” (link to a .md file or a file beside it)",
        ),
    ],
)
def test_a_mistake_names_its_line_and_a_way_out(project, body, expected) -> None:
    project.write("posts/a.svg", FIGURE)
    project.write("posts/none.svg", FIGURE.replace("8 4", "0 0"))
    project.post(body)
    assert project.errors() == [f"content/posts/waves.md:{expected}"]


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
