"""Code blocks: a fence's options are read, its code coloured by Pygments and kept by digest.

Pygments is imported only for a block that is new: it costs more than the rest of a warm build.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError
from pastiche.site import cache
from pastiche.site.frontmatter import did_you_mean
from pastiche.site.islands import Island

_INFO = re.compile(r"\{?\s*\.?(?P<language>[\w+#.-]*)\s*(?P<options>.*?)\s*\}?\Z")
_OPTION = re.compile(r"(?P<name>[\w-]+)(?:=(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>\S+)))?")
OPTIONS = frozenset({"title", "hl_lines", "linenums", "id"})
"""What a fence may say behind its language."""
_MARKED = re.compile(r"\{\s*(\d[\d\s,-]*)\}")  # ```python {2,4-6}, as other tools write it
_FORMS = {
    "hl_lines": (re.compile(r"(\s*\d{1,5}(-\d{1,5})?(?:[\s,]+|\Z))*"), 'hl_lines="2 4-6"'),
    "linenums": (re.compile(r"\d{0,6}"), 'linenums="1"'),
}
_PLAIN = {"plaintext": "text", "plain": "text", "txt": "text", "none": "text"}
"""What other highlighters call a text without colours."""
_VERSION = "1"


@dataclass(frozen=True)
class Block:
    """A code block: `marked` are the highlighted lines, from 1; `first` numbers the first line.

    `name` is its id, by which the text can refer to it.
    """

    language: str
    code: str
    title: str = ""
    name: str = ""
    marked: tuple[int, ...] = ()
    first: int | None = None


class Highlighter:
    """Colours code blocks and remembers them."""

    def __init__(self, root: Path) -> None:
        self._store = cache.Store(cache.folder(root) / "code.json")
        self._formatter: Any = None
        self._lexers: dict[str, Any] = {}

    def html(
        self, island: Island, source: Path, problems: list[BuildError], word: str = "Code"
    ) -> str:
        """The block as a scrollable `<pre>`, inside a captioned figure when it has a title.

        `word` says what it is to those who do not see it, in the language of the text.
        """
        block = _read(island, source, problems)
        inner = escape(block.code.rstrip("\n"), quote=False) + "\n"
        if block.language:
            inner = self._coloured(block, island, source, problems)
        if block.marked or block.first is not None:
            inner = _by_line(inner, block)
        language = f' class="language-{escape(block.language)}"' if block.language else ""
        label = f"{word}: {block.title or block.language or 'text'}"
        pre = (
            f'<pre class="code" tabindex="0" role="group" aria-label="{escape(label)}">'
            f"<code{language}>{inner}</code></pre>"
        )
        if not block.title and not block.name:
            return pre
        caption = f"<figcaption>{escape(block.title)}</figcaption>"
        name = f' id="{escape(block.name)}"' if block.name else ""
        return f'<figure class="listing"{name}>{caption}{pre}</figure>'

    def drain(self) -> dict[str, Any]:
        """What was learned here and is not kept yet, for another part of the process to keep."""
        return self._store.drain()

    def add(self, entries: Mapping[str, Any]) -> None:
        """Keeps what another part of the process learned."""
        self._store.add(entries)

    def save(self, *, prune: bool) -> None:
        """Keeps the coloured blocks; `prune` forgets those no longer in use."""
        self._store.save(prune=prune)

    def _coloured(
        self, block: Block, island: Island, source: Path, problems: list[BuildError]
    ) -> str:
        key = cache.digest(_VERSION, block.language, block.code, length=20)
        known = self._store.get(key)
        if known is not None:
            return str(known)
        from pygments import highlight
        from pygments.formatters.html import HtmlFormatter
        from pygments.lexers import get_all_lexers, get_lexer_by_name
        from pygments.util import ClassNotFound

        from pastiche.site.quick_lexer import hasten

        try:
            lexer = self._lexers.get(block.language)
            if lexer is None:
                lexer = hasten(get_lexer_by_name(block.language, stripnl=False))
                self._lexers[block.language] = lexer
        except ClassNotFound:
            names = frozenset(name for lexer in get_all_lexers() for name in lexer[1])
            hint = did_you_mean(block.language, names)
            hint = hint if hint.startswith("did") else "use “text” for no colours"
            message = f"no highlighting for “{block.language}”"
            problems.append(BuildError(source, island.line, message, hint))
            return escape(block.code, quote=False)
        if self._formatter is None:
            self._formatter = HtmlFormatter(nowrap=True)
        coloured = str(highlight(block.code, lexer, self._formatter))
        self._store.put(key, coloured)
        return coloured


def warm_up() -> None:
    """Imports Pygments, before a process divides itself to colour many blocks."""
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    from pastiche.site.quick_lexer import hasten

    HtmlFormatter()
    hasten(get_lexer_by_name("python"))


def _read(island: Island, source: Path, problems: list[BuildError]) -> Block:
    info = _INFO.match(_MARKED.sub(r'hl_lines="\1"', island.info))
    assert info
    options: dict[str, str] = {}
    for option in _OPTION.finditer(info["options"]):
        if option["name"] not in OPTIONS:
            message = f"unknown option “{option['name']}” of a code block"
            hint = did_you_mean(option["name"], OPTIONS)
            problems.append(BuildError(source, island.line, message, hint))
        value = option["quoted"] or option["bare"] or ""
        form, example = _FORMS.get(option["name"], (None, ""))
        if form and not form.fullmatch(value):
            message = f"{option['name']} of a code block takes line numbers, not “{value}”"
            problems.append(BuildError(source, island.line, message, f"write {example}"))
        else:
            options[option["name"]] = value
    first = int(options["linenums"] or 1) if "linenums" in options else None
    marked: list[int] = []
    for part in options.get("hl_lines", "").replace(",", " ").split():
        start, _, stop = part.partition("-")
        marked.extend(range(int(start), int(stop or start) + 1))
    title, name = options.get("title", ""), options.get("id", "")
    language = _PLAIN.get(info["language"], info["language"])
    return Block(language, island.text, title, name, tuple(marked), first)


def _by_line(inner: str, block: Block) -> str:
    """Wraps each line in a span, closing and reopening the colours that cross a line's end."""
    rows: list[str] = []
    opened: list[str] = []
    for number, row in enumerate(inner.rstrip("\n").split("\n"), start=1):
        before = "".join(opened)
        for tag in re.findall(r"</?span[^>]*>", row):
            if tag.startswith("</"):
                opened.pop()
            else:
                opened.append(tag)
        classes = "line marked" if number in block.marked else "line"
        label = "" if block.first is None else f' data-line="{block.first + number - 1}"'
        row = before + row + "</span>" * len(opened)
        rows.append(f'<span class="{classes}"{label}>{row}\n</span>')
    return "".join(rows)
