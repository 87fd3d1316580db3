"""The files of the site that are no pages: styles, scripts, pictures, the element, the worker."""

from __future__ import annotations

from collections.abc import Mapping

from pastiche.progress import step
from pastiche.site import cache, element, offline, pages
from pastiche.site.context import Context
from pastiche.site.pictures import FOLDER, Job
from pastiche.site.product import Product


def put(context: Context, product: Product) -> dict[str, str]:
    """Brings all of them into the tree; answers the digests of all the site's files by path."""
    wanted = {path: page.digest for path, page in product.pages.items()}
    wanted |= _assets(context, product)
    text = element.entry(product.heavy_files)
    wanted |= _text(context, element.ENTRY, text) if text else {}
    return wanted | _service_worker(context, product, wanted)


def _assets(context: Context, product: Product) -> dict[str, str]:
    """What pages load."""
    sheet, tree = context.frame.stylesheet, context.tree
    texts = dict(sheet.texts)
    features = {name for made in product.made.values() for name in made.article.features}
    files = dict(sheet.files) | context.frame.scripts.files(
        {*features, "search", pages.ALWAYS, pages.EMBED}
    )
    files |= {icon.path: icon.source for icon in context.frame.icons}
    jobs: dict[str, Job] = {}
    for made in product.made.values():
        path, text = sheet.sheet(made.rules)
        texts |= {path: text} if path else {}
        files |= {f"assets/files/{name}": source for name, source in made.linked.items()}
        jobs |= made.jobs
    for page in product.pages.values():
        jobs |= page.jobs
    for path, text in texts.items():
        if not tree.has(path, ""):
            tree.put(path, text.encode(), "")
    missing = {name: job for name, job in jobs.items() if not tree.has(f"{FOLDER}/{name}", "")}
    with step("Encoding pictures"):
        context.pictures.encode(missing)
    files |= {f"{FOLDER}/{name}": context.pictures.file(job) for name, job in missing.items()}
    for path, source in files.items():
        tree.copy(path, source, "")
    names = [*texts, *files, *product.heavy_files, *(f"{FOLDER}/{name}" for name in jobs)]
    return dict.fromkeys(names, "")


def _service_worker(
    context: Context, product: Product, wanted: Mapping[str, str]
) -> dict[str, str]:
    """sw.js, which knows the version of all the other files."""
    words, info = context.frame.words(), context.content.info
    text = offline.service_worker(context.root, wanted, product.heavy_files, info, words)
    return _text(context, offline.WORKER, text)


def _text(context: Context, path: str, text: str) -> dict[str, str]:
    digest = cache.digest(text, length=20)
    if not context.tree.has(path, digest):
        context.tree.put(path, text.encode(), digest)
    return {path: digest}
