"""The page on writing names all that an author has, and shows each shortcode with its result."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pastiche.site import crossrefs, highlight
from pastiche.site.documents import FrontMatter, SiteInfo
from pastiche.site.shortcodes import SHORTCODES

AT_THE_END = {"references", "credits"}  # these stand on the page, or on another, by themselves


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "content/pages/writing.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands below a heading, down to the next one."""
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_every_key_of_the_front_matter_is_explained(text: str) -> None:
    table = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `.*? \|", text, re.MULTILINE))))
    assert {one.name for one in fields(FrontMatter)} - {"lines", "notes", "jekyll"} <= table


def test_every_key_of_the_site_is_explained(text: str) -> None:
    said = section(text, "The site")
    assert [one.name for one in fields(SiteInfo) if f"{one.name}:" not in said] == []


def test_every_option_of_code_and_every_numbered_box_is_named(text: str) -> None:
    code = section(text, "Code")
    assert [name for name in highlight.OPTIONS if f"{name}=" not in code] == []
    boxes = section(text, "Notes, theorems, algorithms")
    assert [name for name in crossrefs.THEOREMS if f"`{name}`" not in boxes] == []


@pytest.mark.parametrize("name", SHORTCODES)
def test_every_shortcode_is_shown_with_its_result_and_its_arguments(text: str, name: str) -> None:
    examples = re.findall(r"^(`{3,})markdown example\n(.*?)^\1$", text, re.DOTALL | re.MULTILINE)
    shown = any(f"{{{{ {name}(" in example for _, example in examples)
    assert shown or (name in AT_THE_END and f"{{{{ {name}()" in text)
    named = [one.name for one in fields(SHORTCODES[name]) if "rest" not in one.metadata]
    assert [one for one in named if not re.search(rf"\b{one}(=|`)", text)] == []
