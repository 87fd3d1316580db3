"""The small scripts of assets/scripts that make an article better where there is JavaScript.

Each is one ES module without imports, named by its content; `Article.features` says which ones an
article wants.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pastiche.site import cache
from pastiche.site.urls import ROOT

_FOLDER = "assets/js"


class Scripts:
    """The scripts under assets/scripts; `urls` are their addresses by name, without .js."""

    def __init__(self, root: Path) -> None:
        self.urls: dict[str, str] = {}
        self._files: dict[str, tuple[str, Path]] = {}
        for path in sorted((root / "assets" / "scripts").glob("*.js")):
            name = f"{_FOLDER}/{path.stem}-{cache.digest(path.read_bytes())}.js"
            self._files[path.stem] = (name, path)
            self.urls[path.stem] = f"{ROOT}{name}"

    def files(self, names: Iterable[str]) -> dict[str, Path]:
        """The sources of the scripts called `names`, by their path in the site."""
        return dict(self._files[name] for name in set(names))
