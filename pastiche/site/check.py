"""Check: what the content promises, and what the finished site holds.

`references` and `front_matter` look at the articles, so that their errors name the author's file
and line. A build looks at the pages that it has just made (`changed`); the command `check` reads
the finished files as a browser would and trusts nothing before it (`output`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from pastiche.errors import BuildError, BuildErrors
from pastiche.site.article import Article
from pastiche.site.documents import Content
from pastiche.site.figures import beside
from pastiche.site.manifest import Manifest
from pastiche.site.page_facts import PageFacts, css_urls, read_page
from pastiche.site.urls import ELSEWHERE, slugify

if TYPE_CHECKING:
    from pastiche.site import validity

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


def front_matter(content: Content) -> list[BuildError]:
    """Covers that do not exist, and tags that make no address."""
    problems = []
    for document in content.documents:
        meta = document.meta
        if meta.cover:
            try:
                beside(document, meta.cover)
            except BuildError as error:
                line = meta.lines.get("cover")
                problems.append(BuildError(document.source, line, error.message, error.hint))
        for tag in meta.tags:
            if not slugify(tag):
                hint = "use some Latin letters or digits"
                message = f"the tag “{tag}” makes no address"
                line = meta.lines.get("tags")
                problems.append(BuildError(document.source, line, message, hint))
    return problems


class Page(Protocol):
    """What is known of a page: its facts."""

    @property
    def facts(self) -> PageFacts:
        """What a browser would see in it."""


def changed(
    pages: Mapping[str, Page], before: Mapping[str, Page], files: Iterable[str], name: Path
) -> list[BuildError]:
    """The mistakes of the pages that are not as they were in an earlier build without mistakes.

    All pages are looked at when a page or an id that was there is gone. `files` are all paths.
    """
    facts = {path: page.facts for path, page in pages.items() if path.endswith(".html")}
    old = {path: page.facts for path, page in before.items() if path.endswith(".html")}
    gone = old.keys() - facts.keys() or any(
        known.ids - facts[path].ids for path, known in old.items() if facts[path] is not known
    )
    output = _Output(name, frozenset(files), facts)
    return [
        problem
        for path, fact in facts.items()
        if path != "404.html" and (gone or old.get(path) is not fact)
        for problem in output.page(path, fact)
    ]


def size(manifest: Manifest, name: Path) -> list[BuildError]:
    """Whether the site fits."""
    return _size(sum(size for _, (size, _) in manifest.files.values()), name)


def output(site: Path, name: Path) -> list[BuildError]:
    """Every mistake in the finished files under `site`; errors call the folder `name`."""
    files = {
        path.relative_to(site).as_posix(): path
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
    pages = {
        path: read_page(file.read_text(encoding="utf-8"))
        for path, file in files.items()
        if path.endswith(".html")
    }
    look = _Output(name, frozenset(files), pages)
    problems = [
        problem
        for path, facts in pages.items()
        if path != "404.html"
        for problem in look.page(path, facts)
    ]
    for path, file in files.items():
        if path.endswith(".css"):
            problems += look.stylesheet(path, file.read_text(encoding="utf-8"))
    for path, line, message, hint in _formats(site, files, pages):
        problems.append(BuildError(name / path, line, message, hint))
    return problems + _size(sum(file.stat().st_size for file in files.values()), name)


def _formats(
    site: Path, files: Mapping[str, Path], pages: Mapping[str, PageFacts]
) -> Iterator[validity.Fault]:
    from pastiche.site import sharing, validity

    if "feed.xml" in files:
        yield from validity.atom("feed.xml", files["feed.xml"].read_text(encoding="utf-8"))
    if "sitemap.xml" in files:
        text = files["sitemap.xml"].read_text(encoding="utf-8")
        yield from validity.sitemap("sitemap.xml", text, pages)
    for path in pages:
        text = files[path].read_text(encoding="utf-8") if path != "404.html" else ""
        yield from sharing.faults(path, text, files.keys())
    yield from validity.packages(site)
    yield from validity.weights(site, pages)


def main(root: Path, *, spelling: bool = False) -> None:
    """The command `check`: raises `BuildErrors` when the built site has mistakes."""
    from pastiche.site import validity

    site = root / "site"
    if not (site / "index.html").is_file():
        raise BuildError(None, None, "there is no built site", "run python3 build.py first")
    problems = output(site, Path("site"))
    for path, line, message, hint in validity.html(root, site):
        problems.append(BuildError(Path("site") / path, line, message, hint))
    if spelling:
        problems += validity.spelling(root)
    if problems:
        raise BuildErrors(problems)
    files = sum(1 for path in site.rglob("*") if path.is_file())
    print(f"{files} files, no broken link, picture or model, nothing loaded from elsewhere.")


def _size(size: int, name: Path) -> list[BuildError]:
    if size <= MAX_BYTES:
        return []
    message = f"the site has {size / 1e6:.0f} MB"
    return [BuildError(name, None, message, "GitHub Pages takes 1,000 MB at most")]


class _Output:
    def __init__(self, name: Path, files: frozenset[str], pages: Mapping[str, PageFacts]) -> None:
        self._name = name
        self._files = files
        self._pages = pages
        folders = {
            PurePosixPath(path).parent for path in files if path.startswith("assets/models/")
        }
        self._folders = frozenset(f"{folder}/index.html" for folder in folders)
        self._good: set[str] = set()  # addresses from the site's root that were looked at

    def page(self, name: str, facts: PageFacts) -> Iterator[BuildError]:
        for line, message, hint in facts.mistakes:
            yield BuildError(self._name / name, line, message, hint)
        ups = "../" * name.count("/")
        for line, url in facts.loads:
            if url.startswith(ups) and url[len(ups) :] in self._good:
                continue
            if _leaves(url) or url.startswith("/"):
                hint = "a page loads only what lies in the site, by a relative address"
                yield BuildError(self._name / name, line, f"would load {url}", hint)
            elif not url.startswith(("data:", "blob:")):
                yield from self._reaches(name, line, url)
        for line, url in facts.links:
            if url.startswith("https://") or (
                url.startswith(ups) and url[len(ups) :] in self._good
            ):
                continue
            if url.startswith("/") and not url.startswith("//"):
                hint = "addresses are relative, so that the site works below any path"
                yield BuildError(self._name / name, line, f"links to {url}", hint)
            elif not _leaves(url):
                yield from self._reaches(name, line, url)

    def _reaches(self, page: str, line: int, url: str) -> Iterator[BuildError]:
        parts = urlsplit(url)
        target = _join(page, unquote(parts.path))
        if target is None or (target not in self._files and target not in self._folders):
            hint = "build again; if it stays, the template that wrote it is wrong"
            yield BuildError(self._name / page, line, f"nothing stands at {url}", hint)
        elif parts.fragment and target in self._pages:
            known = self._pages[target].ids
            if unquote(parts.fragment) not in known:
                message = f"nothing is called “#{parts.fragment}” in {target}"
                yield BuildError(self._name / page, line, message, "mend the link or the id")
                return
        elif url.startswith("../") and not parts.fragment:
            ups = "../" * page.count("/")
            if url.startswith(ups):
                self._good.add(url[len(ups) :])

    def stylesheet(self, name: str, text: str) -> Iterator[BuildError]:
        for line, url in css_urls(text):
            if url.startswith("data:"):
                continue
            target = None if _leaves(url) or url.startswith("/") else _join(name, url)
            if target not in self._files:
                hint = "name a file of this site, by a relative address"
                yield BuildError(self._name / name, line, f"url({url}) leads nowhere", hint)


def _leaves(url: str) -> bool:
    return ELSEWHERE.match(url) is not None


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
