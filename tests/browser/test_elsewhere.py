"""The stylizer on pages of another site, which have only what content/pages/elsewhere.md says."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

EXAMPLE = "https://example.org/pastiche/"


@pytest.fixture
def home(built_site, serve):
    """The built site, whose files other sites may load, as on GitHub Pages."""
    return serve(built_site, headers={"Access-Control-Allow-Origin": "*"})


@pytest.fixture
def snippets(root: Path, home) -> dict[str, str]:
    """The documented pieces of code by the heading they stand under, the last one of each."""
    text = (root / "content/pages/elsewhere.md").read_text("utf-8").replace(EXAMPLE, home.url)
    text = text.replace("https://example.org", "http://" + urlsplit(home.url).netloc)
    found: dict[str, str] = {}
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", part, re.MULTILINE | re.DOTALL):
            found[f"{part.splitlines()[0]} ({language})"] = code
    return found


@pytest.fixture
def other(tmp_path: Path, serve):
    """`other(html)` puts a page on another origin and gives its address."""

    def page(body: str, policy: str = "") -> str:
        folder = tmp_path / "other"
        folder.mkdir()
        head = '<meta charset="utf-8"><title>Another site</title>'
        if policy:
            head += f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        html = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
        (folder / "index.html").write_text(html, "utf-8")
        (folder / "favicon.ico").write_bytes(b"")
        return serve(folder, base="/").url

    return page


def test_the_element_paints_on_a_page_of_another_site(home, other, snippets, stylizer, save, photo):
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    stylizer.page.context.on("request", note)
    policy = snippets["If your page has a content security policy (text)"]
    address = other(snippets["As an element (html)"], f"default-src 'self'; {policy}")
    stylizer.open(address)
    stylizer.page.wait_for_function("() => customElements.get('style-transfer')")
    stylizer.choose(save(photo, "photo.png"))
    stylizer.stylize()
    assert stylizer.result().size == (128, 96)
    stylizer.assert_not_blank()
    allowed = {urlsplit(home.url).netloc, urlsplit(address).netloc}
    for request in requests:
        assert request.method == "GET"
        assert urlsplit(request.url).netloc in allowed or request.url.startswith(("blob:", "data:"))


def test_the_element_takes_what_its_block_says(home, other, snippets, stylizer, save, painting):
    page = snippets["As an element (html)"].splitlines()[0]
    address = other(f"{page}\n{snippets['What it can be told (html)']}")
    for name in ("sea.jpg", "sea-small.jpg"):
        save(painting, f"other/{name}")
    stylizer.open(address)
    host = stylizer.host
    expect(host.locator(".well-style .title")).to_have_text("The sea")
    expect(host.locator(".well-content .title")).to_have_text("A cup of coffee")
    assert host.evaluate("(host) => host.session.state.settings.maxSize") == 256
    host.get_by_label("Strength").press("ArrowLeft")
    stylizer.page.wait_for_timeout(500)  # an address is written a moment later
    assert stylizer.page.url == address


def test_the_frame_takes_settings_and_tells_its_height(home, other, snippets, page):
    script = f"<script>{snippets['In a frame (js)']}</script>"
    page.goto(other(f"{script}{snippets['In a frame (html)']}"))
    frame = page.frame_locator("iframe")
    host = frame.locator("style-transfer")
    expect(host.get_by_role("button", name="Stylize")).to_be_visible()
    expect(host.get_by_label("Strength")).to_have_value("80")
    seen = []
    while len(seen) < 3 or len(set(seen[-3:])) > 1:
        assert len(seen) < 40, f"the frame does not come to rest: {seen}"
        page.wait_for_timeout(150)
        seen.append(
            page.locator("iframe").evaluate("(frame) => frame.getBoundingClientRect().height")
        )
    body = frame.locator("body").evaluate("(body) => body.getBoundingClientRect().height")
    assert seen[-1] == pytest.approx(body, abs=1)
    assert seen[-1] != 900
