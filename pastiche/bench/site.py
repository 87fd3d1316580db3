"""How long a build takes: cold, with nothing changed, and with one post edited."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "content",
    "assets",
    "templates",
    "pastiche",
    "build.py",
    "gallery.toml",
    "models.toml",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "requirements",
)
LINKED = (".venv", "node_modules")


def bench(runs: int) -> None:
    """Build a copy of this site `runs` times each way, in turn; print medians and ratios."""
    seconds: dict[str, list[float]] = {"cold": [], "unchanged": [], "one post edited": []}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "pastiche"
        _copy(copy)
        post = next(iter(sorted((copy / "content" / "posts").rglob("*.md"))))
        for run in range(runs):
            shutil.rmtree(copy / ".cache", ignore_errors=True)
            seconds["cold"].append(_build(copy))
            seconds["unchanged"].append(_build(copy))
            with post.open("a", encoding="utf-8") as file:
                file.write(f"\nOne more sentence, the {run}th.\n")
            seconds["one post edited"].append(_build(copy))
    cold = statistics.median(seconds["cold"])
    print(f"{'build':<18}{'seconds':>9}{'ratio':>9}")
    for name, measured in seconds.items():
        middle = statistics.median(measured)
        print(f"{name:<18}{middle:>9.2f}{middle / cold:>9.3f}")


def _copy(copy: Path) -> None:
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, copy / name)
    for name in LINKED:
        (copy / name).symlink_to(ROOT / name)


def _build(copy: Path) -> float:
    """Wall seconds of one build, the interpreter's start included."""
    code = (
        "from pathlib import Path; from pastiche.site.build import build; "
        "build(Path.cwd(), Path.cwd() / 'site')"
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=copy, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
