"""When a content file was last changed, as git knows it: what `updated` says when nobody wrote it.

Git is asked once per commit; the answer is kept. Without git, and in a shallow clone, where every
file would seem as new as the last commit, nothing is known.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pastiche.site import cache
from pastiche.site.documents import Document

_REFERENCE = re.compile(r"ref: (\S+)")


def dated(root: Path, documents: Iterable[Document]) -> list[Document]:
    """`documents`; a post without `updated` gets the day of its last commit if that is later."""
    days = last_changes(root)
    return [_dated(document, days) for document in documents]


def last_changes(root: Path) -> dict[str, str]:
    """The day of the last commit of every file of content/, by its path from `root`."""
    commit = _commit(root)
    if commit is None:
        return {}
    kept = cache.folder(root) / "git.json"
    try:
        known = json.loads(kept.read_bytes())
        if known["commit"] == commit:
            return dict(known["days"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    days = _ask(root)
    cache.write_atomic(kept, json.dumps({"commit": commit, "days": days}).encode())
    return days


def watched(root: Path) -> list[str]:
    """The files that change with a commit."""
    git = root / ".git"
    if not git.is_dir():  # of a worktree, where `last_changes` still knows
        return [str(git)]
    names = ["HEAD", "packed-refs", "shallow"]
    with contextlib.suppress(OSError):
        if match := _REFERENCE.match((git / "HEAD").read_text()):
            names.append(match[1])
    return [str(git / name) for name in names]


def _dated(document: Document, days: dict[str, str]) -> Document:
    meta = document.meta
    changed = days.get(document.source.as_posix())
    if document.kind != "post" or meta.updated or not changed or not meta.date:
        return document
    day = date.fromisoformat(changed)
    return replace(document, meta=replace(meta, updated=day)) if day > meta.date else document


def _ask(root: Path) -> dict[str, str]:
    command = ["git", "-c", "core.quotepath=off", "log", "--format=%x00%cs", "--name-only"]
    command += ["--no-renames", "--relative", "--", "content"]
    try:
        ran = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except OSError:
        return {}
    days: dict[str, str] = {}
    for entry in ran.stdout.decode(errors="replace").split("\0")[1:]:
        day, *names = entry.split("\n")
        for name in names:
            if name:
                days.setdefault(name, day)
    return days


def _commit(root: Path) -> str | None:
    """The id of the commit that is checked out, read without a process."""
    git = root / ".git"
    try:
        if git.is_file():  # a worktree or a submodule
            git = root / git.read_text().partition("gitdir:")[2].strip()
        common = git
        if (git / "commondir").is_file():
            common = git / (git / "commondir").read_text().strip()
        if (common / "shallow").is_file():
            return None
        head = (git / "HEAD").read_text().strip()
        match = _REFERENCE.match(head)
        if not match:
            return head
        if (common / match[1]).is_file():
            return (common / match[1]).read_text().strip()
        packed = (common / "packed-refs").read_text()
        found = re.search(rf"^([0-9a-f]+) {re.escape(match[1])}$", packed, re.MULTILINE)
        return found[1] if found else None
    except OSError:
        return None
