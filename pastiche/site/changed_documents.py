"""Renders the articles and the posts' pages that are not known to hold from the last build."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from pastiche.errors import BuildError
from pastiche.site import cache, icons, pages, templating
from pastiche.site.context import Context
from pastiche.site.documents import Document
from pastiche.site.figures import beside
from pastiche.site.highlight import warm_up
from pastiche.site.product import Product
from pastiche.site.render import Done, Made, Renderer, Task, still_holds
from pastiche.site.spread import FEWEST, spread
from pastiche.site.state import PageRecord

_AT_ONCE = 256  # documents whose articles are in memory before they go to the store


class ChangedDocuments:
    """Brings `product` to hold an article of every document, and `context.tree` every post."""

    def __init__(self, context: Context, product: Product) -> None:
        self._context, self._product = context, product
        self._in_feed = {post.url for post in context.content.posts[: pages.IN_FEED]}

    def render(self) -> None:
        """Does all of it; mistakes are added to the problems of the build."""
        context, product = self._context, self._product
        renderer = context.renderer()
        tasks, heavy = self._tasks(renderer)
        if len(tasks) >= FEWEST:
            warm_up()
            for name in ("post.html", "base.html", "document.html"):
                context.templates.get_template(name)

        def made(task: Task) -> Done:
            with context.telling():
                return renderer(task)

        answers = spread(made, tasks, self._meanwhile)
        for count, (task, done) in enumerate(zip(tasks, answers, strict=True), start=1):
            if count % _AT_ONCE == 0:
                context.keep_stores()
            context.problems += done.problems
            context.maths.add(done.formulas)
            context.highlighter.add(done.blocks)
            context.pictures.add(done.pictures)
            if done.needs_models:
                heavy.append(task)
            elif done.made:
                self._take(task, done)
            elif done.article:
                product.faulty.append(replace(done.article, document=task.document))
        self._models(renderer, heavy)
        context.store.save(prune=True)

    def _meanwhile(self) -> None:
        """What waits for no document."""
        context = self._context
        icons.draw(context.root, context.frame.icons)
        if not context.old.pages:
            for name in sorted(templating.PAGES & context.template_digests.keys()):
                context.templates.get_template(name)

    def _tasks(self, renderer: Renderer) -> tuple[list[Task], list[Task]]:
        """What is to be rendered: without models, and with them."""
        context = self._context
        tasks: list[Task] = []
        heavy: list[Task] = []
        posts = context.content.posts
        for index, document in enumerate(context.content.documents):
            name = str(document.source)
            made = context.old.made.get(name)
            if made and not self._holds(name, document, made, renderer):
                made = None
            digest = context.loaded.sources[name].digest
            key = cache.digest(name, digest, context.shared, length=20)
            around = None
            if document.kind == "post":
                newer = posts[index - 1] if index else None
                older = posts[index + 1] if index + 1 < len(posts) else None
                around = None if context.problems else (newer, older)
            task = Task(document, key, made, around)
            if (made and made.heavy) or document.meta.models:
                heavy.append(task)
                continue
            if made:
                self._product.made[name] = made
                if not around or self._page_holds(task, made):
                    continue
            tasks.append(task)
        return tasks, heavy

    def _holds(self, name: str, document: Document, made: Made, renderer: Renderer) -> bool:
        context = self._context
        if context.loaded.sources[name].digest != context.old.sources[name].digest:
            return False
        if made.shared != context.shared:
            return False
        moved = context.map != context.old.map
        if not (moved or made.files or made.works or made.linked):
            return True
        return still_holds(made, document, renderer.workshop, context.pictures)

    def _page_key(self, task: Task, made: Made) -> str:
        assert task.around
        context, document = self._context, task.document
        around = [(one.url, one.meta.title) if one else None for one in task.around]
        cover = ""
        if document.meta.cover:
            with contextlib.suppress(BuildError, OSError):
                cover = context.pictures.digest(beside(document, document.meta.cover))
        meta = context.metas[document.url]
        together = context.frame.series_of(document)
        parts = [made.html, meta, context.frame_key, repr(around), cover, repr(made.scripts)]
        parts += [f"{one.url} {one.meta.title}" for one in together.posts] if together else []
        return cache.digest(*parts, length=20)

    def _page_holds(self, task: Task, made: Made) -> bool:
        path = f"{task.document.url}index.html"
        page = self._context.old.pages.get(path)
        if not page or page.key != self._page_key(task, made):
            return False
        if not self._context.tree.has(path, page.digest):
            return False
        self._product.pages[path] = page
        return True

    def _take(self, task: Task, done: Done) -> None:
        made, product = done.made, self._product
        assert made
        product.made[str(task.document.source)] = made
        if done.html is not None:
            self._context.store.put(made.key, done.html)
            if task.document.kind == "page" or task.document.url in self._in_feed:
                product.html[made.key] = done.html
        if done.page:
            page = done.page
            self._context.tree.wrote(page.path, page.digest, page.mark)
            key = self._page_key(task, made)
            product.pages[page.path] = PageRecord(key, page.digest, page.facts, page.jobs)

    def _models(self, renderer: Renderer, tasks: list[Task]) -> None:
        """The documents that need models, all of them as soon as one is new."""
        if not tasks:
            return
        context, product = self._context, self._product
        old, tree = context.old, context.tree
        hold = old.models == context.models_key and all(
            task.made and (not task.around or self._page_holds(task, task.made)) for task in tasks
        )
        if hold and all(tree.has(path, "") for path in old.heavy_files):
            product.made |= {str(task.document.source): task.made for task in tasks if task.made}
            product.heavy_files = list(old.heavy_files)
            return
        from pastiche.site.heavy import Heavy

        heavy = Heavy(context.root, context.pictures, context.templates)
        try:
            for task, done in heavy.render(renderer, tasks, context.problems):
                self._take(task, done)
            for path, source in heavy.files.items():
                tree.copy(path, source, "")
                product.heavy_files.append(path)
        finally:
            heavy.close()
