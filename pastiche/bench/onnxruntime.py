"""onnxruntime-web: 150 MB that only `bench sanet` needs, installed when that first runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from pastiche import install
from pastiche.errors import BuildError
from pastiche.models.places import ROOT

LOCKED = Path(__file__).parent / "pages"
PLACE = ROOT / ".cache" / "bench"


def version() -> str:
    """The one that package.json names."""
    found: str = json.loads((LOCKED / "package.json").read_bytes())["dependencies"][
        "onnxruntime-web"
    ]
    return found


def folder() -> Path | str:
    """Where its scripts and binaries are; a sentence where it cannot be installed."""
    package = PLACE / "node_modules" / "onnxruntime-web"
    if not _is_right(package):
        PLACE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(LOCKED / name, PLACE / name)
        try:
            install.npm_ci(ROOT, PLACE, "Installing onnxruntime-web (once)")
        except BuildError as error:
            return f"onnxruntime-web is not installed: {error.message}; {error.hint}"
    return package / "dist"


def _is_right(package: Path) -> bool:
    try:
        found = json.loads((package / "package.json").read_bytes())["version"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(found == version())
