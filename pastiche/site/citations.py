"""The citations of one document, as HTML: in the sentence, on hover, and in the list at its end."""

from __future__ import annotations

from html import escape

from pastiche.errors import BuildError
from pastiche.site import bibliography
from pastiche.site.bibliography import Bibliography
from pastiche.site.bibtex import Entry
from pastiche.site.documents import Document
from pastiche.site.shortcodes import Cite


class Citations:
    """Collects what a document cites, in the order of its text."""

    def __init__(self, works: Bibliography, document: Document, problems: list[BuildError]) -> None:
        self._works = works
        self._document = document
        self._problems = problems
        self._cited: dict[str, Entry] = {}

    def html(self, code: Cite) -> str:
        """A citation; raises `BuildError` for a key that no bibliography has."""
        entries = [self._works.find(key, self._document, self._problems) for key in code.keys]
        self._cited |= {entry.key: entry for entry in entries}
        behind = [""] * (len(entries) - 1) + [f", {escape(code.at)}" if code.at else ""]
        shown = [self._one(entry, code, at) for entry, at in zip(entries, behind, strict=True)]
        return "; ".join(shown) if code.narrative else f"({'; '.join(shown)})"

    @staticmethod
    def _one(entry: Entry, code: Cite, behind: str) -> str:
        who, when = (escape(part) for part in bibliography.short(entry))
        text = f"{who} ({when}{behind})" if code.narrative else f"{who} {when}"
        link = f'<a href="#{bibliography.anchor(entry)}">{text}</a>'
        note = f'<span class="cite-note" aria-hidden="true">{bibliography.listed(entry)}</span>'
        note = note.replace("<a ", '<a tabindex="-1" ')
        return f'<span class="cite">{link}{note}</span>' + ("" if code.narrative else behind)

    def references(self, heading: str) -> str:
        """The list of what has been cited, by the first author's name, below a heading if one is
        given; empty when nothing was."""
        if not self._cited:
            return ""
        works = sorted(self._cited.values(), key=_order)
        rows = "\n".join(
            f'<li id="{bibliography.anchor(entry)}">{bibliography.listed(entry)}</li>'
            for entry in works
        )
        head = f'<h2 id="references">{escape(heading)}</h2>\n' if heading else ""
        return f'{head}<ul class="references">\n{rows}\n</ul>'


def _order(entry: Entry) -> tuple[str, str, str]:
    who = entry.authors[0].last if entry.authors else entry.fields.get("title", "")
    return who.casefold(), bibliography.short(entry)[1], entry.key
