"""The command line answers in sentences: help, slips, old Pythons, and failures of the machine."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pastiche import cli
from pastiche.errors import BuildError, BuildErrors, explain


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "build.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_names_every_verb_and_shows_examples(root: Path) -> None:
    shown = command(root, "--help")
    assert shown.returncode == 0
    for verb in cli.VERBS:
        assert f"    {verb} " in shown.stdout
    assert 'python3 build.py new "Waves and tiles"' in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines()) <= 100


def test_help_needs_nothing_installed(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "build.py", tmp_path)
    ours = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "pastiche", tmp_path / "pastiche", ignore=ours)
    python = getattr(sys, "_base_executable", sys.executable)
    bare = [python, "-I", "-S", "-c", "import sys, runpy; sys.path.insert(0, sys.argv[1]); "
            "sys.argv = ['build.py', '--help']; runpy.run_path(sys.path[0] + '/build.py', "
            "run_name='__main__')", str(tmp_path)]  # fmt: skip
    shown = subprocess.run(bare, capture_output=True, text=True)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_has_its_own_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([verb, "--help"])
    assert ended.value.code == 0
    assert f"usage: build.py {verb}" in capsys.readouterr().out


def test_a_slip_in_a_verb_is_recognised(root: Path) -> None:
    shown = command(root, "biuld")
    assert shown.returncode == 2
    assert shown.stderr == "build.py: there is no command `biuld`; did you mean `build`?\n"


def test_a_verb_like_no_other_points_to_help(root: Path) -> None:
    assert "see `build.py --help`" in command(root, "xyzzy").stderr


@pytest.mark.parametrize("port", ["eighty", "70000", "-1"])
def test_a_port_that_is_none_is_a_sentence(root: Path, port: str) -> None:
    shown = command(root, "serve", f"--port={port}")
    assert shown.returncode == 2
    assert f"argument --port: '{port}' is not a port, a number from 0 to 65535" in shown.stderr


def test_no_verb_builds() -> None:
    assert cli.parse([]).verb == "build"


def test_what_follows_test_goes_to_pytest_untouched() -> None:
    assert cli.parse(["test", "-k", "privacy", "--lf"]).rest == ["-k", "privacy", "--lf"]


def test_old_pythons_that_stand_here_are_told_so(root: Path) -> None:
    names = ("python2.7", "python3.6", "python3.8", "python3.9", "python3.10")
    paths = [path for name in names if (path := shutil.which(name))]
    old = [
        path for path in paths if not subprocess.run([path, "-V"], capture_output=True).returncode
    ]
    if not old:
        pytest.skip("needs a Python older than 3.11 beside this one")
    for python in old:
        shown = subprocess.run([python, str(root / "build.py")], capture_output=True, text=True)
        assert shown.returncode == 1
        assert shown.stderr.startswith("Pastiche needs Python 3.11 or newer, and this is Python")
        assert "for example: python3.12 build.py" in shown.stderr


def test_build_py_turns_old_pythons_away_before_it_imports_anything(root: Path) -> None:
    text = (root / "build.py").read_text()
    stub = "import sys\nsys.version_info = (3, 8, 18)\n"
    shown = subprocess.run([sys.executable, "-c", stub + text], capture_output=True, text=True)
    assert shown.returncode == 1
    assert "this is Python 3.8" in shown.stderr
    assert "f'" not in text
    assert 'f"' not in text


def test_a_port_in_use_gives_way_to_the_next_free_one(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with subprocess.Popen(
            [sys.executable, str(root / "build.py"), "serve", "--no-open", "--port", str(port)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        ) as serving:
            assert serving.stdout
            said = [serving.stdout.readline() for _ in range(3)]
            serving.terminate()
    assert f"Port {port} is in use; " in said[0]
    other = said[0].removesuffix(" is free.\n").split()[-1]
    assert f"http://localhost:{other}/" in said[2]


def raising(error: BaseException):
    def run(arguments: object) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            BuildErrors(
                [
                    BuildError(
                        Path("posts/a.md"), 3, "unknown key 'tilte'", "did you mean 'title'?"
                    ),
                    BuildError(Path("posts/b.md"), None, "no front matter", "begin with ---"),
                ]
            ),
            1,
            "posts/a.md:3: unknown key 'tilte' (did you mean 'title'?)\n"
            "posts/b.md: no front matter (begin with ---)\n",
        ),
        (OSError(errno.ENOSPC, "No space", "x"), 1, "x: the disk is full (free some space and run"),
        (
            OSError(errno.EACCES, "Denied", "x"),
            1,
            "x: no permission to write here (make the folder",
        ),
        (KeyboardInterrupt(), 130, "\nStopped.\n"),
    ],
)
def test_failures_are_sentences(
    error: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli.environment, "enter", lambda *arguments: None)
    monkeypatch.setitem(cli.VERBS, "build", cli.Verb("build", "site", "", raising(error)))
    assert cli.main([]) == status
    assert capsys.readouterr().err.startswith(said)


def test_a_failure_that_nobody_foresaw_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    assert explain(OSError(errno.EXDEV, "odd")) is None
    monkeypatch.setattr(cli.environment, "enter", lambda *arguments: raising(OSError("odd"))(None))
    with pytest.raises(OSError, match="odd"):
        cli.main([])
