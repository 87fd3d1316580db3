"""The look of the site: the small files of assets/css/ become one stylesheet, named by its content.

In a stylesheet `url("npm:…")` and `@import "npm:…"` name files of installed npm packages.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site import cache
from pastiche.site.urls import ROOT

_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_URL = re.compile(r"""url\((["'])(.*?)\1\)""")


class Stylesheet:
    """assets/css/site.css with its imports, the lifted rules, and every file it names."""

    def __init__(self, root: Path, rules: Mapping[str, str]) -> None:
        self._root = root
        self._files: dict[str, Path] = {}
        text = self._read(root / "assets" / "css" / "site.css")
        text += "".join(f".{name}{{{style}}}\n" for name, style in sorted(rules.items()))
        self._text = text
        self._name = f"site-{cache.digest(text)}.css"
        self.url = f"{ROOT}assets/css/{self._name}"
        self._icon = root / "assets" / "css" / "icon.svg"
        self._icon_name = f"icon-{cache.digest(self._icon.read_bytes())}.svg"
        self.icon = f"{ROOT}assets/css/{self._icon_name}"

    @property
    def fonts(self) -> list[str]:
        """The addresses of the fonts that every page needs, to be fetched early."""
        return [
            f"{ROOT}assets/fonts/{name}"
            for name in self._files
            if name.startswith("newsreader-latin-opsz-normal")
        ]

    def write(self, out: Path) -> None:
        """Writes the stylesheet and its files into the site at `out`."""
        (out / "assets" / "css").mkdir(parents=True)
        (out / "assets" / "css" / self._name).write_text(self._text, encoding="utf-8")
        shutil.copyfile(self._icon, out / "assets" / "css" / self._icon_name)
        if self._files:
            (out / "assets" / "fonts").mkdir(parents=True)
        for name, source in self._files.items():
            shutil.copyfile(source, out / "assets" / "fonts" / name)

    def _read(self, path: Path) -> str:
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            hint = "every @import in assets/css/site.css names a file beside it"
            raise BuildError(path, None, "there is no such stylesheet", hint) from None
        text = _IMPORT.sub(lambda match: self._read(self._path(path, match[1])), text)
        text = _COMMENT.sub("", text)
        text = _URL.sub(lambda match: self._url(path, match[2]), text)
        return re.sub(r"\n\s+", "\n", text)

    def _path(self, path: Path, name: str) -> Path:
        if name.startswith("npm:"):
            return self._root / "node_modules" / name.removeprefix("npm:")
        return path.parent / name

    def _url(self, path: Path, name: str) -> str:
        if name.startswith(("data:", "../fonts/")):
            return f'url("{name}")'
        source = self._path(path, name)
        if not source.is_file():
            hint = "run python3 build.py, which installs what package.json names"
            raise BuildError(path, None, f"there is no file {name}", hint)
        hashed = f"{source.stem}-{cache.digest(source.read_bytes())}{source.suffix}"
        self._files[hashed] = source
        return f'url("../fonts/{hashed}")'
