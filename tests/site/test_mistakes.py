"""Mistakes that authors make, one by one, with the whole sentence each of them gets.

The text stands in content/posts/x.md below a front matter of five lines, unless it brings its own;
`{post}` in a sentence is that file.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 4"/>'
HEAD = "---\ntitle: T\ndate: 2026-01-02\ndescription: D.\n---\n"


@dataclass(frozen=True)
class Mistake:
    """`text` is the post; `works` a bibliography beside it; `name` the file, without folder."""

    text: str
    sentence: str
    works: str = ""
    name: str = "x.md"
    alone: bool = field(default=False)  # cannot stand in one build with the others


def head(lines: str) -> str:
    return f"---\ntitle: T\ndescription: D.\n{lines}---\n"


DATED = "date: 2026-01-02\n"
MISTAKES = {
    # The front matter, on its own lines.
    "unknown key": Mistake(
        head(DATED + "tgas: [a]\n"),
        "{post}:5: unknown front matter key “tgas” (did you mean “tags”?)",
    ),
    "impossible day": Mistake(
        head("date: 2026-02-30\n"),
        "{post}:4: “date: 2026-02-30” is not possible: day is out of range for month "
        "(dates are YYYY-MM-DD)",
    ),
    "no day at all": Mistake(
        head("date: soon\n"),
        "{post}:4: date must be a day as YYYY-MM-DD, not “soon” (for example “date: 2026-11-21”)",
    ),
    "not a switch": Mistake(
        head(DATED + "draft: maybe\n"),
        "{post}:5: draft must be true or false, not “maybe” (for example “draft: true”)",
    ),
    "not a list": Mistake(
        head(DATED + "tags: 7\n"),
        "{post}:5: tags must be a list of words, not “7” (for example “tags: [attention, colour]”)",
    ),
    "no date": Mistake(
        head(""),
        "{post}:1: a post needs a date (add “date: 2026-11-21” to the front matter)",
    ),
    "no title": Mistake(
        "---\ndate: 2026-01-02\n---\n",
        '{post}:1: a post needs a title (add “title: "Attention paints"” to the front matter)',
    ),
    "not YAML": Mistake(
        "---\ntitle: One: two\n---\n",
        "{post}:2: the front matter is not YAML: mapping values are not allowed in this context "
        "(quote a value that contains “: ” or starts with a special character)",
    ),
    "a key twice": Mistake(
        head(DATED + "math: true\nmath: false\n"),
        "{post}:6: “math” stands here a second time (keep one of them)",
    ),
    "updated before it was written": Mistake(
        head(DATED + "updated: 2025-01-01\n"),
        "{post}:5: updated (2025-01-01) is before date (2026-01-02) "
        "(give the day of the last change)",
    ),
    "a tag without an address": Mistake(
        head(DATED + "tags: [日本]\n"),
        "{post}:5: the tag “日本” makes no address (use some Latin letters or digits)",
    ),
    "a series without an address": Mistake(
        head(DATED + "series: 日本\n"),
        "{post}:5: series must be a name with some Latin letters or digits, not “日本” "
        '(for example “series: "Painting by numbers"”)',
    ),
    "a cover that is not there": Mistake(
        head(DATED + "cover: bb.svg\n"),
        "{post}:5: there is no picture bb.svg (did you mean “b.svg”?)",
    ),
    "an alias that is no address": Mistake(
        head(DATED + "aliases: [https://example.org/]\n"),
        "{post}:5: the alias “https://example.org/” is not an address of this site "
        "(write it from the site's root: /old/address/)",
    ),
    "the alias of another page": Mistake(
        head(DATED + "aliases: [/tags/]\n"),
        "{post}:5: the alias “/tags/” is the address of another page (remove it)",
    ),
    "a name with an impossible day": Mistake(
        HEAD,
        "{post}: the date in the name is not possible: month must be in 1..12 "
        "(names are YYYY-MM-DD-slug.md)",
        name="2026-13-01-x.md",
    ),
    "a name that makes no address": Mistake(
        HEAD,
        "{post}: “My_Post” would make an awkward address "
        "(use lower-case letters, digits and single hyphens in the file's name)",
        name="My_Post.md",
    ),
    # Links, headings, pictures.
    "a file that is not there": Mistake(
        HEAD + "See [that](y.md).",
        "{post}:6: nothing stands at “y.md” (did you mean “x.md”?)",
        alone=True,
    ),
    "an anchor that is not there": Mistake(
        HEAD + "## What\n\nSee\n[it](#waht).",
        "{post}:9: nothing is called “#waht” there (did you mean “#what”?)",
    ),
    "not the form of an address": Mistake(
        HEAD + "[x](http://[)",
        "{post}:6: nothing stands at “http://[” (this is not the form of an address)",
    ),
    "a link without an address": Mistake(
        HEAD + "Text.\n\nSee [the map][map].",
        "{post}:8: the link [the map][map] has no address (add [map]: and its address)",
    ),
    "a footnote without a text": Mistake(
        HEAD + "Text.\n\nA claim.[^src]",
        "{post}:8: the footnote [^src] has no text (add [^src]: and its text)",
    ),
    "empty brackets that have nothing to say": Mistake(
        HEAD + "Text.\n{: #here }\n\nSee [](#here).",
        "{post}:9: “[](#here)” has no words to show (write some in the brackets)",
    ),
    "an id twice": Mistake(
        HEAD + "A.\n{: #a }\n\nB.\n{: #a }",
        "{post}:10: the id “a” is given a second time (rename one of them)",
    ),
    "a second title": Mistake(
        HEAD + "# Again", "{post}:6: “# Again” is a second title (start sections with ##)"
    ),
    "a level skipped": Mistake(
        HEAD + "## A\n\n#### B", "{post}:8: “#### B” skips a level (use ###)"
    ),
    "a picture that is not described": Mistake(
        HEAD + "![](a.svg)",
        "{post}:6: the picture a.svg has no description "
        "(say what it shows: ![a boat in fog](boat.jpg))",
    ),
    "a picture on another site": Mistake(
        HEAD + "![A](https://example.org/a.jpg)",
        "{post}:6: the picture https://example.org/a.jpg is on another site "
        "(save it beside the post: a page loads nothing from elsewhere)",
    ),
    "a drawing without a size": Mistake(
        HEAD + "![A](n.svg)",
        '{post}:6: this SVG has no size (add width="…" and height="…", or a viewBox, to its <svg>)',
    ),
    "a file that is not beside the post": Mistake(
        HEAD + "Text\n\n[x](a.pdf)",
        "{post}:8: nothing stands at “a.pdf” (link to a .md file or a file beside it)",
        alone=True,
    ),
    # Code and formulas.
    "a fence that is never closed": Mistake(
        HEAD + "Text.\n\n```\nx",
        "{post}:8: the code fence ``` is never closed (end it with the same fence)",
    ),
    "a language nobody knows": Mistake(
        HEAD + "```pyton\nx\n```",
        "{post}:6: no highlighting for “pyton” (did you mean “python”?)",
    ),
    "an option of code": Mistake(
        HEAD + '```python titel="x"\nx\n```',
        "{post}:6: unknown option “titel” of a code block (did you mean “title”?)",
    ),
    "lines that are none": Mistake(
        HEAD + '```python hl_lines="a"\nx\n```',
        '{post}:6: hl_lines of a code block takes line numbers, not “a” (write hl_lines="2 4-6")',
    ),
    "a number that is none": Mistake(
        HEAD + '```python linenums="x"\nx\n```',
        '{post}:6: linenums of a code block takes line numbers, not “x” (write linenums="1")',
    ),
    "a display": Mistake(
        HEAD + "$$\na\n\\frac{b}{\n$$",
        "{post}:8: formula “a \\frac{b}{”: Unexpected end of input in a macro argument, "
        "expected '}' (mend the TeX)",
    ),
    "a formula inside a paragraph": Mistake(
        HEAD + "Let the one be\n$x$ and the other\n$\\alpah$, say.",
        "{post}:8: formula “\\alpah”: Unsupported function name: \\alpah (mend the TeX)",
    ),
    "a formula in a caption": Mistake(
        HEAD + '{{ figure(src="a.svg", alt="A", caption="Of $\\\\alpah$.") }}',
        "{post}:6: formula “\\alpah”: Unsupported function name: \\alpah (mend the TeX)",
    ),
    "a formula that never ends": Mistake(
        HEAD + "Text.\n\n$$\na = b\n\nText.",
        "{post}:8: the formula that begins here with $$ never ends "
        "(end it with $$, or write \\$ for a dollar)",
    ),
    # Shortcodes and their arguments.
    "an unknown shortcode": Mistake(
        HEAD + "{{ figur(src='a.svg') }}",
        "{post}:6: unknown shortcode “figur” (did you mean “figure”?)",
    ),
    "an unknown argument": Mistake(
        HEAD + '{{ figure(src="a.svg", alt="A",\ncaptoin="C") }}',
        "{post}:6: figure has no argument “captoin” (did you mean “caption”?)",
    ),
    "an argument that is missing": Mistake(
        HEAD + '{{ figure(src="a.svg") }}',
        "{post}:6: figure needs alt (add alt=…, text in quotes)",
    ),
    "an argument of another kind": Mistake(
        HEAD + '{{ figure(src="a.svg", alt="A", wide="yes") }}',
        "{post}:6: wide of figure must be true or false, not 'yes' (write wide=true)",
    ),
    "a number out of range": Mistake(
        HEAD + '{{ stylized(content="coffee", style="wheat", strength=2) }}',
        "{post}:6: strength of stylized must be from 0 to 1, not 2 (write strength=1)",
    ),
    "a number below its range": Mistake(
        HEAD + '{{ stylized(content="coffee", style="wheat", keep_detail=-0.1) }}',
        "{post}:6: keep_detail of stylized must be from 0 to 1, not -0.1 (write keep_detail=1)",
    ),
    "a size above its range": Mistake(
        HEAD + '{{ stylized(content="coffee", style="wheat", size=100000) }}',
        "{post}:6: size of stylized must be from 16 to 2048, not 100000 (write size=2048)",
    ),
    "a call that cannot be read": Mistake(
        HEAD + '{{ figure(src="a.svg" alt="A") }}',
        '{post}:6: the shortcode “figure(src="a.svg" alt="A")” cannot be read '
        '(write a call: {{ figure(src="wave.svg", alt="…") }})',
    ),
    "a call that never ends": Mistake(
        HEAD + "{{ figure(",
        "{post}:6: “{{” starts a shortcode that never ends (put it in `backticks` to show it, "
        'or write {{ figure(src="…", alt="…") }})',
    ),
    "a figure inside a paragraph": Mistake(
        HEAD + 'Look: {{ figure(src="a.svg", alt="A") }}',
        '{post}:6: “figure(src="a.svg", alt="A")” stands inside a paragraph '
        "(put an empty line before and after it)",
    ),
    "pictures of two shapes": Mistake(
        HEAD + '{{ compare(before="a.svg", after="b.svg", alt="A") }}',
        "{post}:6: the pictures of compare differ in shape: 8 × 4 and 12 × 4 "
        "(cut both to the same shape)",
    ),
    # Citations and bibliographies.
    "a work that is not there": Mistake(
        HEAD + "So\n{{ cite('gatys2016') }}.",
        "{post}:7: no work is called “gatys2016” (did you mean “gatys2015”?)",
        works="@misc{gatys2015, title = {T}}",
    ),
    "no work at all": Mistake(
        HEAD + "So {{ cite('nobody') }}.",
        "{post}:6: no work is called “nobody” (add it to content/references.bib)",
    ),
    "a citation of nothing": Mistake(
        HEAD + "So {{ cite() }}.",
        '{post}:6: cite needs keys (write {{ cite("gatys2015") }})',
    ),
    "an entry that is never closed": Mistake(
        HEAD + "So {{ cite('a') }}.",
        "{works}:2: this entry is never closed (add the missing })",
        works="@misc{a, title = {A}}\n@misc{b,\n  title = {B,\n",
    ),
    "a comma that is missing": Mistake(
        HEAD + "So {{ cite('a') }}.",
        "{works}:4: after the value of “title” comes no comma (put a comma or the closing brace "
        "there)",
        works="@misc{a, title = {A}}\n@misc{b,\n  title = {B}\n  year = 2015\n}\n",
    ),
    "a name without quotes": Mistake(
        HEAD + "So {{ cite('a') }}.",
        "{works}:2: “nips” is no value for “journal” "
        "(put the value into braces, or define it with @string)",
        works="@misc{a, title = {A}}\n@misc{b, journal = nips}\n",
    ),
    "a key of a bibliography twice": Mistake(
        HEAD + "So {{ cite('a') }}.",
        "{works}:2: “a” stands here a second time (it is on line 1 too)",
        works="@misc{a, title = {A}}\n@misc{a, title = {B}}\n",
    ),
}


def plant(project, mistake: Mistake, folder: str = "posts") -> str:
    """Writes the mistake into the project and returns the sentence expected for it."""
    project.write(f"{folder}/a.svg", SVG.format(8))
    project.write(f"{folder}/b.svg", SVG.format(12))
    project.write(f"{folder}/n.svg", SVG.format(0))
    project.write(f"{folder}/{mistake.name}", mistake.text)
    if mistake.works:
        project.write(f"{folder}/references.bib", mistake.works)
    sentence = mistake.sentence.replace("{post}", f"content/{folder}/{mistake.name}")
    return sentence.replace("{works}", f"content/{folder}/references.bib")


def test_there_are_forty() -> None:
    assert len(MISTAKES) >= 40


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence_that_says_where_and_what_to_do(project, name) -> None:
    sentence = plant(project, MISTAKES[name])
    assert project.errors() == [sentence]


def test_all_mistakes_show_at_once_and_the_old_site_stays(project, root) -> None:
    """The command itself: every sentence, exit code 1, and not a byte of the site changed."""
    project.post("Fine.", name="fine")
    project.build()
    before = {path: path.read_bytes() for path in project.out.rglob("*") if path.is_file()}
    planted = [
        plant(project, mistake, folder=f"posts/p{number}") if mistake.name == "x.md" else ""
        for number, mistake in enumerate(MISTAKES.values())
        if not mistake.alone
    ]
    expected = {sentence for sentence in planted if sentence}
    for file in (project.root / "content/posts").glob("p*/x.md"):
        file.rename(file.with_name("index.md"))
    code = (
        "import sys; from pathlib import Path; import pastiche.cli as cli; "
        "cli.ROOT = Path(sys.argv[1]); cli.environment.enter = lambda *_: None; "
        "sys.exit(cli.main(['build']))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(project.root)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 1
    shown = set(ran.stderr.splitlines())
    assert {sentence.replace("/x.md", "/index.md") for sentence in expected} - shown == set()
    after = {path: path.read_bytes() for path in project.out.rglob("*") if path.is_file()}
    assert after == before
