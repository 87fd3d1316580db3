"""Builds the site: load, check, render, write. This file reads as the map of the other modules."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import TemplateError

from pastiche.errors import BuildError, BuildErrors
from pastiche.progress import step
from pastiche.site import article as articles
from pastiche.site import check, pages, templating
from pastiche.site.article import Article, Workshop
from pastiche.site.assets import Stylesheet
from pastiche.site.dialect import Dialect
from pastiche.site.documents import Content
from pastiche.site.figures import Figures
from pastiche.site.finish import finish
from pastiche.site.highlight import Highlighter
from pastiche.site.links import Links
from pastiche.site.load import load
from pastiche.site.maths import Maths
from pastiche.site.pictures import Pictures
from pastiche.site.stylizers import Stylizers
from pastiche.site.write import replacing


@dataclass(frozen=True)
class BuildReport:
    """What a build made, and how long it took; `str()` is the sentence the command prints."""

    out: Path
    posts: int
    pages: int
    files: int
    bytes: int
    seconds: float
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"Note: {warning}" for warning in self.warnings]
        lines.append(
            f"Built {_count(self.posts, 'post')} and {_count(self.pages, 'page')}: "
            f"{self.files} files, {self.bytes / 1e6:.1f} MB in {self.out.name}/, "
            f"{self.seconds:.2f} s."
        )
        return "\n".join(lines)


def build(
    root: Path, out: Path, *, base_url: str | None = None, drafts: bool = False
) -> BuildReport:
    """Builds the content under `root` into `out`, which is replaced only when all went well.

    `base_url` is where the site will stand ("https://me.github.io/pastiche/"); it is needed for
    addresses that must be absolute: feed, sitemap, canonical. Raises `BuildErrors`.
    """
    began = time.perf_counter()
    problems: list[BuildError] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            content = _build(root, out, base_url, drafts, problems)
        except BuildErrors as errors:
            raise BuildErrors(_in_order(root, errors.errors)) from None
        except BuildError as error:
            raise BuildErrors(_in_order(root, [*problems, error])) from None
        except TemplateError as error:
            mistake = templating.mistake(error, root)
            raise BuildErrors(_in_order(root, [*problems, mistake])) from error
    notes = dict.fromkeys(str(note.message) for note in caught if note.category is UserWarning)
    files = [path for path in out.rglob("*") if path.is_file()]
    return BuildReport(
        out,
        posts=len(content.posts),
        pages=len(content.pages),
        files=len(files),
        bytes=sum(file.stat().st_size for file in files),
        seconds=time.perf_counter() - began,
        warnings=tuple(notes),
    )


def _build(
    root: Path, out: Path, base_url: str | None, drafts: bool, problems: list[BuildError]
) -> Content:
    content = load(root, drafts=drafts, problems=problems)
    base = _base(base_url or content.info.url, problems)
    pictures, maths, highlighter = Pictures(root), Maths(root), Highlighter(root)
    templates = templating.environment(root)
    with replacing(out) as fresh:
        stylizers = Stylizers(root, pictures, fresh)
        figures = Figures(templates, pictures, stylizers)
        links = Links(root, content.documents, pages.addresses(content))
        workshop = Workshop(Dialect(), maths, highlighter, figures, links, rules={})
        try:
            rendered = _articles(content, workshop, stylizers, problems)
            problems += check.references(rendered) + check.front_matter(content, stylizers)
            _stop_at(problems)
            stylesheet = Stylesheet(root, workshop.rules)
            common = {"css": stylesheet.url, "fonts": stylesheet.fonts, "icon": stylesheet.icon}
            by_url = {article.document.url: article for article in rendered}
            script = None
            if any(article.has_stylizer for article in rendered):
                script = stylizers.site.scripts.get("style-transfer.js")
            book = pages.Pages(templates, content, by_url, pictures, common, script, base)
            texts = list(book.all())
            with step("Encoding pictures"):
                pictures.encode()
        finally:
            for store in (pictures, maths, highlighter):
                store.save(prune=not problems)
        for path, text in texts:
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        for part in (stylesheet, pictures, links, stylizers):
            part.write(fresh)
        _stop_at(check.output(fresh, Path(out.name)))
    return content


def _articles(
    content: Content, workshop: Workshop, stylizers: Stylizers, problems: list[BuildError]
) -> list[Article]:
    drafts = [articles.prepare(document, workshop, problems) for document in content.documents]
    formulas = [formula for draft in drafts for formula in articles.formulas(draft)]
    workshop.maths.render(formulas, problems)
    for draft in drafts:
        for code in draft.codes.values():
            workshop.figures.foresee(code, draft.document)
    stylizers.compute()
    return [finish(draft, workshop, problems) for draft in drafts]


def _stop_at(problems: list[BuildError]) -> None:
    if problems:
        raise BuildErrors(problems)


def _base(url: str | None, problems: list[BuildError]) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets or a host that no address can have
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        message = f"the base URL “{url}” is not the address of a site"
        hint = "PASTICHE_BASE_URL=https://me.github.io/pastiche"
        problems.append(BuildError(None, None, message, hint))
        return None
    return url.rstrip("/") + "/"


def _in_order(root: Path, problems: list[BuildError]) -> list[BuildError]:
    """Each problem once, by place, with its path as seen from the project's root."""
    known: dict[str, BuildError] = {}
    for problem in problems:
        path = problem.path
        if path and path.is_absolute() and path.is_relative_to(root):
            path = path.relative_to(root)
        placed = BuildError(path, problem.line, problem.message, problem.hint)
        known[str(placed)] = placed
    return sorted(known.values(), key=lambda problem: (str(problem.path or ""), problem.line or 0))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
