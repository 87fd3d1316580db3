"""Where the repository keeps what the commands of `model` read and write."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "assets" / "models"
"""Where the packages that ship lie, one folder each."""
LOCAL = ROOT / ".cache" / "models"
"""Where `model import` and `model fetch` put packages, which Git ignores."""
SAVED_MODELS = ROOT / ".cache" / "saved-models"
"""Where they put the same networks for TensorFlow, one folder each."""


def package_folder(name: str) -> Path:
    """The folder of the package of that name, or where `PACKAGES` would have it."""
    local = LOCAL / name
    return local if local.is_dir() and not (PACKAGES / name).is_dir() else PACKAGES / name


def short(path: Path) -> Path:
    """The path as a person would type it here: from the current folder, when that is shorter.

    >>> short(Path.cwd() / "weights.npz")
    PosixPath('weights.npz')
    """
    near = os.path.relpath(path)
    return Path(min(near, str(path), key=len))
