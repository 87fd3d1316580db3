"""`new "Title"`: begins a post, with front matter that is already valid."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site.documents import MARKDOWN
from pastiche.site.urls import slugify

_POST = """\
---
title: {title}
date: {day}
description: One sentence that says what a reader will find here.
tags: []
draft: true
models: [sanet-lite]
---

Begin here.

{{{{ stylizer(model="sanet-lite") }}}}

## A first section

Formulas stand between dollars, $e^{{i\\pi}} = -1$, or on lines of their own:

$$
F_{{cs}} = F_c + W \\sum_j A_j\\, h(F_{{s,j}})
$$
"""


def new(root: Path, title: str) -> Path:
    """Writes a draft into content/posts/ and returns its path, which is also printed."""
    slug = slugify(title)
    if not slug:
        hint = "give a title with letters or digits"
        raise BuildError(None, None, f"“{title}” makes no address", hint)
    path = root / "content" / "posts" / slug / "index.md"
    if any(path.parent.with_suffix(ending).exists() for ending in ("", *MARKDOWN)):
        hint = "choose another title, or rename the post that is there"
        raise BuildError(path.relative_to(root), None, "this post exists already", hint)
    path.parent.mkdir(parents=True)
    text = _POST.format(
        title=json.dumps(title, ensure_ascii=False), day=datetime.now().astimezone().date()
    )
    path.write_text(text, encoding="utf-8")
    print(f"{path.relative_to(root)} is begun. It is a draft: only “serve” shows it.")
    return path
