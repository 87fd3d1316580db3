"""After a build: the numbers of its report, and what the next build will want to know of it."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pastiche.site import cache, stamps
from pastiche.site.context import Context
from pastiche.site.product import Product
from pastiche.site.render import still_holds
from pastiche.site.state import Seen, State

DAY = 86_400.0  # seconds until what could not be had is asked for again


def numbers(
    context: Context, product: Product, caught: Sequence[warnings.WarningMessage]
) -> dict[str, Any]:
    """The fields of the report, and `until`: when to look again for what could not be had."""
    files = context.tree.live.files
    heard = [str(note.message) for note in caught if note.category is UserWarning]
    noted = [note for document in context.content.documents for note in document.meta.notes]
    noted += [note for made in product.made.values() for note in made.article.notes]
    noted += context.notes
    return {
        "posts": len(context.content.posts),
        "pages": len(context.content.pages),
        "files": len(files),
        "bytes": sum(size for _, (size, _) in files.values()),
        "warnings": tuple(dict.fromkeys(noted + heard)),
        "until": time.time() + DAY if heard else 0,
    }


def keep(context: Context, product: Product, report: dict[str, Any]) -> None:
    """Keeps what was learned, unless something changed while it was read."""
    made, tree = product.made, context.tree
    state = State(
        version=context.old.version,
        sources=context.loaded.sources,
        made=made,
        pages=product.pages,
        map=context.map,
        models="" if report["until"] else context.models_key,
        heavy_files=product.heavy_files,
        live=tree.live,
        spare=tree.spare,
    )
    used = {path for one in made.values() for path, _ in one.files}
    used |= {str(path) for one in made.values() for path in one.linked.values()}
    read = context.inputs | context.loaded.folders | stamps.take(used)
    read |= {
        str(context.root / name): source.stamp for name, source in context.loaded.sources.items()
    }
    read |= context.data
    workshop = context.renderer().workshop
    steady = all(
        still_holds(one, document, workshop, context.pictures)
        for document in context.content.documents
        if (one := product.of(document)).files or one.linked
    )
    seen = Seen(context.memory.options, read, tree.live, report) if steady else None
    context.memory.save(state, seen)
    context.memory.forget_others()
    used_pictures = {Path(path).name for path in tree.live.files}
    for name in ("pictures", "cards"):
        cache.sweep(cache.folder(context.root) / name, used_pictures)
    cache.sweep(cache.folder(context.root) / "stylized", {Path(path).name for path in used})
