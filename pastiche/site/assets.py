"""The look of the site: the small files of assets/css/ become one stylesheet, named by its content.

In a stylesheet `url("npm:…")` and `@import "npm:…"` name files of installed npm packages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site import cache, tags
from pastiche.site.urls import ROOT

_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_URL = re.compile(r"""url\((["'])(.*?)\1\)""")


USUAL = (
    "text-align: left",
    "text-align: center",
    "text-align: right",
    "text-align:left",
    "text-align:center",
    "text-align:right",
    "display:block math",
    "math-depth:0",
    "padding-left:0em;padding-right:0em",
)
"""Lifted styles that many articles have, and that the stylesheet of all pages therefore holds."""


class Stylesheet:
    """assets/css/site.css with its imports, the usual lifted rules, and every file it names.

    Rules that are not usual stand in a small stylesheet of the pages that need them, so that a new
    one changes no other page.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, Path] = {}
        self._usual = {tags.style_class(style): style for style in USUAL}
        text = self._read(root / "assets" / "css" / "site.css") + _rules(self._usual)
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

    def lifted(self, rules: Mapping[str, str]) -> str | None:
        """The address of the stylesheet of a page with lifted `rules`; None when it needs none."""
        name = self.sheet(rules)[0]
        return f"{ROOT}{name}" if name else None

    def sheet(self, rules: Mapping[str, str]) -> tuple[str, str]:
        """Path and text of the stylesheet for lifted `rules`; empty when all of them are usual."""
        text = _rules({name: rules[name] for name in rules.keys() - self._usual.keys()})
        return (f"assets/css/lifted-{cache.digest(text)}.css", text) if text else ("", "")

    @property
    def texts(self) -> dict[str, str]:
        """The stylesheet of all pages, by its path."""
        return {f"assets/css/{self._name}": self._text}

    @property
    def files(self) -> dict[str, Path]:
        """Every file it comes with, by its path in the site."""
        icon = {f"assets/css/{self._icon_name}": self._icon}
        return icon | {f"assets/fonts/{name}": source for name, source in self._files.items()}

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


def _rules(rules: Mapping[str, str]) -> str:
    return "".join(f".{name}{{{style}}}\n" for name, style in sorted(rules.items()))
