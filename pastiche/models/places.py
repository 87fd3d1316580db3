"""Where the repository keeps what the commands of `model` read and write."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "assets" / "models"
"""Where the packages that ship lie, one folder each."""


def short(path: Path) -> Path:
    """The path as a person would type it here: from the current folder, when that is shorter.

    >>> short(Path.cwd() / "weights.npz")
    PosixPath('weights.npz')
    """
    near = os.path.relpath(path)
    return Path(min(near, str(path), key=len))
