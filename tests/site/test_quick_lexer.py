"""The quick lexers find the tokens that Pygments' own find."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from pastiche.site import quick_lexer

LANGUAGES = ("python", "javascript", "css", "toml", "bash", "java", "rust", "go", "sql", "haskell")
PIECES = (
    "def ",
    "x",
    "é",
    "'a'",
    '"b"',
    "\n",
    " ",
    "3.5e1",
    "# c",
    "//",
    "/*",
    "*/",
    "{",
    "}",
    "@",
)


def both(name: str, text: str) -> tuple[list[object], list[object]]:
    plain = get_lexer_by_name(name, stripnl=False)
    quick = quick_lexer.hasten(get_lexer_by_name(name, stripnl=False))
    assert "get_tokens_unprocessed" in vars(quick)
    return list(plain.get_tokens(text)), list(quick.get_tokens(text))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    monkeypatch.setattr(quick_lexer, "_WORTH", 1)


@pytest.mark.parametrize("name", LANGUAGES)
def test_files_have_the_same_tokens(name: str, root: Path) -> None:
    files = ("pastiche/site/scan.py", "assets/stylizer/plan.js", "assets/css/text.css", "Makefile")
    for file in files:
        path = root / file
        plain, quick = both(name, path.read_text()[:5000] if path.is_file() else "")
        assert quick == plain, file


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_has_the_same_tokens(name: str, text: str) -> None:
    plain, quick = both(name, text)
    assert quick == plain
