"""Citations: the bibliographies of the site, how a work is cited, and how it is listed.

`content/references.bib` is for every document; a `references.bib` beside a post adds to it.
"""

from __future__ import annotations

from difflib import get_close_matches
from html import escape
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site import bibtex, cache
from pastiche.site.bibtex import Entry
from pastiche.site.documents import Document
from pastiche.site.urls import slugify

NAME = "references.bib"


class Bibliography:
    """The works that documents can cite; a file is read when its first citation is."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[Path, dict[str, Entry]] = {}

    def digest(self, document: Document) -> str:
        """Of every file whose works `document` can cite; empty when there is none."""
        data = [file.read_bytes() for file in self._paths(document)]
        return cache.digest(*data) if data else ""

    def find(self, key: str, document: Document, problems: list[BuildError]) -> Entry:
        """The work called `key`; raises `BuildError` without a place when there is none."""
        works: dict[str, Entry] = {}
        paths = self._paths(document)
        for path in paths:
            works |= self._read(path, problems)
        if key in works:
            return works[key]
        near = get_close_matches(key, works, n=1)
        file = paths[-1].relative_to(self._root) if paths else Path("content") / NAME
        hint = f"did you mean “{near[0]}”?" if near else f"add it to {file}"
        raise BuildError(None, None, f"no work is called “{key}”", hint)

    def _paths(self, document: Document) -> list[Path]:
        places = dict.fromkeys([self._root / "content" / NAME, document.folder / NAME])
        return [path for path in places if path.is_file()]

    def _read(self, path: Path, problems: list[BuildError]) -> dict[str, Entry]:
        if path not in self._files:
            source = path.relative_to(self._root)
            try:
                text = path.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError as error:
                message = f"is not UTF-8 text (byte {error.start})"
                problems.append(BuildError(source, None, message, "save the file as UTF-8"))
                text = ""
            self._files[path] = bibtex.parse(text, source, problems)
        return self._files[path]


def anchor(entry: Entry) -> str:
    """The id of a work in the list of references."""
    return f"ref-{slugify(entry.key)}"


def short(entry: Entry) -> tuple[str, str]:
    """Who and when, as a citation says it: ("Gatys et al.", "2015")."""
    people = entry.authors
    if not people:
        who = entry.fields.get("title", entry.key)
    elif len(people) > 2:
        who = f"{people[0].last} et al."
    else:
        who = " and ".join(name.last for name in people)
    return who, entry.fields.get("year") or entry.fields.get("date", "n.d.")[:4]


def listed(entry: Entry) -> str:
    """A work as HTML, in one line of the list of references; it holds no <span>."""
    people = [str(name) for name in entry.authors]
    who = " and ".join([", ".join(people[:-1]), people[-1]]) if len(people) > 1 else "".join(people)
    fields = {name: escape(value, quote=False) for name, value in entry.fields.items()}
    title = fields.get("title", "")
    where = fields.get("journal") or fields.get("booktitle") or ""
    if number := fields.get("volume"):
        where += f" {number}" + (f"({fields['number']})" if "number" in fields else "")
    if where and "pages" in fields:
        where += f", {fields['pages']}"
    work = f"<cite>{title}</cite>" if not where else f"{title}. <cite>{where}</cite>"
    publisher = fields.get("publisher") or fields.get("school") or fields.get("howpublished") or ""
    parts = [escape(who, quote=False), short(entry)[1], work, publisher, _address(entry)]
    return " ".join(
        part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
    )


def _address(entry: Entry) -> str:
    fields = entry.fields
    if doi := fields.get("doi"):
        return f'<a href="https://doi.org/{escape(doi)}">doi:{escape(doi)}</a>'
    prefix = fields.get("archiveprefix", "").lower()
    if (paper := fields.get("eprint")) and prefix in ("", "arxiv"):
        return f'<a href="https://arxiv.org/abs/{escape(paper)}">arXiv:{escape(paper)}</a>'
    if url := fields.get("url"):
        shown = url.split("://", 1)[-1].rstrip("/")
        return f'<a href="{escape(url)}">{escape(shown)}</a>'
    return ""
