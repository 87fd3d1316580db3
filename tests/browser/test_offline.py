"""Without a network: what was visited opens, the stylizer runs; and a newer site comes whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pastiche.site.build import build

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found[name] = requests.map(({url}) => new URL(url).pathname);
  }
  return found;
}"""


IS_STYLIZER_KEPT = """async () => {
  const cache = await caches.open((await caches.keys()).find((name) => /pages/.test(name)));
  const kept = (await cache.keys()).map(({url}) => url);
  const parts = ['wasm-simd-', '/worker-', '/queue-view-'];
  const {shadowRoot} = document.querySelector('style-transfer');
  for (const {src} of shadowRoot.querySelectorAll('.tray img')) parts.push(src);
  return parts.every((part) => kept.some((url) => url.includes(part)));
}"""


@pytest.fixture
def page(launch: Callable[..., Browser]) -> Iterator[Page]:
    """An empty page in a new profile, with service workers."""
    context = launch().new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def small(root: Path, tmp_path: Path) -> Path:
    """A project with two posts and no stylizer, whose stylesheets can be edited."""
    for name in ("templates", "node_modules", "package-lock.json"):
        (tmp_path / name).symlink_to(root / name)
    for name in ("css", "scripts"):
        shutil.copytree(root / "assets" / name, tmp_path / "assets" / name)
    for name in ("waves", "tiles"):
        write(tmp_path, name, "First words.")
    build(tmp_path, tmp_path / "site")
    return tmp_path


def write(project: Path, name: str, words: str) -> None:
    path = project / "content" / "posts" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: On {name}\ndate: 2026-01-02\ndescription: D.\n---\n\n{words}\n")


def renew(project: Path) -> None:
    """Builds again, in another second: the server says by the second when a file was changed."""
    time.sleep(1.1)
    build(project, project / "site")


def until(page: Page, question: str, about: object = None) -> None:
    """Asks an asynchronous function until it says true, which `wait_for_function` cannot."""
    ends = time.monotonic() + 60
    while not page.evaluate(question, about):
        assert time.monotonic() < ends, question
        page.wait_for_timeout(50)


def keep(page: Page, url: str) -> None:
    """Opens a page and waits until it is kept."""
    page.goto(url)
    until(
        page,
        """async () => {
          const kept = await caches.match(location.pathname);
          const sheets = [...document.querySelectorAll('link[rel=stylesheet]')];
          const all = await Promise.all(sheets.map(({href}) => caches.match(href)));
          return Boolean(navigator.serviceWorker.controller && kept && all.every(Boolean));
        }""",
    )


def go_offline(page: Page, site) -> None:
    """Takes the network away when nothing has been asked for a while."""
    asked = -1
    while asked != len(site.requests):
        asked = len(site.requests)
        page.wait_for_timeout(700)
    site.requests.clear()
    page.context.set_offline(True)


def requested(site) -> set[str]:
    """What pages asked the network for; the browser itself goes on looking for a newer sw.js."""
    return {path for _, path in site.requests} - {"sw.js"}


def look_for_a_newer_site(page: Page) -> None:
    page.evaluate("async () => (await navigator.serviceWorker.ready).update()")


def ground(page: Page) -> str:
    return page.evaluate("() => getComputedStyle(document.body).outlineColor")


def test_a_visited_page_and_its_stylizer_run_without_a_network(
    built_site, tmp_path, serve, stylizer, save, photo, painting
):
    folder = tmp_path / "site"
    shutil.copytree(built_site, folder)
    site = serve(folder)
    pictures = save(photo, "photo.png"), save(painting, "painting.png")
    page = stylizer.page

    def stylize() -> bytes:
        stylizer.open(site.url)
        stylizer.choose(*pictures)
        stylizer.stylize()
        return stylizer.result().tobytes()

    keep(page, site.url)
    first = stylize()
    until(page, IS_STYLIZER_KEPT)
    assert {method for method, _ in site.requests} == {"GET"}
    go_offline(page, site)
    assert stylize() == first
    assert requested(site) == set()
    kept = page.evaluate(KEPT)
    assert any("assets/models" in path for path in kept["pastiche-models-1"])
    others = [path for name, paths in kept.items() if "models" not in name for path in paths]
    assert not [path for path in others if "assets/models" in path]

    page.context.set_offline(False)  # a newer site takes the stylizer over
    time.sleep(1.1)
    for name, old, new in (
        ("index.html", "</main>", "<p>Newer.</p></main>"),
        ("sw.js", '"version": "', '"version": "newer '),
    ):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    look_for_a_newer_site(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("Newer.")).to_be_attached()
    go_offline(page, site)
    assert stylize() == first
    assert requested(site) == set()


@pytest.mark.parametrize("base", ["/", "/repo/"])
def test_what_was_not_visited_is_said_to_be_missing(small, serve, page, base):
    site = serve(small / "site", base=base)
    keep(page, f"{site.url}posts/waves/")
    for offline in (False, True):
        page.context.set_offline(offline)
        page.goto(f"{site.url}posts/waves")
        assert page.url == f"{site.url}posts/waves/"
    expect(page.get_by_role("heading", name="On waves")).to_be_visible()
    page.goto(f"{site.url}posts/tiles/")
    expect(page.get_by_role("heading", name="Not kept")).to_be_visible()
    assert page.get_by_role("link").get_attribute("href") == site.url


def test_the_site_can_be_installed(small, serve, page):
    keep(page, f"{serve(small / 'site').url}posts/waves/")
    browser = page.context.new_cdp_session(page)
    found = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in found} <= {"in-incognito"}  # as every page of a test is
    assert browser.send("Page.getAppManifest")["errors"] == []


def test_a_newer_site_is_announced_and_comes_whole(small, serve, page):
    site = serve(small / "site")
    keep(page, f"{site.url}posts/tiles/")
    keep(page, f"{site.url}posts/waves/")
    notice = page.locator(".renewed")
    assert notice.inner_text() == ""
    old = ground(page)

    for name in ("waves", "tiles"):
        write(small, name, "Second words.")
    with (small / "assets/css/layout.css").open("a") as sheet:
        sheet.write("body { outline-color: rgb(1, 2, 3); }\n")
    renew(small)
    look_for_a_newer_site(page)
    expect(notice).to_contain_text("There is a newer version of this page.")

    page.context.set_offline(True)  # until it takes over, all is as it was
    page.goto(f"{site.url}posts/tiles/")
    expect(page.get_by_text("First words.")).to_be_visible()
    assert ground(page) == old
    page.goto(f"{site.url}posts/waves/")
    expect(page.get_by_text("First words.")).to_be_visible()

    with page.expect_navigation():
        notice.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("Second words.")).to_be_visible()
    assert ground(page) == "rgb(1, 2, 3)"
    page.goto(f"{site.url}posts/tiles/")  # visited before there was a newer site
    expect(page.get_by_text("Second words.")).to_be_visible()
    assert ground(page) == "rgb(1, 2, 3)"
    assert len(page.evaluate(KEPT)) == 1


def test_a_page_that_is_as_it_was_is_not_disturbed(small, serve, page):
    site = serve(small / "site")
    keep(page, f"{site.url}posts/waves/")
    before = page.evaluate(KEPT).keys()
    write(small, "tiles", "Second words.")
    renew(small)
    look_for_a_newer_site(page)
    until(page, "async (before) => !(await caches.keys()).includes(before)", next(iter(before)))
    assert page.locator(".renewed").inner_text() == ""
