"""Python-Markdown's inline steps, without the searches that can find nothing.

They try each of some thirty patterns on every text, every cell of a table included. Each of the
patterns below has a character in it that most texts have not: looking for that first takes half of
the time of a document away and leaves out nothing that a pattern would have found.
"""

from __future__ import annotations

from typing import Any

import markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_NEEDS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("\n",),
    "html": ("<",),
    "entity": ("&",),
    "delimiter": ("*", "_", "^", "=", "~"),
    "em_strong": ("*",),
    "em_strong2": ("_",),
    "smarty-ellipses": ("...",),
    "smarty-em-dashes": ("---",),
    "smarty-en-dashes": ("--",),
    "smarty-left-angle-quotes": ("<<",),
    "smarty-right-angle-quotes": (">>",),
    **{f"smarty-quotes-{index}": ("'", '"') for index in range(15)},
}
"""Pattern name -> texts of which one must be there; a pattern without an entry is always tried."""


def hasten(md: markdown.Markdown) -> None:
    """Puts quick steps in the place of the processor's inline steps."""
    for name, priority in (("inline", 20), ("smarty", 6)):
        if name in md.treeprocessors:
            step = md.treeprocessors[name]
            assert type(step) is InlineProcessor
            md.treeprocessors.register(_Quick(md, step.inlinePatterns), name, priority)


class _Quick(InlineProcessor):
    def __init__(self, md: markdown.Markdown, patterns: Any) -> None:
        super().__init__(md)
        self.inlinePatterns = patterns
        self._steps: list[tuple[Any, tuple[str, ...]]] = []
        self._needs: list[str] = []
        self._likely: dict[tuple[str, ...], list[int]] = {}

    # The name is the base's private one: this is the method that its other methods call.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802
        if isinstance(data, AtomicString):
            return data
        if not self._steps:
            self._steps = _steps(self.inlinePatterns)
            self._needs = sorted({need for _, needs in self._steps for need in needs})
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index in self._fitting(data):
            if index >= patternIndex:
                matched, start = True, 0
                while matched:
                    data, matched, start = apply(self._steps[index][0], data, index, start)
        return data

    def _fitting(self, data: str) -> list[int]:
        """The patterns that may find something; a search that succeeds adds no new character."""
        there = tuple([need for need in self._needs if need in data])
        fitting = self._likely.get(there)
        if fitting is None:
            fitting = self._likely[there] = [
                index
                for index, (_, needs) in enumerate(self._steps)
                if not set(needs).isdisjoint(there)
            ]
        return fitting


def _steps(patterns: Any) -> list[tuple[Any, tuple[str, ...]]]:
    """The patterns in their order, with what each needs; every text holds the empty text."""
    known = list(patterns)  # which puts them in order
    names = [item.name for item in patterns._priority]
    return [(pattern, _NEEDS.get(name, ("",))) for pattern, name in zip(known, names, strict=True)]
