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
    """Registers the two steps: a list becomes an element, then attributes of its neighbour."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown calls it so)
        """Registers both before everything that could take the list for text."""
        md.parser.blockprocessors.register(_Lists(md.parser), _ELEMENT, 200)
        md.treeprocessors.register(_Apply(md), _ELEMENT, 30)


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


def _assign(element: ET.Element, written: str) -> None:
    pairs: list[tuple[str, Any]] = get_attrs_and_remainder(written)[0]
    for name, value in pairs:
        if name == ".":
            element.set("class", f"{element.get('class', '')} {value}".strip())
        elif value is not None:
            element.set(name, value)
