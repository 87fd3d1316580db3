"""Formulas become MathML at build time, all new ones in a single run of Temml under Node.

Temml (https://temml.org) rather than KaTeX: it writes MathML Core and nothing else, so the page
needs neither script nor a second copy of each formula. Every formula is kept by digest; Node is not
started when all are known.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError
from pastiche.site import cache, tools


@dataclass(frozen=True)
class Formula:
    """One formula, as TeX, and where it stands."""

    tex: str
    display: bool
    source: Path
    line: int


class Maths:
    """Turns formulas into MathML and remembers them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._store = cache.Store(cache.folder(root) / "maths.json")
        self._version = _temml_version(root)
        self._temml: _Temml | None = None

    def render(self, formulas: Iterable[Formula], problems: list[BuildError]) -> None:
        """Computes what is not known yet; a mistake in a formula is added with its line."""
        wanted = {self._key(formula): formula for formula in formulas}
        new = {key: formula for key, formula in wanted.items() if self._store.get(key) is None}
        if new:
            for key, answer in zip(new, self._batch(list(new.values())), strict=True):
                self._store.put(key, answer)
        for formula in wanted.values():
            answer = self._store.get(self._key(formula))
            if "error" in answer:
                line = formula.line + formula.tex.count("\n", 0, int(answer["position"]))
                message = f"formula “{_short(formula.tex)}”: {answer['error'].strip()}"
                problems.append(BuildError(formula.source, line, message, "mend the TeX"))

    def html(self, formula: Formula) -> str:
        """The MathML of a formula that `render` has seen; nothing for one with a mistake."""
        answer = self._store.get(self._key(formula)) or {}
        return str(answer.get("html", ""))

    def drain(self) -> dict[str, Any]:
        """What was learned here and is not kept yet, for another part of the process to keep."""
        return self._store.drain()

    def add(self, entries: Mapping[str, Any]) -> None:
        """Keeps what another part of the process learned."""
        self._store.add(entries)

    def save(self, *, prune: bool) -> None:
        """Keeps the formulas, `prune` those in use; lets Node go."""
        self._store.save(prune=prune)
        if self._temml:
            self._temml.close()
            self._temml = None

    def _key(self, formula: Formula) -> str:
        return cache.digest(self._version, str(formula.display), formula.tex, length=20)

    def _batch(self, formulas: list[Formula]) -> list[dict[str, str | int]]:
        if self._temml is None or self._temml.owner != os.getpid():
            self._temml = _Temml(self._root)
        return self._temml.answer([{"tex": f.tex, "display": f.display} for f in formulas])


class _Temml:
    """Temml under Node, which stays for the next batch. It ends with the process that owns it."""

    def __init__(self, root: Path) -> None:
        library = root / "node_modules" / "temml" / "dist" / "temml.mjs"
        if not library.is_file():
            raise BuildError(None, None, "Temml is not installed", "run python3 build.py")
        import tempfile

        self.owner = os.getpid()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115, open as long as Node is
        self._node = subprocess.Popen(
            [tools.node(), str(Path(__file__).with_suffix(".mjs")), str(library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def answer(self, request: list[dict[str, str | bool]]) -> list[dict[str, str | int]]:
        assert self._node.stdin
        assert self._node.stdout
        try:
            self._node.stdin.write(json.dumps(request).encode() + b"\n")
            self._node.stdin.flush()
            line = self._node.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            self._errors.seek(0)
            reason = self._errors.read().decode(errors="replace").strip().splitlines()
            raise BuildError(None, None, f"Node failed on the formulas: {reason[-1:]}", "")
        results: list[dict[str, str | int]] = json.loads(line)
        return results

    def close(self) -> None:
        if self.owner == os.getpid():
            self._node.communicate()
            self._errors.close()


def _temml_version(root: Path) -> str:
    try:
        package = json.loads((root / "node_modules" / "temml" / "package.json").read_bytes())
    except OSError:
        return "none"
    return str(package["version"])


def _short(tex: str) -> str:
    line = re.sub(r"\s+", " ", tex).strip()
    return line if len(line) <= 40 else line[:39] + "…"
