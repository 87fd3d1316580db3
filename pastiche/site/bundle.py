"""Bundles the stylizer's scripts: hashed ES modules and wasm binaries, made by esbuild under Node.

A bundle is kept under .cache/site/ by the digest of everything it is made from, so that a build in
which no script changed only copies files.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.site import cache
from pastiche.site.tools import node

SOURCES = "assets/stylizer"
SCRIPTS = "assets/js"
_NAMES = "names.json"
_INSTALL = "run python3 build.py, which installs what package.json names"


def bundle(root: Path, out: Path) -> dict[str, str]:
    """Writes what pages load into the site at `out`; answers logical name -> address from its root.

    The logical names are style-transfer.js, worker.js and TensorFlow.js's two wasm binaries.
    Raises `BuildError` when a script has a mistake or the libraries are not installed.
    """
    made = _made(root, "pages")
    names: dict[str, str] = json.loads((made / _NAMES).read_text())
    shutil.copytree(
        made,
        out / SCRIPTS,
        copy_function=shutil.copyfile,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(_NAMES),
    )
    return {logical: f"{SCRIPTS}/{name}" for logical, name in names.items()}


def command_line(root: Path, program: str) -> Path:
    """A program for Node, one file: stylize.cjs (assets/stylizer/node.js) or gatys.cjs
    (assets/stylizer/gatys/gatys-node.js). Raises `BuildError`."""
    return _made(root, "node") / program


def _made(root: Path, target: str) -> Path:
    """The folder that holds the bundle for `target`, made now if it is not there."""
    folder = cache.folder(root) / "bundles" / f"{target}-{_digest(root)}"
    if not (folder / _NAMES).is_file():
        if not (root / "node_modules" / "esbuild").is_dir():
            raise BuildError(None, None, "the JavaScript libraries are not installed", _INSTALL)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as aside:
            fresh = Path(aside) / "fresh"
            names = _esbuild(root, target, fresh)
            (fresh / _NAMES).write_text(json.dumps(names))
            _forget(folder.parent, target)
            fresh.replace(folder)
    return folder


def _esbuild(root: Path, target: str, out: Path) -> dict[str, str]:
    script = root / SOURCES / "esbuild.config.js"
    run = subprocess.run(
        [node(), str(script), target, str(out)], capture_output=True, text=True, check=False
    )
    try:
        answer = json.loads(run.stdout)
    except ValueError:
        last = (run.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BuildError(None, None, f"esbuild could not run: {last}", _INSTALL) from None
    if "names" in answer:
        names: dict[str, str] = answer["names"]
        return names
    first = answer["errors"][0]
    path = root / SOURCES / first["file"] if first["file"] else None
    raise BuildError(path, first["line"], first["text"], "the stylizer's scripts do not bundle")


def _digest(root: Path) -> str:
    """Of the scripts and of the versions of the libraries they are bundled with."""
    parts: list[bytes | str] = []
    for path in sorted((root / SOURCES).rglob("*")):
        if path.suffix in {".js", ".css"}:
            parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    return cache.digest(*parts, (root / "package-lock.json").read_bytes())


def _forget(folder: Path, target: str) -> None:
    for old in folder.glob(f"{target}-*"):
        shutil.rmtree(old, ignore_errors=True)
