"""Load: the files of content/ become frozen documents."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site import frontmatter
from pastiche.site.documents import Content, Document, Kind, SiteInfo

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RESERVED = frozenset({"posts", "tags", "archive", "assets"})


def load(root: Path, *, drafts: bool, problems: list[BuildError]) -> Content:
    """Reads content/ under `root`; drafts are left out unless `drafts` is true."""
    content = root / "content"
    if not content.is_dir():
        problems.append(BuildError(None, None, "there is no content folder", f"make {content}"))
    posts = _documents(root, content / "posts", "post", problems)
    pages = _documents(root, content / "pages", "page", problems)
    kept_posts = [post for post in posts if drafts or not post.meta.draft]
    kept_pages = [page for page in pages if drafts or not page.meta.draft]
    kept_posts.sort(key=lambda post: post.slug)
    kept_posts.sort(key=lambda post: post.meta.date or date.min, reverse=True)
    return Content(_info(root, content, problems), tuple(kept_posts), tuple(kept_pages))


def _info(root: Path, content: Path, problems: list[BuildError]) -> SiteInfo:
    path = content / "site.yml"
    if not path.is_file():
        return SiteInfo()
    source = path.relative_to(root)
    text = _text(path, source, problems)
    return SiteInfo() if text is None else frontmatter.parse_site(text, source, problems)


def _text(path: Path, source: Path, problems: list[BuildError]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
        problems.append(BuildError(source, None, message, "save the file as UTF-8"))
        return None


def _documents(root: Path, folder: Path, kind: Kind, problems: list[BuildError]) -> list[Document]:
    documents: dict[str, Document] = {}
    for path in sorted([*folder.glob("*.md"), *folder.glob("*/index.md")]):
        document = _document(root, path, path.parent != folder, kind, problems)
        if document is None:
            continue
        if other := documents.get(document.slug):
            message = f"has the same address as {other.source}"
            problems.append(BuildError(document.source, None, message, "rename one of them"))
        documents[document.slug] = document
    return list(documents.values())


def _document(
    root: Path, path: Path, in_folder: bool, kind: Kind, problems: list[BuildError]
) -> Document | None:
    source = path.relative_to(root)
    text = _text(path, source, problems)
    if text is None:
        return None
    name = path.parent.name if in_folder else path.stem
    slug, day = name, None
    if dated := _DATED.match(name):
        slug = dated[2]
        try:
            day = date.fromisoformat(dated[1])
        except ValueError as error:
            message = f"the date in the name is not possible: {error}"
            problems.append(BuildError(source, None, message, "names are YYYY-MM-DD-slug.md"))
    head, body, body_line = frontmatter.split(text)
    meta = frontmatter.parse(head, kind, source, day, problems)
    if not _SLUG.match(slug):
        message = f"“{slug}” would make an awkward address"
        hint = "use lower-case letters, digits and single hyphens in the file's name"
        problems.append(BuildError(source, None, message, hint))
    if kind == "page" and slug in RESERVED:
        message = f"“{slug}” is an address the site uses itself"
        problems.append(BuildError(source, None, message, "rename the page"))
    url = f"posts/{slug}/" if kind == "post" else "" if slug == "index" else f"{slug}/"
    return Document(kind, slug, source, path.parent, url, meta, body, body_line)
