"""The first paragraph of a post as plain text: its description when the author gives none."""

from __future__ import annotations

import re

_LONGEST = 240  # characters; what feeds and search engines show
_NOT_TEXT = re.compile(
    r"\s*(?:#|[*+-]\s|\d+\.\s|>|\||```|~~~|!\[|<|\{[:%{]|\$\$|!!!|\[\^|---|    )"
)
_MARKUP = (
    (re.compile(r"<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|\{:[^}]*\}|\[\^[^\]]*\]", re.DOTALL), ""),
    (re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"<[^>]+>"), ""),
    (re.compile(r"(\*\*|__|\*|`+|\$\$?|~~|==)(?=\S)(.+?)(?<=\S)\1", re.DOTALL), r"\2"),
    (re.compile(r"(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)", re.DOTALL), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!$-])"), r"\1"),
    (re.compile(r"\s+"), " "),
)


def first(body: str) -> str:
    r"""The first paragraph of `body` without its markup, cut at a sentence or a word.

    >>> first("# Waves\n\nThe *sea* [rises](a.md).\n\nMore.")
    'The sea rises.'
    """
    for paragraph in re.split(r"\n[ \t]*\n", body):
        if paragraph.strip() and not _NOT_TEXT.match(paragraph):
            for pattern, kept in _MARKUP:
                paragraph = pattern.sub(kept, paragraph)
            if text := paragraph.strip():
                return _cut(text)
    return ""


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    head = text[:_LONGEST]
    end = max(head.rfind(mark) for mark in (". ", "? ", "! "))
    if end > _LONGEST // 3:
        return head[: end + 1]
    return head[: head.rfind(" ")].rstrip(",;:") + " …"
