"""What a build depends on besides content/: templates, assets, packages, this code, the address."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from urllib.parse import urlsplit

from pastiche.errors import BuildError
from pastiche.site import cache, history, stamps

CODE = Path(__file__).resolve().parents[1]
_STAMPED = frozenset({".py", ".mjs"})


def watched(root: Path) -> list[str]:
    """What is read besides content/."""
    return [
        *stamps.tree(CODE, suffixes=_STAMPED),
        *stamps.tree(root / "templates", root / "assets", root / ".cache" / "models"),
        *history.watched(root),
        *(str(root / name) for name in ("gallery.toml", "models.toml", "package-lock.json")),
        str(root / "content"),
        str(root / "node_modules" / ".package-lock.json"),
        sysconfig.get_path("purelib"),
    ]


def version() -> str:
    """Of the code that makes the site: another one begins anew."""
    code = [(path, stamps.stamp(path)) for path in stamps.tree(CODE, suffixes=_STAMPED)]
    files = [(path, stamp) for path, stamp in code if stamp[0] >= 0]
    return cache.digest(sys.version, repr(files), repr(stamps.stamp(sysconfig.get_path("purelib"))))


def base(url: str | None, problems: list[BuildError]) -> str | None:
    """The site's address with a slash at its end; one that cannot be one is a problem."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets or a host that no address can have
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        message = f"the base URL “{url}” is not the address of a site"
        hint = "PASTICHE_BASE_URL=https://me.github.io/pastiche"
        problems.append(BuildError(None, None, message, hint))
        return None
    return url.rstrip("/") + "/"
