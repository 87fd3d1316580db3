"""A build that remembers makes what a build without memory would make, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from pastiche.errors import BuildErrors
from pastiche.site.build import build

HEAD = "---\ntitle: {title}\ndate: 2026-01-{day:02}\ndescription: D.\ntags: [{tag}]\n---\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 40"/>'
BODIES = (
    "Plain *text*.",
    "Of $x_1$ and\n\n$$\ny = x\n$$\n",
    "```python\nx = 1\n```\n",
    "A [link](zero.md) and one [there](one.md#part).\n\n## Part\n",
    '![A sail](a.svg "Sail")\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n',
    '{{ figure(src="b.svg", alt="B", caption="Of $z$.") }}\n',
    "The [file](notes.txt).\n",
    "[Home](/) and [subjects](/tags/sea/).\n",
    "So {{ cite('wave') }}.\n",
)
HEADS = ("", "series: On seas\n", "aliases: [/old/]\n", "draft: true\n", "cover: a.svg\n")
NAMES = ("zero", "one", "two", "three")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def outcome(root: Path) -> dict[str, bytes] | list[str]:
    """The files of the site, or the sentences of a build that failed."""
    try:
        build(root, root / "site", base_url="https://example.org/repo")
    except BuildErrors as errors:
        return [str(error) for error in errors.errors]
    return files(root / "site")


@pytest.fixture
def own(project):
    """A project whose templates and stylesheets can be edited."""
    for name in ("templates", "assets"):
        shipped = (project.root / name).resolve()
        (project.root / name).unlink()
        if name == "templates":
            shutil.copytree(shipped, project.root / name)
        else:
            (project.root / name).mkdir()
            for part in ("css", "scripts"):
                shutil.copytree(shipped / part, project.root / name / part)
    for name in NAMES[:2]:
        post = HEAD.format(title=name, day=3, tag="sea") + BODIES[3]
        project.write(f"posts/{name}.md", post)
    for name, width in (("a", 80), ("b", 60)):
        project.write(f"posts/{name}.svg", SVG.format(width))
    project.write("posts/notes.txt", "N")
    return project


def cold(root: Path, aside: Path) -> dict[str, bytes] | list[str]:
    """What a build without memory makes of the same files."""
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for name in ("templates", "content", "assets"):
        shutil.copytree(root / name, aside / name)
    for name in ("node_modules", "package-lock.json"):
        (aside / name).symlink_to(root / name)
    return outcome(aside)


def test_random_edits_build_what_a_cold_build_makes(own, tmp_path_factory) -> None:
    aside = tmp_path_factory.mktemp("cold") / "project"

    class Author(RuleBasedStateMachine):
        """Edits files at random; after every edit both builds must agree."""

        @initialize()
        def begin(self) -> None:
            for path in (own.root / "content/posts").glob("t*.md"):
                path.unlink()

        @rule(
            name=st.sampled_from(NAMES),
            body=st.sampled_from(BODIES),
            title=st.sampled_from(("Waves", "Sand & sea")),
            tag=st.sampled_from(("sea", "land")),
            day=st.integers(1, 9),
            more=st.sampled_from(HEADS),
        )
        def write(self, name: str, body: str, title: str, tag: str, day: int, more: str) -> None:
            head = HEAD.format(title=title, day=day, tag=tag).replace("tags:", f"{more}tags:")
            own.write(f"posts/{name}.md", head + body)
            self.compare()

        @rule(name=st.sampled_from(NAMES[:2]), title=st.sampled_from(("Waves", "Tides")))
        def cite(self, name: str, title: str) -> None:
            own.write("references.bib", f"@misc{{wave, title = {{{title}}}, year = 2001}}")
            own.write(f"posts/{name}.md", HEAD.format(title=name, day=5, tag="sea") + BODIES[-1])
            self.compare()
            own.write("references.bib", f"@misc{{wave, title = {{On {title}}}, year = 2001}}")
            self.compare()

        @rule(number=st.integers(1, 9))
        def script(self, number: int) -> None:
            path = own.root / "assets/scripts/search.js"
            path.write_text(f"{path.read_text()}\nexport const x{number} = {number};\n")
            self.compare()

        @rule(name=st.sampled_from(NAMES[1:]))
        def remove(self, name: str) -> None:
            (own.root / f"content/posts/{name}.md").unlink(missing_ok=True)
            self.compare()

        @rule(name=st.sampled_from(("a", "b")), width=st.integers(10, 99))
        def draw(self, name: str, width: int) -> None:
            own.write(f"posts/{name}.svg", SVG.format(width))
            self.compare()

        @rule(text=st.sampled_from(("N", "M")))
        def note(self, text: str) -> None:
            own.write("posts/notes.txt", text)
            self.compare()

        @rule(name=st.sampled_from(("base", "post", "list", "figure", "tags")), mark=st.integers())
        def design(self, name: str, mark: int) -> None:
            path = own.root / f"templates/{name}.html"
            old = path.read_text()
            new = old.replace("</figure>", f"<!-- {mark} --></figure>", 1)
            path.write_text(new if new != old else f"{old}<!-- {mark} -->")
            self.compare()

        @rule(size=st.integers(1, 9))
        def style(self, size: int) -> None:
            path = own.root / "assets/css/print.css"
            path.write_text(path.read_text() + f".x{{order:{size}}}\n")
            self.compare()

        @rule(title=st.sampled_from(("Journal", "Ledger")))
        def rename_site(self, title: str) -> None:
            own.write("site.yml", f"title: {title}\n")
            self.compare()

        @rule(text=st.sampled_from(("Hello.", "[One](../posts/one.md)")))
        def page(self, text: str) -> None:
            own.write("pages/about.md", f"---\ntitle: About\n---\n{text}\n")
            self.compare()

        def compare(self) -> None:
            assert outcome(own.root) == cold(own.root, aside)

    run_state_machine_as_test(
        Author,
        settings=settings(
            max_examples=4,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def later(path: Path) -> None:
    """As if `path` had been written some time ago: what is younger is always read again."""
    old = time.time() - 60
    os.utime(path, (old, old))


def ages(root: Path) -> None:
    for path in [*root.rglob("*")]:
        if not path.is_symlink():
            later(path)
    time.sleep(0.06)  # the time of the last *change* cannot be set


def test_nothing_is_built_when_nothing_changed(own, monkeypatch) -> None:
    ages(own.root)
    own.build()
    monkeypatch.setattr("pastiche.site.rebuild.Rebuild", None)
    report = own.build()
    assert not report.changed
    assert str(report).startswith("Nothing has changed: 2 posts and 0 pages: ")


@pytest.mark.parametrize(
    "tamper",
    [
        lambda out: (out / "posts/one/index.html").write_text("other"),
        lambda out: (out / "posts/one/index.html").unlink(),
        lambda out: (out / "more.html").write_text("more"),
        shutil.rmtree,
    ],
    ids=["written", "removed", "added", "all gone"],
)
def test_a_site_that_was_tampered_with_is_mended(own, tamper: Callable[[Path], object]) -> None:
    ages(own.root)
    own.build()
    first = files(own.out)
    for _ in range(2):
        tamper(own.out)
        own.build()
        assert files(own.out) == first


def test_only_what_changed_is_rendered_again(own) -> None:
    for number in range(5):
        own.write(
            f"posts/more-{number}.md", HEAD.format(title=f"T{number}", day=20, tag="x") + "Text."
        )
    own.build()
    before = {path: path.stat().st_mtime_ns for path in own.out.rglob("*.html")}
    own.write("posts/more-2.md", HEAD.format(title="T2", day=20, tag="x") + "Other text.")
    own.build()
    changed = {
        path.relative_to(own.out).as_posix()
        for path, time_ns in before.items()
        if path.stat().st_mtime_ns != time_ns
    }
    assert changed == {"posts/more-2/index.html"}


def test_a_picture_changes_the_pages_that_show_it(own) -> None:
    own.write("posts/two.md", HEAD.format(title="Two", day=4, tag="sea") + BODIES[4])
    own.build()
    plain = (own.out / "posts/one/index.html").stat().st_mtime_ns
    own.write("posts/a.svg", SVG.format(33))
    own.build()
    assert 'width="33"' in own.page("posts/two/")
    assert (own.out / "posts/one/index.html").stat().st_mtime_ns == plain
    assert len(list((own.out / "assets/img").iterdir())) == 1


def test_a_failed_build_is_forgotten(own) -> None:
    own.build()
    first = files(own.out)
    path = own.root / "content/posts/one.md"
    kept = path.read_text()
    path.write_text(kept + "\n[gone](gone.md)\n")
    own.errors()
    assert files(own.out) == first
    path.write_text(kept)
    own.build()
    assert files(own.out) == first


@pytest.mark.parametrize("name", ["cache.sqlite", "outputs"])
def test_a_damaged_memory_is_made_anew(own, name) -> None:
    own.build()
    first = files(own.out)
    place = own.root / ".cache/site" / name
    for path in [place] if place.is_file() else place.rglob("*.pickle"):
        path.write_bytes(b"damaged")
    own.write("posts/one.md", HEAD.format(title="one", day=3, tag="sea") + BODIES[3] + "\n")
    own.build()
    assert files(own.out) == first


def test_a_warm_build_starts_no_process(own, monkeypatch) -> None:
    own.write("posts/two.md", HEAD.format(title="Two", day=4, tag="sea") + BODIES[1])
    own.build()
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("started a process"))
    own.write("posts/two.md", HEAD.format(title="Two", day=4, tag="sea") + BODIES[1] + "More.")
    own.build()


def test_the_cache_forgets_what_is_old(own) -> None:
    pictures = own.root / ".cache/site/pictures"
    pictures.mkdir(parents=True)
    for name, days in (("old.webp", 99), ("young.webp", 1)):
        (pictures / name).touch()
        then = time.time() - days * 86_400
        os.utime(pictures / name, (then, then))
    own.build()
    assert {path.name for path in pictures.iterdir()} == {"young.webp", ".swept"}


def test_the_cache_keeps_few_outputs(own) -> None:
    for number in range(7):
        build(own.root, own.root / f"site-{number}")
    for name in ("outputs", "next"):
        assert len(list((own.root / ".cache/site" / name).glob("site-*-*"))) <= 5
