"""A small project in a temporary folder: its own content, the repository's templates and assets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pastiche.errors import BuildErrors
from pastiche.site.build import BuildReport, build

POST = """\
---
title: Waves
date: 2026-01-02
description: On waves.
---

"""


@dataclass(frozen=True)
class Project:
    root: Path

    @property
    def out(self) -> Path:
        return self.root / "site"

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def post(self, body: str, name: str = "waves") -> Path:
        return self.write(f"posts/{name}.md", POST + body)

    def build(self, **options) -> BuildReport:
        return build(self.root, self.out, **options)

    def errors(self) -> list[str]:
        """The sentences of a build that must fail."""
        with pytest.raises(BuildErrors) as failure:
            self.build()
        return [str(error) for error in failure.value.errors]

    def page(self, path: str = "posts/waves/") -> str:
        name = f"{path}index.html" if path.endswith("/") or not path else path
        return (self.out / name).read_text(encoding="utf-8")

    def article(self, path: str = "posts/waves/") -> str:
        """What stands in <article>, behind its header."""
        match = re.search(r"</header>\s*(.*?)\s*</article>", self.page(path), re.DOTALL)
        assert match
        return match[1]


def empty_project(folder: Path, root: Path) -> Project:
    """A project without any content in an empty folder, with the design of `root`."""
    for name in ("templates", "assets", "node_modules", "package-lock.json"):
        (folder / name).symlink_to(root / name)
    (folder / "content").mkdir()
    return Project(folder)


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Project:
    """A project without any content."""
    return empty_project(tmp_path, root)
