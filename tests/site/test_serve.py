"""The server of `serve`, and `new`."""

from __future__ import annotations

import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial

import pytest
import watchfiles

from pastiche.errors import BuildError
from pastiche.site import serve as serving
from pastiche.site.new import new
from pastiche.site.serve import Revisions, make_server, rebuild


@pytest.fixture
def revisions() -> Revisions:
    return Revisions()


@pytest.fixture
def address(project, revisions) -> Iterator[str]:
    project.post("Text.")
    rebuild(project.root, project.out, revisions)
    server = make_server(project.out, 0, revisions)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_pages_are_served_below_the_base_path_with_a_reload_script(project, address) -> None:
    with urllib.request.urlopen(f"{address}/pastiche/posts/waves") as answer:
        html = answer.read().decode()
    assert answer.url == f"{address}/pastiche/posts/waves/"
    assert '<script type="module" src="/pastiche/__reload.js"></script></head>' in html
    assert "__reload" not in project.page()
    assert "/offline-" in project.page()
    assert "/offline-" not in html  # a service worker would stand between the server and the page
    with urllib.request.urlopen(f"{address}/pastiche/__reload.js") as answer:
        assert b"location.reload()" in answer.read()


@pytest.mark.parametrize("path", ["/posts/waves/", "/pastiche/nothing/", "/pastiche/../build.py"])
def test_anything_else_is_the_404_page(address, path) -> None:
    with pytest.raises(urllib.error.HTTPError) as failure:
        urllib.request.urlopen(f"{address}{path}")
    assert failure.value.code == 404
    assert b"Nothing hangs here" in failure.value.read()
    failure.value.close()


def test_open_pages_hear_of_every_build(project, address, revisions, capsys) -> None:
    with urllib.request.urlopen(f"{address}/pastiche/__events") as events:
        rebuild(project.root, project.out, revisions)
        assert events.readline() == b"event: reload\n"
        events.readline()
        events.readline()
        project.post("[gone](gone.md)")
        rebuild(project.root, project.out, revisions)
        assert events.readline() == b"event: problem\n"
        assert "gone.md" in events.readline().decode()
    assert "nothing stands at “gone.md”" in capsys.readouterr().out


def test_a_failure_nobody_foresaw_is_shown_and_ends_nothing(
    project, address, revisions, monkeypatch, capsys
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("odd")

    with monkeypatch.context() as patched:
        patched.setattr(serving, "build", fail)
        rebuild(project.root, project.out, revisions)
    assert "Traceback" in capsys.readouterr().err
    assert revisions.wait(0, 0) == (2, "The build failed: ZeroDivisionError: odd")
    rebuild(project.root, project.out, revisions)
    assert revisions.wait(0, 0) == (3, "")


def test_a_saved_file_is_seen_and_built(project, address, revisions, monkeypatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(watchfiles, "watch", partial(watchfiles.watch, stop_event=ended))
    built = partial(rebuild, project.root, project.out, revisions)
    watcher = threading.Thread(target=serving._watch, args=(project.root, built), daemon=True)
    with urllib.request.urlopen(f"{address}/pastiche/__events", timeout=60) as events:
        watcher.start()
        said = b""
        for attempt in range(50):  # the watcher says nothing when it begins to look
            project.post(f"Edit {attempt}.")
            if revisions.wait(1, seconds=1)[0] > 1:
                said = events.readline()
                break
    ended.set()
    watcher.join()
    assert said == b"event: reload\n"
    assert "Edit" in project.page()


def test_a_port_for_root_alone_is_a_sentence(project, monkeypatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(serving, "make_server", refuse)
    with pytest.raises(BuildError, match="port 80 may be opened only by root"):
        serving.serve(project.root, 80, open_browser=False)


def test_a_port_in_use_gives_way_to_the_next(project, revisions) -> None:
    with (
        make_server(project.out, 0, revisions) as first,
        serving._server_near(project.out, first.server_port, revisions) as second,
    ):
        assert first.server_port < second.server_port < first.server_port + serving.PORTS


def test_a_half_written_file_is_not_shown_as_a_mistake(project, address, revisions) -> None:
    half = project.post("Of ```code")
    half.write_text(half.read_text()[:9])
    before = revisions.number
    threading.Timer(0.05, project.post, ["Whole."]).start()
    rebuild(project.root, project.out, revisions)
    assert revisions.wait(before, 0)[1] == ""
    assert "Whole." in project.page()


def test_a_page_keeps_its_place_when_it_reloads(project, address, revisions, page) -> None:
    project.post("First.\n\n" + "One more line.\n\n" * 200)
    rebuild(project.root, project.out, revisions)
    page.goto(f"{address}/pastiche/posts/waves/")
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    project.post("Second.\n\n" + "One more line.\n\n" * 200)
    with page.expect_navigation():
        rebuild(project.root, project.out, revisions)
    page.get_by_text("Second.").wait_for(state="attached")
    page.wait_for_function("scrollY === 900")


def test_a_mistake_lies_over_the_page_until_it_is_mended(project, address, revisions, page) -> None:
    page.goto(f"{address}/pastiche/posts/waves/")
    project.post("[gone](gone.md)")
    rebuild(project.root, project.out, revisions)
    overlay = page.get_by_role("dialog", name="The build failed")
    overlay.get_by_text("content/posts/waves.md:7: nothing stands at “gone.md”").wait_for()
    later = page.context.new_page()
    later.goto(f"{address}/pastiche/posts/waves/")
    later.get_by_role("dialog", name="The build failed").wait_for()
    project.post("Mended.")
    with page.expect_navigation():
        rebuild(project.root, project.out, revisions)
    page.get_by_text("Mended.").wait_for()
    assert overlay.count() == 0


@pytest.mark.parametrize(
    ("path", "text", "seen"),
    [
        ("content/posts/waves.md", "---\ntitle: W\ndate: 2026-01-02\n---\nNew text.", "New text."),
        (
            "templates/post.html",
            "{% extends 'base.html' %}{% block main %}New frame{% endblock %}",
            "New frame",
        ),
        (
            "content/posts/a.svg",
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 77 9"/>',
            'width="77"',
        ),
        ("content/references.bib", "@misc{a, title = {The sea}, year = 2002}", "The sea"),
        ("assets/css/site.css", "p { order: 3 }", None),
        ("assets/scripts/offline.js", "export {};", None),
    ],
    ids=["post", "template", "picture", "bibliography", "stylesheet", "script"],
)
def test_whatever_is_edited_shows(project, revisions, path, text, seen) -> None:
    for name in ("templates", "assets"):
        shipped = (project.root / name).resolve()
        (project.root / name).unlink()
        shutil.copytree(shipped, project.root / name, ignore=shutil.ignore_patterns("models"))
    project.write("posts/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 9"/>')
    project.write("references.bib", "@misc{a, title = {Sand}, year = 2001}")
    project.post("![A](a.svg)\n\nSo {{ cite('a') }}.")
    rebuild(project.root, project.out, revisions)
    before = project.page()
    (project.root / path).write_text(text)
    rebuild(project.root, project.out, revisions)
    assert revisions.wait(1, 0) == (2, "")
    assert project.page() != before
    assert seen is None or seen in project.page()


def test_a_new_post_is_a_draft_that_builds(project, capsys) -> None:
    path = new(project.root, 'Waves & "tiles"')
    assert path == project.root / "content/posts/waves-tiles/index.md"
    assert "content/posts/waves-tiles/index.md" in capsys.readouterr().out
    project.build()
    assert not (project.out / "posts/waves-tiles").exists()
    with pytest.raises(BuildError, match="this post exists already"):
        new(project.root, "Waves tiles")
