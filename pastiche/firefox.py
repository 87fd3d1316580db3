"""Have a Firefox for the tests, where Playwright can have one; without one they go on in Chromium.

The order: PASTICHE_FIREFOX; the one that Playwright downloaded or now downloads; one that the
system has. That there was none is remembered for a day (.cache/no-firefox): to find out takes long.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pastiche import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

DOWNLOAD_SECONDS = 120
DAY_SECONDS = 24 * 3600
MISSING = (
    "Playwright has no Firefox here, could not download its own, and the system's, if there is "
    "one, is too old to be driven: install a newer one and set PASTICHE_FIREFOX to its path, or "
    "run `playwright install firefox` where its host can be reached"
)
NO_GRAPHICS: dict[str, str | float | bool] = {"webgl.disabled": True}
"""Settings of Firefox with which pages have no WebGL, as on a machine without a graphics card."""


def ensure(root: Path) -> Path | None:
    """The path of a Firefox that Playwright may be able to drive, or None."""
    named = os.environ.get("PASTICHE_FIREFOX")
    if named:
        return Path(named)
    memory = root / ".cache" / "no-firefox"
    knows = memory.exists() and time.time() - memory.stat().st_mtime < DAY_SECONDS
    found = browser.own("firefox") or (None if knows else _elsewhere())
    if found is None and not knows:
        memory.parent.mkdir(exist_ok=True)
        memory.touch()
    return found


def _elsewhere() -> Path | None:
    """Playwright's download, or the system's own Firefox."""
    downloaded = browser.download("firefox", DOWNLOAD_SECONDS)
    if downloaded:
        return downloaded
    standing = shutil.which("firefox")
    return Path(standing) if standing and browser.starts(Path(standing)) else None


def launch(playwright: Playwright, path: Path) -> Browser:
    """Start it, without graphics. Raises playwright's Error where it cannot be driven.

    Playwright's own speaks a protocol of its own; any other has to speak WebDriver BiDi, with the
    commands that came with Firefox 143.
    """
    own = path == Path(playwright.firefox.executable_path)
    return playwright.firefox.launch(
        executable_path=None if own else path,
        channel=None if own else "moz-firefox",
        firefox_user_prefs=NO_GRAPHICS,
    )
