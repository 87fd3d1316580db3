"""The words of the pages around the articles, by language: templates/words.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from pastiche.errors import BuildError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIRST = "en"


class Languages:
    """The languages that the pages can be in; `site` is the tag of the usual one."""

    def __init__(self, root: Path, site: str) -> None:
        self._path = root / "templates" / "words.yml"
        self._site = site

    def of(self, tag: str) -> Mapping[str, Any]:
        """The words in the language of `tag` ("de", "de-AT"), else in that of the site, else in
        English. Raises `BuildError` when a language lacks a word."""
        known = (one.lower().split("-")[0] for one in (tag, self._site))
        return self.table[next((tag for tag in known if tag in self.table), _FIRST)]

    @cached_property
    def table(self) -> Mapping[str, Mapping[str, Any]]:
        """All of them, by tag."""
        table: dict[str, dict[str, Any]] = yaml.load(
            self._path.read_text(encoding="utf-8"), _Loader
        )
        for tag, words in table.items():
            if missing := table[_FIRST].keys() ^ words.keys():
                message = f"“{tag}” and “{_FIRST}” do not have the same words"
                raise BuildError(self._path, None, message, f"see {', '.join(sorted(missing))}")
        return table
