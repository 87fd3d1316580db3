"""404.html works at any depth below any base path, without anybody telling it which."""

from __future__ import annotations

import pytest


@pytest.fixture
def out(project):
    project.write("pages/index.md", "---\ntitle: Home\n---\nHere.\n")
    project.build()
    return project.out


@pytest.mark.parametrize("base", ["/", "/repo/", "/some/where/"])
@pytest.mark.parametrize("path", ["gone", "gone/", "no/such/deep/page/"])
def test_its_links_lead_to_the_site(out, serve, page, base, path) -> None:
    site = serve(out, base)
    mistakes: list[str] = []
    page.on("console", lambda message: mistakes.append(message.text))
    answer = page.goto(site.url + path)
    assert answer.status == 404
    home = page.get_by_role("link", name="Pastiche")
    page.wait_for_function("url => document.querySelector('a').href === url", arg=site.url)
    assert page.evaluate("getComputedStyle(document.body).display") == "grid"
    assert not [text for text in mistakes if "Content Security Policy" in text]
    home.click()
    page.wait_for_url(site.url)
    assert page.title() == "Home"


def test_without_scripts_its_links_use_the_base_url(project) -> None:
    project.build(base_url="https://example.org/some/where")
    assert '<a href="/some/where/" data-path="">Pastiche</a>' in project.page("404.html")
