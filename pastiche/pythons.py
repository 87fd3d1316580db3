"""Find an older Python to go on with, where the one that runs is too new for TensorFlow."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pastiche import environment
from pastiche.environment import Group
from pastiche.errors import BuildError

VERSIONS = ("3.13", "3.12", "3.11")


def instead(root: Path, group: Group) -> Path | None:
    """The Python that should run `group` here; None when the one that runs will do.

    A `.venv` that was made with an older Python serves every group, so that it is not made anew by
    turns. Raises BuildError when `group` needs an older Python and there is none.
    """
    venv = root / ".venv"
    if environment.made_with(venv) in {f"cpython-{version}" for version in VERSIONS}:
        return environment.venv_python(venv)
    if group == "site":
        return None
    found = _on_path() or _from_uv()
    if found is None:
        running = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise BuildError(
            None,
            None,
            f"this command needs TensorFlow, which has no build for Python {running} yet",
            f"install Python {VERSIONS[0]} or uv and run this again; "
            "building and serving the site work as they are",
        )
    return found


def _on_path() -> Path | None:
    named = (shutil.which(f"python{version}") for version in VERSIONS)
    return next((Path(path) for path in named if path and _says(path, "-c", "print(1)")), None)


def _from_uv() -> Path | None:
    """The Python that uv has or can download."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    _says(uv, "python", "install", VERSIONS[0])
    found = _says(uv, "python", "find", "--system", VERSIONS[0])
    return Path(found) if found else None


def _says(*command: str) -> str:
    """What a command prints; empty when it fails, as the shims of pyenv do for what is not set."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else ""
