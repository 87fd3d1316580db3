"""Have a Chromium for the tests: one that stands, or one that can be installed.

The order: PASTICHE_CHROMIUM; the browser that Playwright downloaded or now downloads; one that the
system has; the system's package. What was found is remembered in .cache/browser.json.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from pastiche import environment, system
from pastiche.errors import BuildError

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOAD_SECONDS = 300

# Chromium speaks to no one: without these it looks up its maker's hosts at every start.
QUIET_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class _Found:
    """A browser of an earlier run; `own`: it is the one that Playwright finds by itself."""

    path: Path
    own: bool


def launch_arguments() -> list[str]:
    """Arguments for every start of Chromium; root, as in a container, has no sandbox to offer."""
    return [*QUIET_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def ensure(root: Path) -> Path | None:
    """The path of a Chromium that starts, or None for Playwright's own. Raises BuildError."""
    # Playwright's own Node.js needs libatomic, which a bare Debian lacks; ours does not.
    node = environment.node_folder(root) / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    named = os.environ.get("PASTICHE_CHROMIUM")
    if named:
        if not starts(Path(named)):
            raise BuildError(
                Path(named), None, "this Chromium does not start", "mend PASTICHE_CHROMIUM"
            )
        return Path(named)
    memory = root / ".cache" / "browser.json"
    remembered = _recall(memory)
    if remembered and remembered.path.exists():
        return None if remembered.own else remembered.path
    found = _find()
    if found is None:
        raise BuildError(
            None,
            None,
            "the tests need Chromium, and none could be found or installed",
            "install Chromium or Chrome, or set PASTICHE_CHROMIUM to the path of one",
        )
    own = found == own_path()
    memory.parent.mkdir(exist_ok=True)
    memory.write_text(json.dumps({"path": str(found), "own": own}))
    return None if own else found


def _find() -> Path | None:
    return own() or download() or _system() or _package()


def own(name: str = "chromium") -> Path | None:
    """Playwright's own browser of this name, where it stands already and starts."""
    path = own_path(name)
    return path if path.exists() and starts(path) else None


def own_path(name: str = "chromium") -> Path:
    """Where Playwright's own browser of this name stands, once it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(getattr(playwright, name).executable_path)


def download(name: str = "chromium", seconds: int = DOWNLOAD_SECONDS) -> Path | None:
    """Playwright's download, where its host can be reached, and the libraries that it needs."""
    playwright = [sys.executable, "-m", "playwright"]
    limits = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "5000"}  # per try, of five, in milliseconds
    system.quietly([*playwright, "install", name], seconds, limits)
    if own_path(name).exists() and own(name) is None and system.as_root() is not None:
        system.quietly([*playwright, "install-deps", name], system.PACKAGE_SECONDS)
    return own(name)


def _system() -> Path | None:
    """A Chromium or Chrome that the system has and that starts."""
    named = (shutil.which(name) for name in SYSTEM_NAMES)
    places = [Path(path) for path in (*named, *MAC_APPLICATIONS) if path]
    return next((path for path in places if starts(path)), None)


def _package() -> Path | None:
    """The system's package of Chromium, where we may install one."""
    if sys.platform == "darwin" and shutil.which("brew"):
        system.quietly(["brew", "install", "--cask", "chromium"], system.PACKAGE_SECONDS)
        return _system()
    if not system.has_apt():
        return None
    if _is_ubuntu():
        raise BuildError(
            None,
            None,
            "the tests need Chromium, and Ubuntu's package of it is a snap",
            "run: sudo snap install chromium, or install Chrome's .deb",
        )
    if system.as_root() is None:
        raise BuildError(
            None,
            None,
            "the tests need Chromium, and installing it needs root",
            "run: sudo apt-get install chromium",
        )
    system.apt_install("chromium", "fonts-liberation")
    return _system()


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ubuntu" in release.read_text().lower()


def starts(path: Path) -> bool:
    """Whether the browser runs at all: a snap's stub and missing libraries fail here."""
    return system.quietly([str(path), "--version"], 30)


def _recall(memory: Path) -> _Found | None:
    try:
        found = json.loads(memory.read_text())
        return _Found(Path(found["path"]), bool(found["own"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
