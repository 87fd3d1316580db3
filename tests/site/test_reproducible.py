"""Two builds of the same files are the same, and a build that is killed leaves a whole site."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

HEAD = "---\ntitle: Post {number}\ndate: 2026-01-02\ndescription: D.\ntags: [a, b]\n---\n"
BODY = "Of $x_{number}$ and *móre*.\n\n```python\nx = {number}\n```\n\n![A](a.svg)\n\n{mark}\n"
BUILD = (
    "import os, sys, time; from pathlib import Path; now = time.time; "
    "time.time = lambda: now() + float(os.environ.get('LATER', 0)); "
    "from pastiche.site.build import build; "
    "root = Path(sys.argv[1]); build(root, root / 'site', base_url='https://example.org/')"
)
POSTS = 26  # enough to be spread over two cores


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def begin(project, root: Path, **variables: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(root)} | variables
    command = [sys.executable, "-c", BUILD, str(project.root)]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(project, root: Path, **variables: str) -> None:
    assert begin(project, root, **variables).communicate()[1] == ""


def posts(project, mark: str) -> None:
    for number in range(POSTS):
        text = HEAD.format(number=number) + BODY.format(number=number, mark=mark)
        project.write(f"posts/post-{number}.md", text)


@pytest.fixture
def journal(project):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    project.write("posts/a.svg", svg)
    posts(project, "first")
    return project


def forget(project) -> None:
    for path in sorted((project.root / ".cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def test_cores_clock_and_locale_change_no_byte(journal, root) -> None:
    """The second build is of files that are years older, and thinks that it is years later."""
    picture = Image.radial_gradient("L").resize((600, 300)).convert("RGB")
    picture.save(journal.root / "content/posts/b.png")
    journal.write("posts/last.md", HEAD.format(number=POSTS) + "![B](b.png)\n")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    years = 3 * 365 * 86_400
    made = []
    for variables in (
        {"PASTICHE_CORES": "1", "TZ": "UTC", "PYTHONHASHSEED": "1"} | ascii_only,
        {
            "PASTICHE_CORES": "2",
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "2",
            "LATER": str(years),
        },
    ):
        run(journal, root, SOURCE_DATE_EPOCH="1780000000", **variables)
        made.append(files(journal.out))
        forget(journal)
        for path in (journal.root / "content").rglob("*"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - years))
    assert any(name.endswith(".avif") for name in made[0])
    assert made[0] == made[1]


def test_two_builds_at_once_take_turns(journal, root) -> None:
    for mark in ("first", "second"):
        posts(journal, mark)
        builds = [begin(journal, root) for _ in range(3)]
        said = [build.communicate()[1] for build in builds]
        assert [build.returncode for build in builds] == [0, 0, 0], said
        assert mark in journal.page("posts/post-7/")
        assert not [*journal.root.rglob(".part-*")]
    made = files(journal.out)
    forget(journal)
    run(journal, root)
    assert files(journal.out) == made


def test_a_killed_build_leaves_the_old_site_or_the_new_one(journal, root) -> None:
    chance = random.Random(6)
    began = time.monotonic()
    run(journal, root)
    first = files(journal.out)
    posts(journal, "second")
    run(journal, root)
    second = files(journal.out)
    whole = time.monotonic() - began
    assert first != second
    for attempt in range(50):
        mark, wanted = ("first", first) if attempt % 2 else ("second", second)
        posts(journal, mark)
        build = begin(journal, root)
        try:
            build.wait(chance.uniform(0, whole / 3))
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, 9)
        build.communicate()
        assert files(journal.out) in (first, second), attempt
    posts(journal, mark)
    run(journal, root)
    assert files(journal.out) == wanted
