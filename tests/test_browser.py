"""The Chromium of the tests starts, draws, and is found in the order that is promised."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from pastiche import browser, firefox
from pastiche.errors import BuildError


def test_chromium_draws_a_page(page: Page) -> None:
    page.set_content("<style>body { background: rgb(10 200 30) }</style>")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert picture.size == (1280, 800)
    assert picture.getpixel((5, 5)) == (10, 200, 30)


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which no browser stands: its programs are in bin/, Playwright's in own/."""
    monkeypatch.delenv("PASTICHE_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "untouched")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin-none")
    monkeypatch.setattr(browser, "MAC_APPLICATIONS", ())
    monkeypatch.setattr(browser, "own_path", lambda _="": tmp_path / "own" / "chrome")
    monkeypatch.setattr(browser, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    program(tmp_path / "no-python", "exit 1")
    monkeypatch.setattr(browser.sys, "executable", str(tmp_path / "no-python"))
    return tmp_path


def test_a_named_browser_is_taken_and_must_start(bare: Path, monkeypatch: pytest.MonkeyPatch):
    good = program(bare / "good", "exit 0")
    monkeypatch.setenv("PASTICHE_CHROMIUM", str(good))
    assert browser.ensure(bare) == good
    monkeypatch.setenv("PASTICHE_CHROMIUM", str(bare / "gone"))
    with pytest.raises(BuildError, match="does not start"):
        browser.ensure(bare)


def test_playwrights_own_needs_no_path(bare: Path) -> None:
    program(bare / "own" / "chrome", "exit 0")
    program(bare / "bin" / "chromium", "exit 0")
    assert browser.ensure(bare) is None


@pytest.fixture
def downloads(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which Playwright's download comes, and starts once `libraries` stands there."""
    program(
        bare / "python",
        f'echo "$*" >> {bare}/asked; case "$*" in '
        f"*install-deps*) : > {bare}/libraries;; "
        f'*) printf "#!/bin/sh\ntest -e {bare}/libraries\n" > {bare}/own/chrome; '
        f"/bin/chmod +x {bare}/own/chrome;; esac",
    )
    (bare / "own").mkdir()
    monkeypatch.setattr(browser.sys, "executable", str(bare / "python"))
    return bare


def test_a_download_that_lacks_libraries_gets_them_where_root_may(downloads: Path) -> None:
    assert browser.ensure(downloads) is None
    assert (downloads / "asked").read_text().splitlines() == [
        "-m playwright install chromium",
        "-m playwright install-deps chromium",
    ]


def test_without_root_a_download_that_lacks_libraries_is_passed_over(
    downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    program(downloads / "bin" / "sudo", "exit 1")
    program(downloads / "bin" / "apt-get", "exit 0")
    with pytest.raises(BuildError, match="installing it needs root"):
        browser.ensure(downloads)
    assert "install-deps" not in (downloads / "asked").read_text()


def test_the_systems_browser_is_found_and_remembered(bare: Path) -> None:
    program(bare / "bin" / "chromium", "exit 1")  # a stub, as Ubuntu's is
    chrome = program(bare / "bin" / "google-chrome", "exit 0")
    assert browser.ensure(bare) == chrome
    assert json.loads((bare / ".cache" / "browser.json").read_text())["path"] == str(chrome)
    program(bare / "own" / "chrome", "exit 0")
    assert browser.ensure(bare) == chrome


def test_the_package_is_installed_where_root_may(bare: Path) -> None:
    chromium = bare / "bin" / "chromium"
    program(
        bare / "bin" / "apt-get",
        f'echo "$@" >> {bare}/asked; '
        'case "$*" in *install*) '
        f'printf "#!/bin/sh\\n" > {chromium}; /bin/chmod +x {chromium};; esac',
    )
    assert browser.ensure(bare) == chromium
    assert "--no-install-recommends chromium" in (bare / "asked").read_text()


def test_no_browser_and_no_way_to_one_is_a_sentence(bare: Path) -> None:
    with pytest.raises(BuildError, match="install Chromium or Chrome, or set PASTICHE_CHROMIUM"):
        browser.ensure(bare)


def test_ubuntus_snap_is_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "bin" / "apt-get", "exit 0")
    monkeypatch.setattr(browser, "_is_ubuntu", lambda: True)
    with pytest.raises(BuildError, match="snap install chromium"):
        browser.ensure(bare)


def test_a_firefox_that_cannot_be_had_is_not_asked_for_again(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PASTICHE_FIREFOX", raising=False)
    program(bare / "no-python", f'echo "$*" >> {bare}/asked; exit 1')
    assert firefox.ensure(bare) is None
    assert firefox.ensure(bare) is None
    assert (bare / "asked").read_text().splitlines() == ["-m playwright install firefox"]


def test_the_systems_firefox_is_tried_where_playwrights_cannot_be_had(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PASTICHE_FIREFOX", raising=False)
    standing = program(bare / "bin" / "firefox", "exit 0")
    assert firefox.ensure(bare) == standing
