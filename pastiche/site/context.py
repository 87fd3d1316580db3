"""What a build knows before it makes anything: what is written, what the last build remembers, and
what every page is made with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from pastiche.errors import BuildError, BuildErrors
from pastiche.site import cache, icons, inputs, pages, schedule, series, stamps, templating, write
from pastiche.site import load as loading
from pastiche.site.article import Workshop
from pastiche.site.assets import Stylesheet
from pastiche.site.bibliography import Bibliography
from pastiche.site.cards import Cards
from pastiche.site.dialect import Dialect
from pastiche.site.figures import Figures
from pastiche.site.frame import Frame
from pastiche.site.highlight import Highlighter
from pastiche.site.maths import Maths
from pastiche.site.pictures import Pictures
from pastiche.site.render import AskedLinks, NoModels, Renderer
from pastiche.site.scripts import Scripts
from pastiche.site.state import Memory
from pastiche.site.write import Tree


class Context:
    """One build's content, stores, templates and output tree.

    `old` is the state that the last build left; `name` is what errors call the output; `metas` are
    digests of the front matters, by url; `map`, `shared`, `models_key` and `frame_key` are digests
    of the addresses that links can lead to, of what any article may be made with, of what the
    models' documents are made with besides, and of what surrounds every post.
    """

    def __init__(
        self,
        root: Path,
        out: Path,
        base_url: str | None,
        drafts: bool,
        memory: Memory,
        problems: list[BuildError],
    ) -> None:
        self.root, self.name = root, Path(out.name)
        self.memory, self.problems = memory, problems
        self.inputs = stamps.take(inputs.watched(root))
        self.old = memory.state(inputs.version())
        self.loaded = loading.load(root, known=self.old.sources, problems=problems)
        written = self.loaded.content(drafts=drafts)
        self.notes = [*self.loaded.notes, *([] if drafts else schedule.waiting(written))]
        self.content = schedule.published(written, root, drafts=drafts)
        self.metas = {source.document.url: source.meta for source in self.loaded.sources.values()}
        for post in self.content.posts:  # git may have dated it
            self.metas[post.url] += str(post.meta.updated)
        base = inputs.base(base_url or self.content.info.url, problems)
        self.pictures = Pictures(root)
        self.store = cache.Store(cache.folder(root) / "articles.json")
        self.maths, self.highlighter = Maths(root), Highlighter(root)
        self.templates = templating.environment(root, self.content.info.language)
        self.template_digests = templating.digests(root)
        self.addresses = pages.addresses(self.content)
        self.links = AskedLinks(root, self.content.documents, self.addresses)
        self.map = cache.digest(
            *sorted(f"{document.source} {document.url}" for document in self.content.documents),
            *sorted(self.addresses),
            repr(sorted((one.url, one.meta.aliases) for one in self.content.documents)),
            length=20,
        )
        self.frame = Frame(
            self.templates,
            self.content.info,
            Stylesheet(root),
            self.pictures,
            pages.navigation(self.content),
            pages.beneath(self.content),
            base,
            Scripts(root),
            series.collect(self.content.posts),
            icons.plan(root),
            Cards(root, self.pictures, self.content.info.title),
        )
        self.data = stamps.take(self.loaded.data)
        self.shared = self._shared_digest()
        aside = write.beside(out, cache.folder(root))
        self.tree = Tree(out, aside, self.old.live, self.old.spare)
        self.models_key = self._models_digest()
        self.frame_key = self.frame.key() + self.template_digests.get("post.html", "")

    def renderer(self) -> Renderer:
        """What renders documents into the tree, all but those that need models."""
        no_models: Any = NoModels()
        workshop = Workshop(
            Dialect(),
            self.maths,
            self.highlighter,
            Figures(self.templates, self.pictures, no_models),
            self.links,
            Bibliography(self.root),
            rules={},
        )
        return Renderer(
            self.root, self.tree, workshop, self.pictures, self.store, self.frame, self.shared
        )

    @contextlib.contextmanager
    def telling(self) -> Iterator[None]:
        """Names the place of a mistake in a template: no other process can."""
        try:
            yield
        except TemplateError as error:
            raise BuildErrors([templating.mistake(error, self.root)]) from error

    def keep_stores(self) -> None:
        """Keeps what was learned for the next build."""
        for store in (self.store, self.pictures, self.maths, self.highlighter):
            store.save(prune=True)

    def _shared_digest(self) -> str:
        """Of what any article may be made with: templates of its parts, site.yml, files of data."""
        parts: list[bytes | str] = [self.old.version]
        for name, digest in self.template_digests.items():
            if name not in templating.PAGES:
                parts += [name, digest]
        for path in self.loaded.data:
            if not path.endswith(".bib"):  # of which each document notes those it can cite
                parts += [path, Path(path).read_bytes()]
        return cache.digest(*parts, length=20)

    def _models_digest(self) -> str:
        root = str(self.root)
        below = tuple(f"{root}/{name}" for name in ("assets/", ".cache/models", "gallery.toml"))
        found = {path: stamp for path, stamp in self.inputs.items() if path.startswith(below)}
        return cache.digest(self.shared, repr(sorted(found.items())), length=20)
