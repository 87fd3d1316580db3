"""Load: the files of content/ become frozen documents; what an earlier build read stays read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site import cache, stamps
from pastiche.site.documents import MARKDOWN, Content, Document, Kind, SiteInfo
from pastiche.site.stamps import Stamp
from pastiche.site.urls import slugify

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RESERVED = frozenset({"posts", "tags", "archive", "assets", "search"})
_INDEX = tuple(f"index{ending}" for ending in MARKDOWN)
DATA = frozenset({".bib", ".csv", ".json", ".toml", ".yml", ".yaml"})
"""Files of content/ that any document may draw on."""


@dataclass(frozen=True)
class Source:
    """A content file as it was read: its stamp, the digests of its bytes and of its head."""

    stamp: Stamp
    digest: str
    meta: str
    document: Document


@dataclass(frozen=True)
class Loaded:
    """All of content/: every readable source by its path, and every path a build must watch.

    `notes` are sentences about files that look like posts and lie where none is read.
    """

    info: SiteInfo
    sources: dict[str, Source]
    data: tuple[str, ...]
    folders: dict[str, Stamp]
    notes: tuple[str, ...]

    def content(self, *, drafts: bool) -> Content:
        """What is to be published: posts newest first, pages by slug."""
        documents = [
            source.document
            for source in self.sources.values()
            if drafts or not source.document.meta.draft
        ]
        posts = [document for document in documents if document.kind == "post"]
        posts.sort(key=lambda post: post.slug)
        posts.sort(key=lambda post: post.meta.date or date.min, reverse=True)
        pages = [document for document in documents if document.kind == "page"]
        return Content(self.info, tuple(posts), tuple(pages))


def load(root: Path, *, known: Mapping[str, Source], problems: list[BuildError]) -> Loaded:
    """Reads content/ under `root`; a file that `known` holds as it is now is not read again.

    Documents come without their bodies, of which a large site has many: `whole` reads one.
    """
    content = root / "content"
    if not content.is_dir():
        problems.append(BuildError(None, None, "there is no content folder", f"make {content}"))
    folders: dict[str, Stamp] = {}
    data: list[str] = []
    found = _files(content, folders, data)
    sources: dict[str, Source] = {}
    for kind, name in (("post", "posts"), ("page", "pages")):
        folder = content / name
        paths = [path for path in found if _is_document(path, folder)]
        sources |= dict(_sources(root, folder, paths, kind, known, problems))
    notes = tuple(_strays(root, found, sources))
    return Loaded(_info(root, content, problems), sources, tuple(sorted(data)), folders, notes)


def whole(root: Path, document: Document) -> Document:
    """The document with its body."""
    from pastiche.site import frontmatter

    text = (root / document.source).read_text(encoding="utf-8-sig")
    return replace(document, body=frontmatter.split(text)[1])


def _files(content: Path, folders: dict[str, Stamp], data: list[str]) -> list[str]:
    """The Markdown files below `content`, sorted; notes folders and files of data."""
    found: list[str] = []
    waiting = [str(content)]
    while waiting:
        folder = waiting.pop()
        folders[folder] = stamps.settled(folder)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if entry.is_dir():
                        waiting.append(entry.path)
                    elif name.endswith(MARKDOWN):
                        found.append(entry.path)
                    elif os.path.splitext(name)[1] in DATA:
                        data.append(entry.path)
        except OSError:
            continue
    return sorted(found)


def _is_document(path: str, folder: Path) -> bool:
    """`folder`/name.md and `folder`/name/index.md are documents."""
    above, name = os.path.split(path)
    if above == str(folder):
        return True
    return name in _INDEX and os.path.dirname(above) == str(folder)


def _strays(root: Path, found: list[str], read: Mapping[str, Source]) -> Iterator[str]:
    """A sentence for every file with front matter that is no document where it lies."""
    for path in found:
        name = path.removeprefix(f"{root}/")
        if name not in read and _has_head(path):
            yield (
                f"{name} is not read: a post is content/posts/NAME.md or "
                "content/posts/NAME/index.md, and a page the like below content/pages"
            )


def _has_head(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(7).lstrip(b"\xef\xbb\xbf").startswith(b"---")


def _info(root: Path, content: Path, problems: list[BuildError]) -> SiteInfo:
    from pastiche.site import frontmatter

    path = content / "site.yml"
    if not path.is_file():
        return SiteInfo()
    source = path.relative_to(root)
    text = _text(path.read_bytes(), source, problems)
    return SiteInfo() if text is None else frontmatter.parse_site(text, source, problems)


def _text(data: bytes, source: Path, problems: list[BuildError]) -> str | None:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
        problems.append(BuildError(source, None, message, "save the file as UTF-8"))
        return None


def _sources(
    root: Path,
    folder: Path,
    paths: list[str],
    kind: str,
    known: Mapping[str, Source],
    problems: list[BuildError],
) -> list[tuple[str, Source]]:
    documents: dict[str, Document] = {}
    sources: list[tuple[str, Source]] = []
    for path in paths:
        name = path.removeprefix(f"{root}/")
        source = _source(
            root, path, name, os.path.dirname(path) != str(folder), kind, known, problems
        )
        if source is None:
            continue
        document = source.document
        if other := documents.get(document.slug):
            message = f"has the same address as {other.source}"
            problems.append(BuildError(document.source, None, message, "rename one of them"))
        documents[document.slug] = document
        sources.append((name, source))
    return sources


def _source(
    root: Path,
    path: str,
    name: str,
    in_folder: bool,
    kind: str,
    known: Mapping[str, Source],
    problems: list[BuildError],
) -> Source | None:
    now = stamps.settled(path)
    old = known.get(name)
    if old and now == old.stamp:
        return old
    with open(path, "rb") as file:
        data = file.read()
    digest = cache.digest(data, length=20)
    if old and old.digest == digest:
        return replace(old, stamp=now)
    text = _text(data, Path(name), problems)
    if text is None:
        return None
    place: Kind = "post" if kind == "post" else "page"
    document = _document(root, Path(path), text, in_folder, place, problems)
    meta = cache.digest(repr((document.url, document.meta, document.body_line)))
    return Source(now, digest, meta, replace(document, body=""))


def _document(
    root: Path, path: Path, text: str, in_folder: bool, kind: Kind, problems: list[BuildError]
) -> Document:
    from pastiche.site import frontmatter

    source = path.relative_to(root)
    name = path.parent.name if in_folder else path.stem
    slug, day = name, None
    if dated := _DATED.match(name):
        slug = slugify(dated[2]) or dated[2]
        try:
            day = date.fromisoformat(dated[1])
        except ValueError as error:
            message = f"the date in the name is not possible: {error}"
            problems.append(BuildError(source, None, message, "names are YYYY-MM-DD-slug.md"))
    head, text_body, body_line = frontmatter.split(text)
    meta = frontmatter.parse(head, kind, source, day, problems, text_body)
    if not _SLUG.match(slug):
        message = f"“{slug}” would make an awkward address"
        hint = "use lower-case letters, digits and single hyphens in the file's name"
        problems.append(BuildError(source, None, message, hint))
    if kind == "page" and slug in RESERVED:
        message = f"“{slug}” is an address the site uses itself"
        problems.append(BuildError(source, None, message, "rename the page"))
    url = f"posts/{slug}/" if kind == "post" else "" if slug == "index" else f"{slug}/"
    return Document(kind, slug, source, path.parent, url, meta, text_body, body_line)
