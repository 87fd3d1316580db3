"""A build in which something changed: load, render what is not known yet, check, write, swap.

This reads as the map of the other modules. Every step takes what the last build remembered and
answers as a build without memory would: `tests/site/test_incremental.py` compares the two.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from jinja2 import TemplateError

from pastiche.errors import BuildError, BuildErrors
from pastiche.site import check, redirects, remember, site_files, templating
from pastiche.site.article import Article
from pastiche.site.changed_documents import ChangedDocuments
from pastiche.site.context import Context
from pastiche.site.entries import Listing
from pastiche.site.listings import Lists
from pastiche.site.product import Product
from pastiche.site.render import Written
from pastiche.site.spread import spread
from pastiche.site.state import PageRecord


class Rebuild:
    """One build."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._product = Product(context.store)

    def run(
        self, caught: Sequence[warnings.WarningMessage], stands: Callable[[], object]
    ) -> dict[str, Any]:
        """Does all of it, calls `stands` when the site is in its place, and answers the numbers of
        the report. Raises `BuildErrors`."""
        context, product = self._context, self._product
        context.tree.begin()
        try:
            self._make()
        except BaseException as error:
            self._give_up()
            if isinstance(error, TemplateError):
                mistake = templating.mistake(error, context.root)
                raise BuildErrors([*context.problems, mistake]) from error
            raise
        context.tree.swap()
        stands()
        context.keep_stores()
        numbers = remember.numbers(context, product, caught)
        remember.keep(context, product, numbers)
        context.tree.end()
        return {key: value for key, value in numbers.items() if key != "until"}

    def _make(self) -> None:
        """Puts the whole site into the second folder, and checks it."""
        context, product, problems = self._context, self._product, self._context.problems
        documents = context.content.documents
        ChangedDocuments(context, product).render()
        articles = product.articles(documents)
        problems += check.references(articles) + check.front_matter(context.content)
        problems += redirects.check(documents, context.addresses)
        _stop_at(problems)
        self._lists({article.document.url: article for article in articles})
        wanted = site_files.put(context, product)
        _stop_at(check.changed(product.pages, context.old.pages, wanted.keys(), context.name))
        context.tree.settle(wanted)
        _stop_at(check.size(context.tree.spare, context.name))

    def _give_up(self) -> None:
        """Leaves the old site, and keeps what was learned."""
        context = self._context
        context.keep_stores()
        context.tree.abandon()
        context.old.spare = context.tree.spare
        context.memory.save(context.old, None)
        context.tree.end()

    def _lists(self, facts: dict[str, Article]) -> None:
        """Everything but the posts: what has its old key is kept, the rest is made."""
        context, product = self._context, self._product
        renderer = context.renderer()
        lists = Lists(
            context.frame,
            context.content,
            context.metas,
            facts,
            {url: product.of(article.document).html for url, article in facts.items()},
            context.template_digests,
            {url: product.of(article.document).headings for url, article in facts.items()},
            product.article_html,
            lambda document: product.of(document).rules,
            lambda document: product.of(document).scripts,
        )
        new: list[Listing] = []
        for listing in lists.all():
            old = context.old.pages.get(listing.path)
            if old and old.key == listing.key and context.tree.has(listing.path, old.digest):
                product.pages[listing.path] = old
            else:
                new.append(listing)

        def made(listing: Listing) -> Written:
            with context.pictures.traced() as trace, context.telling():
                page = renderer.put(listing.path, listing.make())
            return replace(page, jobs=dict(trace.jobs))

        for listing, page in zip(new, spread(made, new), strict=True):
            context.tree.wrote(page.path, page.digest, page.mark)
            product.pages[page.path] = PageRecord(listing.key, page.digest, page.facts, page.jobs)


def _stop_at(problems: list[BuildError]) -> None:
    if problems:
        raise BuildErrors(problems)
