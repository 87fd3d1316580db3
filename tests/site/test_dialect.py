"""The Markdown dialect, by example: a case of fixtures/dialect/*.md is title, input, expected.

Spaces around tags do not count, and what every formula, table and code block carries is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from random import Random

import pytest

from pastiche.errors import BuildError
from pastiche.site import article, templating
from pastiche.site.bibliography import Bibliography
from pastiche.site.dialect import Dialect
from pastiche.site.documents import Document, FrontMatter
from pastiche.site.figures import Figures
from pastiche.site.finish import finish
from pastiche.site.highlight import Highlighter
from pastiche.site.links import Links
from pastiche.site.maths import Maths
from pastiche.site.pictures import Pictures
from pastiche.site.stylizers import Stylizers
from pastiche.site.urls import ROOT

FIXTURES = Path(__file__).parent / "fixtures"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><title>{}</title></svg>'
WORKS = r"""
@string{j = "Journal"}
@misc{gatys2015,
  author = {Leon A. Gatys and Alexander S. Ecker and Matthias Bethge},
  title = {A Neural Algorithm of {Artistic} Style},
  year = 2015, eprint = {1508.06576}, archivePrefix = {arXiv},
}
@article(godel, author = "Kurt G{\"o}del and van Gogh, Vincent", title = "On {P}ictures",
  journal = j, volume = 3, number = 1, pages = {1--10}, year = 1931, month = jan, doi = "10.1000/1")
"""
_CASE = re.compile(
    r"^(?P<title>[^\n]+)\n\.\n(?P<input>.*?)^\.\n(?P<expected>.*?)^\.\n", re.M | re.S
)
_CARRIED = [
    (r"<math(?:[^>]*?( display=\"block\"))?[^>]*>.*?</math>", r"<math\1/>"),
    (r' <a class="anchor"[^>]*>#</a>', ""),
    (r'(<pre class="code")[^>]*>', r"\1>"),
    (r'(<div class="table")[^>]*>', r"\1>"),
    (r'(<span class="formula")[^>]*>', r"\1>"),
    (r'(<span class="cite"><a[^>]*>[^<]*</a>)<span class="cite-note".*?</span>', r"\1"),
    (r'src="[^"]*?(\w+)-[0-9a-f]{10}\.svg"', r'src="\1.svg"'),
    (r"\s*\n\s*(?=<)|(?<=>)\s*\n\s*", ""),
]


@dataclass(frozen=True)
class Case:
    title: str
    input: str
    expected: str


def cases(path: Path) -> list[Case]:
    return [Case(**match.groupdict()) for match in _CASE.finditer(path.read_text("utf-8"))]


CASES = [case for path in sorted((FIXTURES / "dialect").glob("*.md")) for case in cases(path)]


@dataclass(frozen=True)
class Desk:
    """A workshop, and the posts that stand around the one that is written."""

    workshop: article.Workshop
    folder: Path

    def document(self, body: str, meta: FrontMatter) -> Document:
        source = Path("content/posts/a.md")
        return Document(
            "post", "a", source, self.folder / "content/posts", "posts/a/", meta, body, 1
        )

    def article(self, body: str) -> tuple[article.Article, list[BuildError]]:
        meta = FrontMatter(title="A title", date=dt.date(2026, 1, 2))
        problems: list[BuildError] = []
        draft = article.prepare(self.document(body, meta), self.workshop, problems)
        self.workshop.maths.render(article.formulas(draft), problems)
        return finish(draft, self.workshop, problems), problems

    def carried(self, html: str) -> str:
        for name, style in self.workshop.rules.items():
            html = html.replace(f'class="{name}"', f'style="{style}"')
        html = html.replace(ROOT, "/")
        for pattern, kept in _CARRIED:
            html = re.sub(pattern, kept, html, flags=re.DOTALL)
        return html.strip()


@pytest.fixture(scope="module")
def desk(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("dialect")
    for name in ("templates", "node_modules"):
        (folder / name).symlink_to(root / name)
    posts = folder / "content" / "posts"
    (folder / "content" / "images").mkdir(parents=True)
    posts.mkdir()
    for path in (posts / "a.svg", posts / "b.svg", folder / "content" / "images" / "map.svg"):
        path.write_text(SVG.format(path.stem))
    (folder / "content" / "references.bib").write_text(WORKS, encoding="utf-8")
    waves = Document(
        "post", "waves", Path("content/posts/waves.md"), posts, "posts/waves/", FrontMatter(), "", 1
    )
    pictures = Pictures(folder)
    figures = Figures(
        templating.environment(folder), pictures, Stylizers(folder, pictures, folder / "site")
    )
    links = Links(folder, [waves], ["posts/waves/", "about/"])
    works = Bibliography(folder)
    workshop = article.Workshop(
        Dialect(), Maths(folder), Highlighter(folder), figures, links, works, {}
    )
    yield Desk(workshop, folder)
    workshop.maths.save(prune=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_dialect(case: Case, desk: Desk) -> None:
    made, problems = desk.article(case.input)
    assert problems == []
    assert desk.carried(made.html) == desk.carried(case.expected)


@pytest.mark.parametrize(
    "case", cases(FIXTURES / "dialect.md"), ids=lambda case: f"in full: {case.title}"
)
def test_dialect_to_the_letter(case: Case, desk: Desk) -> None:
    made, problems = desk.article(case.input)
    assert problems == []
    html = re.sub(r'<math(?:[^>]*?( display="block"))?[^>]*>.*?</math>', r"<math\1/>", made.html)
    assert re.sub(r"\n+", "\n", html) + "\n" == case.expected


def test_there_are_many_cases_and_each_has_a_name_of_its_own() -> None:
    titles = [case.title for case in CASES]
    assert len(titles) >= 150
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (
            "\n{% include toc.html %}",
            "2: “{% include toc.html %}” has no meaning here and is left out",
        ),
        ("{% seo %}", "1: “{% seo %}” has no meaning here and is left out"),
        ("{{ site.data.x }}", "1: “site.data.x” has no meaning here and is left out"),
        (
            '{{ "a" | where: "b" }}',
            '1: the filter “where” of “{{ "a" | where: "b" }}” has no meaning here',
        ),
    ],
)
def test_what_has_no_meaning_is_noted_and_fails_nothing(desk: Desk, body: str, note: str) -> None:
    made, problems = desk.article(body)
    assert problems == []
    assert made.notes == (f"content/posts/a.md:{note}",)


def test_what_has_a_meaning_is_not_noted(desk: Desk) -> None:
    for case in CASES:
        if not any(word in case.input for word in ("toc.html", "{% if", "{%- assign")):
            assert desk.article(case.input)[0].notes == (), case.title


PIECES = """- a|  - b|1. c|    x|{: .x #y}|$$|$|`|```|~~~|{{ cite('godel') }}|{% raw %}|
{% endraw %}|{% if x %}|{{ site.url }}|> q|> ```|!!! note|    text|[^1]|[^1]: t|[x](y)|![a](a.svg)|
{:toc}|* TOC|# H|### T|<div>|</div>|<pre>|<!--|-->|\\\\(|\\[|
\\begin{align}|\\end{align}|$x$|***|_|~|^|==|[|]|](|
{|}|{%|{{|%}|}}|\\|&|<|>|'|"|--|::|[TOC]|> [!TIP]|{::comment}|{:/}|{:a: .b}|word|\t|é|
```text example|{% highlight ruby %}|{% endhighlight %}|\\eqref{x}|\\label{x}|*[A]: b|///"""


@pytest.mark.parametrize("seed", range(8))
def test_no_text_breaks_the_build_or_leaves_a_mark_behind(desk: Desk, seed: int) -> None:
    """Pieces of syntax in any order: mistakes are sentences, and every private mark is replaced."""
    random = Random(seed)
    pieces = [*PIECES.replace("|\n", "|").split("|"), "| a | b |", "|---|---|", "\n\n"]
    for _ in range(40):
        chosen = random.choices(pieces, k=random.randint(1, 50))
        body = "".join(piece + random.choice(("", " ", "\n", "\n\n")) for piece in chosen)
        made, problems = desk.article(body)
        marks = re.findall("[\ue010-\ue020\U000f0000-\U000ffffd]", made.html)
        assert marks == [], body
        assert all(problem.line and problem.hint for problem in problems), (body, problems)


def test_a_citation_shows_its_work_on_hover(desk: Desk) -> None:
    html = desk.article('{{ cite("godel") }}')[0].html
    note = re.search(r'<span class="cite-note" aria-hidden="true">(.*?)</span>', html)
    assert note
    assert unescape(re.sub(r"<[^>]+>", "", note[1])).startswith(
        "Kurt Gödel and Vincent van Gogh. 1931."
    )
