"""An extension of Python-Markdown: attribute lists that stand alone before or behind a block."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.treeprocessors import Treeprocessor

from pastiche.site.kramdown import BEFORE, BEHIND, WITHIN

_ELEMENT = "attribute-list"


class Attributes(Extension):
    """Registers the steps: a list becomes an element, then attributes of its neighbour; tables get
    their parts, and headings of the class no_toc leave the table of contents."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown calls it so)
        """Registers both before everything that could take the list for text."""
        md.parser.blockprocessors.register(_Lists(md.parser), _ELEMENT, 200)
        md.treeprocessors.register(_Apply(md), _ELEMENT, 30)
        md.treeprocessors.register(_Parted(md), "parted-tables", 29)
        md.treeprocessors.register(_Unlisted(md), "unlisted-headings", 4)


class _Lists(BlockProcessor):
    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002 (its interface)
        return block.startswith((BEHIND, BEFORE, WITHIN))

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        row, _, rest = blocks.pop(0).partition("\n")
        element = ET.SubElement(parent, _ELEMENT, {"of": row[0]})
        element.set("list", row[1:])
        if rest:
            blocks.insert(0, rest)


class _Apply(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for parent in list(root.iter()):
            if parent.find(_ELEMENT) is None:
                continue
            for element in parent.findall(_ELEMENT):
                children = list(parent)
                index = children.index(element)
                before = children[index - 1] if index else None
                after = next(
                    (child for child in children[index + 1 :] if child.tag != _ELEMENT), None
                )
                if element.get("of") == WITHIN:
                    before = after = None
                target = after if element.get("of") == BEFORE and after is not None else before
                _assign(parent if target is None else target, element.get("list", ""))
                parent.remove(element)


class _Parted(Treeprocessor):
    """Rows of dashes divide the body of a table, a row of equals signs begins its foot."""

    def run(self, root: ET.Element) -> None:
        for table in root.iter("table"):
            body = table.find("tbody")
            rules = [_rule(row) for row in body] if body is not None else []
            if body is None or not any(rules):
                continue
            rows = list(body)
            for row in rows:
                body.remove(row)
            part = body
            for row, rule in zip(rows, rules, strict=True):
                if not rule:
                    part.append(row)
                elif rule == "=":
                    part = ET.SubElement(table, "tfoot")
                elif len(part):
                    part = ET.SubElement(table, part.tag)
            for empty in [one for one in table if one.tag != "thead" and not len(one)]:
                table.remove(empty)


def _rule(row: ET.Element) -> str:
    """The sign that a row is made of, if it is one of - or =."""
    text = "".join((cell.text or "").strip(" :") or " " for cell in row)
    sign = text[:1]
    whole = len(text.strip()) > 1 and set(text) <= {sign, " "}
    return sign if sign in ("-", "=") and whole else ""


class _Unlisted(Treeprocessor):
    """After the table of contents was made: takes the headings of the class no_toc out of it."""

    def run(self, root: ET.Element) -> None:
        unlisted = {
            f"#{element.get('id')}"
            for element in root.iter()
            if "no_toc" in element.get("class", "").split()
        }
        if unlisted:
            for box in root.iter("div"):
                if box.get("class") == "contents":
                    for listed in box.findall("ul"):
                        _leave_out(listed, unlisted)


def _leave_out(listed: ET.Element, unlisted: set[str]) -> None:
    for item in list(listed):
        below = item.find("ul")
        if below is not None:
            _leave_out(below, unlisted)
        link = item.find("a")
        if link is None or link.get("href") not in unlisted:
            continue
        at = list(listed).index(item)
        listed.remove(item)
        for child in reversed(list(below) if below is not None else []):
            listed.insert(at, child)


def _assign(element: ET.Element, written: str) -> None:
    pairs: list[tuple[str, Any]] = get_attrs_and_remainder(written)[0]
    for name, value in pairs:
        if name == ".":
            element.set("class", f"{element.get('class', '')} {value}".strip())
        elif value is not None:
            element.set(name, value)
