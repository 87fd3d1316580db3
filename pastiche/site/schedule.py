"""What is published today: posts of the future wait for their day, and git dates the changed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pastiche.site.documents import Content


def today() -> date:
    """The latest day that has begun anywhere on Earth, by SOURCE_DATE_EPOCH or else the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdigit() else time.time()
    return date(1970, 1, 1) + timedelta(seconds=seconds + 14 * 3600)


def published(content: Content, root: Path, *, drafts: bool) -> Content:
    """`content` without what waits, unless drafts are shown, and with the days git knows."""
    from pastiche.site import history

    now = today()
    posts = [post for post in content.posts if drafts or not _waits(post.meta.date, now)]
    return replace(content, posts=tuple(history.dated(root, posts)))


def waiting(content: Content) -> list[str]:
    """A sentence for every post of `content` whose day has not come."""
    now = today()
    return [
        f"{post.source} waits for its day, {post.meta.date}"
        for post in content.posts
        if _waits(post.meta.date, now)
    ]


def _waits(day: date | None, now: date) -> bool:
    return day is not None and day > now
