"""Jinja, set up once: strict about missing values, escaping by default, compiled templates kept."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)

from pastiche.errors import BuildError
from pastiche.site import cache
from pastiche.site.urls import ROOT, slugify
from pastiche.site.words import Languages

POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self'; worker-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'none'"
)


_NAMED = re.compile(r"""["']([\w./-]+)["']""")  # whatever a template quotes may be a template
PAGES = frozenset(
    {
        "404.html",
        "archive.html",
        "base.html",
        "document.html",
        "embed.html",
        "feed.xml",
        "home.html",
        "list.html",
        "page.html",
        "post.html",
        "posts.html",
        "search.html",
        "service-worker.js",
        "redirect.html",
        "series.html",
        "sitemap.xml",
        "tag.html",
        "tags.html",
    }
)
"""Templates of whole pages, which no article is made with."""


def environment(root: Path, language: str = "en") -> Environment:
    """The templates under `root`, of a site in `language`."""
    kept = cache.folder(root) / "templates"
    kept.mkdir(parents=True, exist_ok=True)
    jinja = Environment(
        loader=FileSystemLoader(root / "templates"),
        bytecode_cache=FileSystemBytecodeCache(str(kept)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    jinja.globals |= {"root": ROOT, "policy": POLICY, "languages": Languages(root, language)}
    jinja.filters |= {"long_date": long_date, "slug": slugify}
    return jinja


def digests(root: Path) -> dict[str, str]:
    """Template name -> digest of the template and of all that it extends, includes or imports."""
    folder = root / "templates"
    texts = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    named = {name: set(_NAMED.findall(text)) & texts.keys() for name, text in texts.items()}
    found: dict[str, str] = {}
    for name in texts:
        whole, waiting = {name}, [name]
        while waiting:
            new = named[waiting.pop()] - whole
            whole |= new
            waiting += new
        found[name] = cache.digest(*(f"{one}\n{texts[one]}" for one in sorted(whole)), length=20)
    return found


def mistake(error: TemplateError, root: Path) -> BuildError:
    """The sentence for an error in a template, at its file and line."""
    if isinstance(error, TemplateSyntaxError):
        path = Path(error.filename) if error.filename else None
        return BuildError(path, error.lineno, f"template syntax: {error.message}", "mend it there")
    places = [  # Jinja gives the frames of templates the templates' own files and lines
        (Path(frame.filename), frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(root / "templates")
    ]
    path, line = places[-1] if places else (root / "templates", None)
    return BuildError(path, line, f"in a template: {error.message}", "mend it there")


def long_date(day: date, words: Mapping[str, Any]) -> str:
    """A day as people write it in the language of `words` (see `pastiche.site.words`)."""
    month = words["months"][day.month - 1]
    return str(words["date"]).format(day=day.day, month=month, year=day.year)
