"""A build in which something changed: load, render what is not known yet, check, write, swap.

This reads as the map of the other modules. Every step takes what the last build remembered and
answers as a build without memory would: `tests/site/test_incremental.py` compares the two.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from pastiche.errors import BuildError, BuildErrors
from pastiche.progress import step
from pastiche.site import (
    cache,
    check,
    element,
    icons,
    inputs,
    offline,
    pages,
    redirects,
    schedule,
    series,
    stamps,
    templating,
    write,
)
from pastiche.site import load as loading
from pastiche.site.article import Article, Workshop
from pastiche.site.assets import Stylesheet
from pastiche.site.bibliography import Bibliography
from pastiche.site.cards import Cards
from pastiche.site.dialect import Dialect
from pastiche.site.documents import Document
from pastiche.site.entries import Listing
from pastiche.site.figures import Figures, beside
from pastiche.site.frame import Frame
from pastiche.site.highlight import Highlighter, warm_up
from pastiche.site.listings import Lists
from pastiche.site.maths import Maths
from pastiche.site.pictures import FOLDER, Job, Pictures
from pastiche.site.render import (
    AskedLinks,
    Done,
    Made,
    NoModels,
    Renderer,
    Task,
    Written,
    still_holds,
)
from pastiche.site.scripts import Scripts
from pastiche.site.spread import FEWEST, spread
from pastiche.site.state import Memory, PageRecord, Seen, State
from pastiche.site.write import Tree

_AT_ONCE = 256  # documents whose articles are in memory before they go to the store
DAY = 86_400.0  # seconds until what could not be had is asked for again


class Rebuild:
    """One build."""

    def __init__(
        self,
        root: Path,
        out: Path,
        base_url: str | None,
        drafts: bool,
        memory: Memory,
        problems: list[BuildError],
    ) -> None:
        self._root, self._drafts = root, drafts
        self._name = Path(out.name)
        self._memory, self._problems = memory, problems
        self._inputs = stamps.take(inputs.watched(root))
        self._old = memory.state(inputs.version())
        self._loaded = loading.load(root, known=self._old.sources, problems=problems)
        written = self._loaded.content(drafts=drafts)
        self._waiting = [] if drafts else schedule.waiting(written)
        self._content = schedule.published(written, root, drafts=drafts)
        self._metas = {source.document.url: source.meta for source in self._loaded.sources.values()}
        for post in self._content.posts:  # git may have dated it
            self._metas[post.url] += str(post.meta.updated)
        base = inputs.base(base_url or self._content.info.url, problems)
        self._pictures = Pictures(root)
        self._store = cache.Store(cache.folder(root) / "articles.json")
        self._maths, self._highlighter = Maths(root), Highlighter(root)
        self._templates = templating.environment(root, self._content.info.language)
        self._template_digests = templating.digests(root)
        self._addresses = pages.addresses(self._content)
        self._links = AskedLinks(root, self._content.documents, self._addresses)
        self._map = cache.digest(
            *sorted(f"{document.source} {document.url}" for document in self._content.documents),
            *sorted(self._addresses),
            repr(sorted((one.url, one.meta.aliases) for one in self._content.documents)),
            length=20,
        )
        self._frame = Frame(
            self._templates,
            self._content.info,
            Stylesheet(root),
            self._pictures,
            pages.navigation(self._content),
            pages.beneath(self._content),
            base,
            Scripts(root),
            series.collect(self._content.posts),
            icons.plan(root),
            Cards(root, self._pictures, self._content.info.title),
        )
        self._shared = self._shared_digest()
        aside = write.beside(out, cache.folder(root))
        self._tree = Tree(out, aside, self._old.live, self._old.spare)
        self._made: dict[str, Made] = {}
        self._faulty: list[Article] = []
        self._pages: dict[str, PageRecord] = {}
        self._html: dict[str, str] = {}
        self._in_feed = {post.url for post in self._content.posts[: pages.IN_FEED]}
        self._heavy_files: list[str] = []
        self._models_key = self._models_digest()
        self._frame_key = self._frame.key() + self._template_digests.get("post.html", "")

    def run(
        self, caught: Sequence[warnings.WarningMessage], stands: Callable[[], object]
    ) -> dict[str, Any]:
        """Does all of it, calls `stands` when the site is in its place, and answers the numbers of
        the report. Raises `BuildErrors`."""
        self._tree.begin()
        try:
            self._documents()
            articles = self._articles()
            self._problems += check.references(articles) + check.front_matter(self._content)
            self._problems += redirects.check(self._content.documents, self._addresses)
            _stop_at(self._problems)
            self._lists({article.document.url: article for article in articles})
            wanted = {path: page.digest for path, page in self._pages.items()} | self._assets()
            wanted |= self._element()
            wanted |= self._service_worker(wanted)
            _stop_at(check.changed(self._pages, self._old.pages, wanted.keys(), self._name))
            self._tree.settle(wanted)
            _stop_at(check.size(self._tree.spare, self._name))
        except BaseException as error:
            self._keep_stores()
            self._tree.abandon()
            self._old.spare = self._tree.spare
            self._memory.save(self._old, None)
            self._tree.end()
            if isinstance(error, TemplateError):
                mistake = templating.mistake(error, self._root)
                raise BuildErrors([*self._problems, mistake]) from error
            raise
        self._tree.swap()
        stands()
        self._keep_stores()
        numbers = self._numbers(caught)
        self._remember(numbers)
        self._tree.end()
        return {key: value for key, value in numbers.items() if key != "until"}

    def _documents(self) -> None:
        """Renders every article and every post's page that is not known to hold."""
        tasks, heavy = self._tasks()
        renderer = self._renderer(NoModels())
        if len(tasks) >= FEWEST:
            warm_up()
            self._templates.get_template("post.html")
            self._templates.get_template("base.html")

        def made(task: Task) -> Done:
            with self._telling():
                return renderer(task)

        answers = spread(made, tasks, self._meanwhile)
        for count, (task, done) in enumerate(zip(tasks, answers, strict=True), start=1):
            if count % _AT_ONCE == 0:
                self._keep_stores()
            self._problems += done.problems
            self._maths.add(done.formulas)
            self._highlighter.add(done.blocks)
            self._pictures.add(done.pictures)
            if done.needs_models:
                heavy.append(task)
            elif done.made:
                self._take(task, done)
            elif done.article:
                self._faulty.append(replace(done.article, document=task.document))
        self._models(renderer, heavy)
        self._store.save(prune=True)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Names the place of a mistake in a template: no other process can."""
        try:
            yield
        except TemplateError as error:
            raise BuildErrors([templating.mistake(error, self._root)]) from error

    def _meanwhile(self) -> None:
        """What waits for no document."""
        icons.draw(self._root, self._frame.icons)
        if not self._old.pages:
            for name in sorted(templating.PAGES & self._template_digests.keys()):
                self._templates.get_template(name)

    def _tasks(self) -> tuple[list[Task], list[Task]]:
        """What is to be rendered: without models, and with them."""
        tasks: list[Task] = []
        heavy: list[Task] = []
        moved = self._map != self._old.map
        posts = self._content.posts
        for index, document in enumerate(self._content.documents):
            name = str(document.source)
            made = self._old.made.get(name)
            if made and not self._holds(name, document, made, moved=moved):
                made = None
            key = cache.digest(name, self._loaded.sources[name].digest, self._shared, length=20)
            around = None
            if document.kind == "post":
                newer = posts[index - 1] if index else None
                older = posts[index + 1] if index + 1 < len(posts) else None
                around = None if self._problems else (newer, older)
            task = Task(document, key, made, around)
            if (made and made.heavy) or document.meta.models:
                heavy.append(task)
                continue
            if made:
                self._made[name] = made
                if not around or self._page_holds(task, made):
                    continue
            elif not document.body:
                task = replace(task, document=loading.body(self._root, document))
            tasks.append(task)
        return tasks, heavy

    def _holds(self, name: str, document: Document, made: Made, *, moved: bool) -> bool:
        if self._loaded.sources[name].digest != self._old.sources[name].digest:
            return False
        if made.shared != self._shared:
            return False
        if not (moved or made.files or made.works or made.linked):
            return True
        return still_holds(made, document, self._renderer(NoModels()).workshop, self._pictures)

    def _page_key(self, task: Task, made: Made) -> str:
        assert task.around
        document = task.document
        around = [(one.url, one.meta.title) if one else None for one in task.around]
        cover = ""
        if document.meta.cover:
            with contextlib.suppress(BuildError, OSError):
                cover = self._pictures.digest(beside(document, document.meta.cover))
        meta = self._metas[document.url]
        together = self._frame.series_of(document)
        parts = [made.html, meta, self._frame_key, repr(around), cover, str(made.script)]
        parts += [f"{one.url} {one.meta.title}" for one in together.posts] if together else []
        return cache.digest(*parts, length=20)

    def _page_holds(self, task: Task, made: Made) -> bool:
        path = f"{task.document.url}index.html"
        page = self._old.pages.get(path)
        if not page or page.key != self._page_key(task, made):
            return False
        if not self._tree.has(path, page.digest):
            return False
        self._pages[path] = page
        return True

    def _take(self, task: Task, done: Done) -> None:
        made = done.made
        assert made
        self._made[str(task.document.source)] = made
        if done.html is not None:
            self._store.put(made.key, done.html)
            if task.document.kind == "page" or task.document.url in self._in_feed:
                self._html[made.key] = done.html
        if done.page:
            page = done.page
            self._tree.wrote(page.path, page.digest, page.mark)
            key = self._page_key(task, made)
            self._pages[page.path] = PageRecord(key, page.digest, page.facts, page.jobs)

    def _models(self, renderer: Renderer, tasks: list[Task]) -> None:
        """The documents that need models, all of them as soon as one is new."""
        if not tasks:
            return
        hold = self._old.models == self._models_key and all(
            task.made and (not task.around or self._page_holds(task, task.made)) for task in tasks
        )
        if hold and all(self._tree.has(path, "") for path in self._old.heavy_files):
            self._made |= {str(task.document.source): task.made for task in tasks if task.made}
            self._heavy_files = list(self._old.heavy_files)
            return
        whole = [
            task
            if task.document.body
            else replace(task, document=loading.body(self._root, task.document))
            for task in tasks
        ]
        from pastiche.site.heavy import Heavy

        heavy = Heavy(self._root, self._pictures, self._templates)
        try:
            for task, done in heavy.render(renderer, whole, self._problems):
                self._take(task, done)
            for path, source in heavy.files.items():
                self._tree.copy(path, source, "")
                self._heavy_files.append(path)
        finally:
            heavy.close()

    def _renderer(self, stylizers: Any) -> Renderer:
        figures = Figures(self._templates, self._pictures, stylizers)
        workshop = Workshop(
            Dialect(),
            self._maths,
            self._highlighter,
            figures,
            self._links,
            Bibliography(self._root),
            rules={},
        )
        return Renderer(
            self._root,
            self._tree,
            workshop,
            self._pictures,
            self._store,
            self._frame,
            self._shared,
        )

    def _articles(self) -> list[Article]:
        """Every article, without its HTML."""
        return [
            *self._faulty,
            *(
                replace(made.article, document=document)
                for document in self._content.documents
                if (made := self._made.get(str(document.source)))
            ),
        ]

    def _lists(self, facts: dict[str, Article]) -> None:
        """Everything but the posts: what has its old key is kept, the rest is made."""
        renderer = self._renderer(NoModels())
        lists = Lists(
            self._frame,
            self._content,
            self._metas,
            facts,
            {url: self._of(article.document).html for url, article in facts.items()},
            self._template_digests,
            {url: self._of(article.document).headings for url, article in facts.items()},
            self._article_html,
            lambda document: self._of(document).rules,
            lambda document: self._of(document).script,
        )
        new: list[Listing] = []
        for listing in lists.all():
            old = self._old.pages.get(listing.path)
            if old and old.key == listing.key and self._tree.has(listing.path, old.digest):
                self._pages[listing.path] = old
            else:
                new.append(listing)

        def made(listing: Listing) -> Written:
            with self._pictures.traced() as trace, self._telling():
                page = renderer.put(listing.path, listing.make())
            return replace(page, jobs=dict(trace.jobs))

        for listing, page in zip(new, spread(made, new), strict=True):
            self._tree.wrote(page.path, page.digest, page.mark)
            self._pages[page.path] = PageRecord(listing.key, page.digest, page.facts, page.jobs)

    def _assets(self) -> dict[str, str]:
        """Brings every file that pages load into the tree; answers their paths."""
        sheet = self._frame.stylesheet
        texts = dict(sheet.texts)
        wanted = {name for made in self._made.values() for name in made.article.features}
        files = dict(sheet.files) | self._frame.scripts.files(
            {*wanted, "search", pages.ALWAYS, pages.EMBED}
        )
        files |= {icon.path: icon.source for icon in self._frame.icons}
        jobs: dict[str, Job] = {}
        for made in self._made.values():
            path, text = sheet.sheet(made.rules)
            texts |= {path: text} if path else {}
            files |= {f"assets/files/{name}": source for name, source in made.linked.items()}
            jobs |= made.jobs
        for page in self._pages.values():
            jobs |= page.jobs
        for path, text in texts.items():
            if not self._tree.has(path, ""):
                self._tree.put(path, text.encode(), "")
        missing = {
            name: job for name, job in jobs.items() if not self._tree.has(f"{FOLDER}/{name}", "")
        }
        with step("Encoding pictures"):
            self._pictures.encode(missing)
        files |= {f"{FOLDER}/{name}": self._pictures.file(job) for name, job in missing.items()}
        for path, source in files.items():
            self._tree.copy(path, source, "")
        names = [*texts, *files, *self._heavy_files, *(f"{FOLDER}/{name}" for name in jobs)]
        return dict.fromkeys(names, "")

    def _element(self) -> dict[str, str]:
        """Puts stylizer.js, through which other sites have the stylizer, into the tree."""
        text = element.entry(self._heavy_files)
        return self._text(element.ENTRY, text) if text else {}

    def _text(self, path: str, text: str) -> dict[str, str]:
        """Puts a text of the build into the tree; answers its digest by its path."""
        digest = cache.digest(text, length=20)
        if not self._tree.has(path, digest):
            self._tree.put(path, text.encode(), digest)
        return {path: digest}

    def _service_worker(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Puts sw.js, which knows the version of all the other files, into the tree."""
        words, info = self._frame.words(), self._content.info
        text = offline.service_worker(self._root, wanted, self._heavy_files, info, words)
        return self._text(offline.WORKER, text)

    def _of(self, document: Document) -> Made:
        return self._made[str(document.source)]

    def _article_html(self, document: Document) -> str:
        made = self._of(document)
        if made.key not in self._html:
            html = self._store.read(made.key)
            if html is None or cache.digest(html, length=20) != made.html:
                raise Lost(made.key)
            self._html[made.key] = html
        return self._html[made.key]

    def _keep_stores(self) -> None:
        for store in (self._store, self._pictures, self._maths, self._highlighter):
            store.save(prune=True)

    def _numbers(self, caught: Sequence[warnings.WarningMessage]) -> dict[str, Any]:
        files = self._tree.live.files
        heard = [str(note.message) for note in caught if note.category is UserWarning]
        noted = [note for document in self._content.documents for note in document.meta.notes]
        noted += [note for made in self._made.values() for note in made.article.notes]
        noted += self._waiting
        return {
            "posts": len(self._content.posts),
            "pages": len(self._content.pages),
            "files": len(files),
            "bytes": sum(size for _, (size, _) in files.values()),
            "warnings": tuple(dict.fromkeys(noted + heard)),
            "until": time.time() + DAY if heard else 0,
        }

    def _remember(self, numbers: dict[str, Any]) -> None:
        """Keeps what was learned, unless something changed while it was read."""
        state = State(
            version=self._old.version,
            sources={
                name: replace(source, document=replace(source.document, body=""))
                if source.document.body
                else source
                for name, source in self._loaded.sources.items()
            },
            made=self._made,
            pages=self._pages,
            map=self._map,
            models="" if numbers["until"] else self._models_key,
            heavy_files=self._heavy_files,
            live=self._tree.live,
            spare=self._tree.spare,
        )
        used = {path for made in self._made.values() for path, _ in made.files}
        used |= {str(path) for made in self._made.values() for path in made.linked.values()}
        read = self._inputs | self._loaded.folders | stamps.take(used)
        read |= {
            str(self._root / name): source.stamp for name, source in self._loaded.sources.items()
        }
        read |= self._data
        workshop = self._renderer(NoModels()).workshop
        steady = all(
            still_holds(made, document, workshop, self._pictures)
            for document in self._content.documents
            if (made := self._of(document)).files or made.linked
        )
        seen = Seen(self._memory.options, read, self._tree.live, numbers) if steady else None
        self._memory.save(state, seen)
        self._memory.forget_others()
        used_pictures = {Path(path).name for path in self._tree.live.files}
        for name in ("pictures", "cards"):
            cache.sweep(cache.folder(self._root) / name, used_pictures)
        cache.sweep(cache.folder(self._root) / "stylized", {Path(path).name for path in used})

    def _shared_digest(self) -> str:
        """Of what any article may be made with: templates of its parts, site.yml, files of data."""
        parts: list[bytes | str] = [self._old.version]
        for name, digest in self._template_digests.items():
            if name not in templating.PAGES:
                parts += [name, digest]
        self._data = stamps.take(self._loaded.data)
        for path in self._loaded.data:
            if not path.endswith(".bib"):  # of which each document notes those it can cite
                parts += [path, Path(path).read_bytes()]
        return cache.digest(*parts, length=20)

    def _models_digest(self) -> str:
        root = str(self._root)
        below = tuple(f"{root}/{name}" for name in ("assets/", ".cache/models", "gallery.toml"))
        found = {path: stamp for path, stamp in self._inputs.items() if path.startswith(below)}
        return cache.digest(self._shared, repr(sorted(found.items())), length=20)


class Lost(Exception):
    """The store has lost an article that the state speaks of."""


def _stop_at(problems: list[BuildError]) -> None:
    if problems:
        raise BuildErrors(problems)
