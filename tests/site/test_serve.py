"""The server of `serve`, and `new`."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from pastiche.errors import BuildError
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
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_pages_are_served_below_the_base_path_with_a_reload_script(project, address) -> None:
    with urllib.request.urlopen(f"{address}/pastiche/posts/waves") as answer:
        html = answer.read().decode()
    assert answer.url == f"{address}/pastiche/posts/waves/"
    assert '<script type="module" src="/pastiche/__reload.js"></script></head>' in html
    assert "__reload" not in project.page()
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


def test_a_new_post_is_a_draft_that_builds(project, capsys) -> None:
    path = new(project.root, 'Waves & "tiles"')
    assert path == project.root / "content/posts/waves-tiles/index.md"
    assert "content/posts/waves-tiles/index.md" in capsys.readouterr().out
    project.build()
    assert not (project.out / "posts/waves-tiles").exists()
    with pytest.raises(BuildError, match="this post exists already"):
        new(project.root, "Waves tiles")
