"""Render one document: article, page, and a record of everything both were made from.

This runs in the parts of a divided process. Documents that need the models are sent back: their
pictures are computed for all of them together.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError
from pastiche.site import article as articles
from pastiche.site import cache, feeds
from pastiche.site import load as loading
from pastiche.site.article import Article, Workshop
from pastiche.site.documents import Document
from pastiche.site.finish import finish
from pastiche.site.frame import Frame
from pastiche.site.links import Links, Target
from pastiche.site.manifest import Mark
from pastiche.site.page_facts import PageFacts, read_page
from pastiche.site.pictures import Job, Pictures, Trace
from pastiche.site.write import Tree


class NeedsModels(Exception):
    """A document asked for a model, a sample or a computed picture."""


class NoModels:
    """Stands where the stylizers are while documents without models are rendered."""

    def __getattr__(self, name: str) -> Any:
        raise NeedsModels(name)


class AskedLinks(Links):
    """The links of the site, which note what they were asked and what they answered."""

    asked: dict[str, str]
    used: dict[str, Path]

    def resolve(self, href: str, document: Document) -> Target | str:
        """As `Links.resolve`."""
        target = super().resolve(href, document)
        if not isinstance(target, Target) or target.href != href:
            self.asked[href] = str(target)
            self.used.update(self.files)
        self.files.clear()
        return target


@dataclass(frozen=True)
class Made:
    """A rendered article without its HTML, which lies in the store under `key`.

    `shared` is the digest of what all articles are made with; `files` are (path, digest) of the
    pictures and data it used, `links` (href, answer) of the addresses it asked for; `jobs` and
    `linked` are the files of the site that it needs, by name; `rules` its lifted styles.
    """

    key: str
    shared: str
    article: Article
    files: tuple[tuple[str, str], ...]
    works: str
    links: tuple[tuple[str, str], ...]
    jobs: Mapping[str, Job]
    linked: Mapping[str, Path]
    rules: Mapping[str, str]
    html: str  # its digest
    headings: tuple[str, ...]
    heavy: bool = False
    scripts: tuple[str, ...] = ()  # the addresses of the bundled scripts that its elements need


@dataclass(frozen=True)
class Written:
    """A page as it was put into the site: its digest, its mark, and what is in it.

    `jobs` are the pictures of the page that are not in its article, by name.
    """

    path: str
    digest: str
    mark: Mark
    facts: PageFacts
    jobs: Mapping[str, Job] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """A document to render; with `made`, its article is taken from the store.

    `around` are the posts before and after it; None renders no page.
    """

    document: Document
    key: str
    made: Made | None
    around: tuple[Document | None, Document | None] | None


@dataclass(frozen=True)
class Done:
    """The answer to a task; `made` is None when there are problems."""

    made: Made | None
    article: Article | None = None  # without its HTML, when it has mistakes
    html: str | None = None  # when it is new
    page: Written | None = None
    problems: tuple[BuildError, ...] = ()
    needs_models: bool = False
    formulas: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    blocks: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    pictures: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass
class Renderer:
    """Renders documents into pages of `tree`."""

    root: Path
    tree: Tree
    workshop: Workshop
    pictures: Pictures
    store: cache.Store
    frame: Frame
    shared: str

    def __call__(self, task: Task) -> Done:
        """One document."""
        problems: list[BuildError] = []
        try:
            made, article, html = self._article(task, problems)
        except NeedsModels:
            return Done(None, needs_models=True, problems=tuple(problems))
        page = None
        if made and task.around is not None:
            page = self.page(task, made, html)
        return Done(
            made,
            None if made else article,
            html if made is not task.made else None,
            page,
            tuple(problems),
            formulas=self.workshop.maths.drain(),
            blocks=self.workshop.highlighter.drain(),
            pictures=self.pictures.drain(),
        )

    def page(self, task: Task, made: Made, html: str) -> Written:
        """Writes the page of a post."""
        assert task.around
        article = dataclasses.replace(made.article, document=task.document, html=html)
        with self.pictures.traced() as trace:
            path, text = self.frame.post(article, *task.around, made.rules, made.scripts)
        return dataclasses.replace(self.put(path, text), jobs=dict(trace.jobs))

    def put(self, path: str, text: str) -> Written:
        """Writes any text of the site."""
        data = text.encode()
        facts = read_page(text) if path.endswith(".html") else PageFacts()
        digest = cache.digest(data, length=20)
        return Written(path, digest, self.tree.write(path, data), facts)

    def _article(self, task: Task, problems: list[BuildError]) -> tuple[Made | None, Article, str]:
        """The article, its record unless it has mistakes, and its HTML."""
        if task.made:
            html = self.store.read(task.made.key)
            if html is not None and cache.digest(html, length=20) == task.made.html:
                return task.made, task.made.article, html
        workshop = dataclasses.replace(self.workshop, rules={})
        self.ask(workshop)
        with self.pictures.traced() as trace:
            document = loading.whole(self.root, task.document)
            draft = articles.prepare(document, workshop, problems)
            workshop.maths.render(articles.formulas(draft), problems)
            article = finish(draft, workshop, problems)
        plain = dataclasses.replace(article, html="", document=_NOBODY)
        if problems:
            return None, plain, ""
        made = self.made(task, article, trace, self.asked(workshop), workshop.rules)
        return made, plain, article.html

    @staticmethod
    def ask(workshop: Workshop) -> None:
        """Begins to note what the links are asked."""
        assert isinstance(workshop.links, AskedLinks)
        workshop.links.asked, workshop.links.used = {}, {}

    @staticmethod
    def asked(workshop: Workshop) -> tuple[dict[str, str], dict[str, Path]]:
        """What the links were asked and answered since `ask`, and the files they led to."""
        assert isinstance(workshop.links, AskedLinks)
        return workshop.links.asked, workshop.links.used

    def made(
        self,
        task: Task,
        article: Article,
        trace: Trace,
        asked: tuple[dict[str, str], dict[str, Path]],
        rules: dict[str, str],
    ) -> Made:
        """The record of an article without mistakes."""
        links, linked = asked
        return Made(
            key=task.key,
            shared=self.shared,
            article=dataclasses.replace(article, html="", document=_NOBODY),
            files=tuple((str(path), digest) for path, digest in trace.files.items()),
            works=self.workshop.bibliography.digest(task.document),
            links=tuple(links.items()),
            jobs=dict(trace.jobs),
            linked=linked,
            rules=rules,
            html=cache.digest(article.html, length=20),
            headings=feeds.headings(article.html),
        )


def _nobody() -> Document:
    from pastiche.site.documents import FrontMatter

    return Document("post", "", Path(), Path(), "", FrontMatter(), "", 0)


_NOBODY = _nobody()


def still_holds(made: Made, document: Document, workshop: Workshop, pictures: Pictures) -> bool:
    """Whether everything the article was made from is as it was."""
    try:
        if any(pictures.digest(Path(path)) != digest for path, digest in made.files):
            return False
    except (OSError, BuildError):
        return False
    if made.works != workshop.bibliography.digest(document):
        return False
    return all(
        str(Links.resolve(workshop.links, href, document)) == answer for href, answer in made.links
    )
