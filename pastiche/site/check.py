"""Check: what the content promises, and what the finished site holds.

`references` and `front_matter` look at the articles, so that their errors name the author's file
and line; `output` reads the finished files as a browser would and trusts nothing before it.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pastiche.errors import BuildError, BuildErrors
from pastiche.site.article import Article
from pastiche.site.documents import Content, Document
from pastiche.site.figures import beside
from pastiche.site.page_facts import PageFacts, css_urls, read_page
from pastiche.site.stylizers import Stylizers
from pastiche.site.urls import slugify

_ELSEWHERE = re.compile(r"//|[a-zA-Z][a-zA-Z0-9+.-]*:")
MAX_BYTES = 1_000_000_000  # GitHub Pages publishes no larger site


def references(articles: Sequence[Article]) -> list[BuildError]:
    """Links between documents whose fragment does not exist."""
    ids = {article.document.url: article.ids for article in articles}
    problems = []
    for article in articles:
        for reference in article.references:
            known = ids.get(reference.url)
            if reference.fragment and known is not None and reference.fragment not in known:
                near = get_close_matches(reference.fragment, known, n=1)
                hint = f"did you mean “#{near[0]}”?" if near else "give the place {: #id }"
                message = f"nothing is called “#{reference.fragment}” there"
                source = article.document.source
                problems.append(BuildError(source, reference.line, message, hint))
    return problems


def front_matter(content: Content, stylizers: Stylizers) -> list[BuildError]:
    """Models and covers that do not exist, and tags that make no address."""
    problems = []
    for document in content.documents:
        meta = document.meta

        def tried(key: str, action: Callable[[], object], document: Document = document) -> None:
            try:
                action()
            except BuildError as error:
                line = document.meta.lines.get(key)
                path = error.path or document.source
                problems.append(BuildError(path, line, error.message, error.hint))

        for name in meta.models:
            tried("models", partial(stylizers.package, name))
        if meta.cover:
            tried("cover", partial(beside, document, meta.cover))
        for tag in meta.tags:
            if not slugify(tag):
                hint = "use some Latin letters or digits"
                message = f"the tag “{tag}” makes no address"
                problems.append(BuildError(document.source, meta.lines["tags"], message, hint))
    return problems


def output(site: Path, name: Path) -> list[BuildError]:
    """Every mistake in the finished files under `site`; errors call the folder `name`."""
    return list(_Output(site, name).problems())


def main(root: Path) -> None:
    """The command `check`: raises `BuildErrors` when the built site has mistakes."""
    site = root / "site"
    if not (site / "index.html").is_file():
        raise BuildError(None, None, "there is no built site", "run python3 build.py first")
    problems = output(site, Path("site"))
    if problems:
        raise BuildErrors(problems)
    files = sum(1 for path in site.rglob("*") if path.is_file())
    print(f"{files} files, no broken link, picture or model, nothing loaded from elsewhere.")


class _Output:
    def __init__(self, site: Path, name: Path) -> None:
        self._site = site
        self._name = name
        self._files = {
            path.relative_to(site).as_posix(): path
            for path in sorted(site.rglob("*"))
            if path.is_file()
        }
        self._folders = {
            f"{folder.as_posix()}/index.html": site / folder
            for name in self._files
            if (folder := Path(name).parent).as_posix().startswith("assets/models/")
        }
        self._pages: dict[str, PageFacts] = {
            name: read_page(path.read_text(encoding="utf-8"))
            for name, path in self._files.items()
            if name.endswith(".html")
        }

    def problems(self) -> Iterator[BuildError]:
        for name, facts in self._pages.items():
            if name != "404.html":
                yield from self._page(name, facts)
        for name, path in self._files.items():
            if name.endswith(".css"):
                yield from self._stylesheet(name, path)
            elif name.endswith(".xml"):
                yield from self._xml(name, path)
            elif name.startswith("assets/models/") and name.endswith("/model.json"):
                yield from self._shards(name, path)
        size = sum(path.stat().st_size for path in self._files.values())
        if size > MAX_BYTES:
            message = f"the site has {size / 1e6:.0f} MB"
            yield BuildError(self._name, None, message, "GitHub Pages takes 1,000 MB at most")

    def _page(self, name: str, facts: PageFacts) -> Iterator[BuildError]:
        for line, message, hint in facts.mistakes:
            yield BuildError(self._name / name, line, message, hint)
        for line, url in facts.loads:
            if _leaves(url) or url.startswith("/"):
                hint = "a page loads only what lies in the site, by a relative address"
                yield BuildError(self._name / name, line, f"would load {url}", hint)
            elif not url.startswith(("data:", "blob:")):
                yield from self._reaches(name, line, url)
        for line, url in facts.links:
            if url.startswith("/") and not url.startswith("//"):
                hint = "addresses are relative, so that the site works below any path"
                yield BuildError(self._name / name, line, f"links to {url}", hint)
            elif not _leaves(url):
                yield from self._reaches(name, line, url)

    def _reaches(self, page: str, line: int, url: str) -> Iterator[BuildError]:
        parts = urlsplit(url)
        target = _join(page, unquote(parts.path))
        if target is None or target not in self._files | self._folders:
            hint = "build again; if it stays, the template that wrote it is wrong"
            yield BuildError(self._name / page, line, f"nothing stands at {url}", hint)
        elif parts.fragment and target in self._pages:
            known = self._pages[target].ids
            if unquote(parts.fragment) not in known:
                message = f"nothing is called “#{parts.fragment}” in {target}"
                yield BuildError(self._name / page, line, message, "mend the link or the id")

    def _stylesheet(self, name: str, path: Path) -> Iterator[BuildError]:
        for line, url in css_urls(path.read_text(encoding="utf-8")):
            if url.startswith("data:"):
                continue
            target = None if _leaves(url) or url.startswith("/") else _join(name, url)
            if target not in self._files:
                hint = "name a file of this site, by a relative address"
                yield BuildError(self._name / name, line, f"url({url}) leads nowhere", hint)

    def _xml(self, name: str, path: Path) -> Iterator[BuildError]:
        try:
            ET.parse(path)
        except ET.ParseError as error:
            yield BuildError(self._name / name, error.position[0], f"is not XML: {error}", "")

    def _shards(self, name: str, path: Path) -> Iterator[BuildError]:
        manifest = json.loads(path.read_bytes()).get("weightsManifest", [])
        for shard in [shard for group in manifest for shard in group["paths"]]:
            if _join(name, shard) not in self._files:
                hint = "export the model again"
                yield BuildError(self._name / name, None, f"its shard {shard} is missing", hint)


def _leaves(url: str) -> bool:
    return _ELSEWHERE.match(url) is not None


def _join(page: str, path: str) -> str | None:
    """The file that `path` means on `page`, both from the site's root; None when it is outside."""
    if not path:
        return page
    parts = page.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return "/".join([*parts, "index.html"] if folder else parts)
