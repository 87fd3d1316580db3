"""The Markdown dialect, by example: every case of fixtures/dialect.md is title, input, expected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pastiche.errors import BuildError
from pastiche.site import article, templating
from pastiche.site.dialect import Dialect
from pastiche.site.documents import Document, FrontMatter
from pastiche.site.figures import Figures
from pastiche.site.finish import finish
from pastiche.site.highlight import Highlighter
from pastiche.site.links import Links
from pastiche.site.maths import Maths
from pastiche.site.pictures import Pictures
from pastiche.site.stylizers import Stylizers

_CASE = re.compile(
    r"^(?P<title>[^\n]+)\n\.\n(?P<input>.*?)^\.\n(?P<expected>.*?)^\.\n", re.M | re.S
)


@dataclass(frozen=True)
class Case:
    title: str
    input: str
    expected: str


def cases() -> list[Case]:
    text = (Path(__file__).parent / "fixtures" / "dialect.md").read_text(encoding="utf-8")
    return [Case(**match.groupdict()) for match in _CASE.finditer(text)]


@pytest.fixture(scope="module")
def workshop(root: Path, tmp_path_factory: pytest.TempPathFactory) -> article.Workshop:
    folder = tmp_path_factory.mktemp("dialect")
    for name in ("templates", "node_modules"):
        (folder / name).symlink_to(root / name)
    pictures = Pictures(folder)
    figures = Figures(
        templating.environment(folder), pictures, Stylizers(folder, pictures, folder / "site")
    )
    return article.Workshop(
        Dialect(), Maths(folder), Highlighter(folder), figures, Links(folder, [], []), {}
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_dialect(case: Case, workshop: article.Workshop) -> None:
    source = Path("content/posts/a.md")
    document = Document("post", "a", source, Path("/"), "posts/a/", FrontMatter(), case.input, 1)
    problems: list[BuildError] = []
    draft = article.prepare(document, workshop, problems)
    workshop.maths.render(article.formulas(draft), problems)
    html = finish(draft, workshop, problems).html
    assert problems == []
    html = re.sub(r'<math(?:[^>]*?( display="block"))?[^>]*>.*?</math>', r"<math\1/>", html)
    assert re.sub(r"\n+", "\n", html) + "\n" == case.expected


def test_there_are_cases() -> None:
    assert len(cases()) >= 20
