"""Documents that need the models: their pictures are computed and their scripts bundled together.

All of them are rendered as soon as one is new, because they share trays, scripts and packages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from jinja2 import Environment

from pastiche.errors import BuildError
from pastiche.site import article as articles
from pastiche.site import element, load
from pastiche.site.article import Draft
from pastiche.site.figures import Figures
from pastiche.site.finish import finish
from pastiche.site.pictures import Pictures
from pastiche.site.render import Done, Made, Renderer, Task
from pastiche.site.shortcodes import STYLIZER
from pastiche.site.stylizers import Stylizers


class Heavy:
    """The stylizers of a build, put together in a folder of their own."""

    def __init__(self, root: Path, pictures: Pictures, templates: Environment) -> None:
        self._root = root
        self._folder = tempfile.TemporaryDirectory(prefix="pastiche-")
        self._stylizers = Stylizers(root, pictures, Path(self._folder.name))
        self._figures = Figures(templates, pictures, self._stylizers)
        self._pictures = pictures

    def render(
        self, renderer: Renderer, tasks: Sequence[Task], problems: list[BuildError]
    ) -> Iterator[tuple[Task, Done]]:
        """Renders the documents; what is wrong with them is added to `problems`."""
        made = list(self._articles(renderer, tasks, problems))
        wanted = {name for _, one, _ in made for name in one.article.elements}
        scripts = self._stylizers.site.scripts if wanted else {}
        for task, one, html in made:
            elements = sorted(one.article.elements)
            own = replace(one, scripts=tuple(scripts[name] for name in elements if name in scripts))
            page = renderer.page(task, own, html) if task.around else None
            yield task, Done(own, None, html, page)
        self._stylizers.write(Path(self._folder.name))
        if STYLIZER in wanted and (script := scripts.get(STYLIZER)):
            element.write(self._root, self._stylizers.config(), script, Path(self._folder.name))

    @property
    def files(self) -> dict[str, Path]:
        """Scripts and model packages, by their paths in the site."""
        folder = Path(self._folder.name)
        return {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def close(self) -> None:
        """Removes the folder."""
        self._folder.cleanup()

    def _articles(
        self, renderer: Renderer, tasks: Sequence[Task], problems: list[BuildError]
    ) -> Iterator[tuple[Task, Made, str]]:
        workshop = replace(renderer.workshop, figures=self._figures)
        with self._pictures.traced() as trace:
            prepared = [(task, *self._prepare(task, renderer)) for task in tasks]
            self._stylizers.compute()
            finished = []
            for task, draft, mistakes in prepared:
                own = replace(workshop, rules={})
                renderer.ask(own)
                article = finish(draft, own, mistakes)
                finished.append((task, article, renderer.asked(own), own.rules, mistakes))
        for task, article, asked, rules, mistakes in finished:
            problems += mistakes
            if not mistakes:
                one = renderer.made(task, article, trace, asked, rules)
                yield task, replace(one, heavy=True), article.html

    def _prepare(self, task: Task, renderer: Renderer) -> tuple[Draft, list[BuildError]]:
        mistakes: list[BuildError] = []
        document = load.whole(self._root, task.document)
        for name in document.meta.models:
            _tried(mistakes, task, partial(self._stylizers.package, name))
        draft = articles.prepare(document, renderer.workshop, mistakes)
        renderer.workshop.maths.render(articles.formulas(draft), mistakes)
        for code in draft.codes.values():
            self._figures.foresee(code, document)
        return draft, mistakes


def _tried(mistakes: list[BuildError], task: Task, action: Callable[[], object]) -> None:
    try:
        action()
    except BuildError as error:
        document = task.document
        line = document.meta.lines.get("models")
        path = error.path or document.source
        mistakes.append(BuildError(path, line, error.message, error.hint))
