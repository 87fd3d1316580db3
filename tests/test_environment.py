"""The environment is made once, heals, follows its lock, and says in a sentence why it cannot be.

A small repository with one tiny wheel stands in for this one: no network, a few seconds a test.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pastiche import environment, install, pythons
from pastiche.errors import BuildError

PYTHON = str(Path(getattr(sys, "_base_executable", sys.executable)))
MODULES = ("__init__", "cli", "environment", "locks", "errors", "install", "progress", "system")
VERB = """
def main(argv):
    import tiny
    print(tiny.WORD, *argv)
    return 0
"""


def wheel(folder: Path, version: str, word: str) -> str:
    """A wheel `tiny` with one constant; returns its line for a lock file."""
    info = f"tiny-{version}.dist-info"
    files = {
        "tiny.py": f"WORD = {word!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={digest(text.encode())},{len(text)}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,"]) + "\n"
    folder.mkdir(exist_ok=True)
    path = folder / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"tiny=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def small_repository(root: Path, folder: Path) -> Path:
    """A repository whose `model` verb prints the word of the locked wheel."""
    (folder / "pastiche" / "models").mkdir(parents=True)
    shutil.copy(root / "build.py", folder)
    for module in MODULES:
        shutil.copy(root / "pastiche" / f"{module}.py", folder / "pastiche")
    (folder / "pastiche" / "models" / "cli.py").write_text(VERB)
    (folder / "requirements").mkdir()
    (folder / "requirements" / "test.lock").touch()
    lock(folder).write_text(wheel(folder.parent / "wheels", "1.0", "one"))
    return folder


@pytest.fixture(scope="module")
def first_run(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A small repository after its first run, and what that run said."""
    folder = small_repository(root, tmp_path_factory.mktemp("first") / "small")
    return folder, run(folder)


@pytest.fixture
def standing(first_run: tuple[Path, object]) -> Iterator[Path]:
    """A small repository that has what it needs; its lock file may be changed."""
    folder = first_run[0]
    good = lock(folder).read_text()
    yield folder
    lock(folder).write_text(good)


def lock(folder: Path) -> Path:
    return folder / "requirements" / "convert.lock"


def variables(folder: Path, **more: str) -> dict[str, str]:
    wheels = str(folder.parent / "wheels")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "PIP_CONFIG_FILE": os.devnull}
    return kept | offline | {"UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_FIND_LINKS": wheels} | more


def run(folder: Path, *, python: str = PYTHON, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, str(folder / "build.py"), "model", "verify"],
        env=variables(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_first_run_installs(first_run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    said = first_run[1]
    assert (said.returncode, said.stdout) == (0, "one verify\n"), said.stderr


def test_later_runs_start_at_once(standing: Path) -> None:
    stamp = standing / ".venv" / "pastiche.json"
    made = stamp.stat().st_mtime_ns
    again = run(standing)
    assert (again.returncode, again.stdout, again.stderr) == (0, "one verify\n", "")
    assert stamp.stat().st_mtime_ns == made


def test_a_changed_lock_is_followed(standing: Path) -> None:
    lock(standing).write_text(wheel(standing.parent / "wheels", "2.0", "two"))
    assert run(standing).stdout == "two verify\n"


def test_an_install_that_was_killed_heals(root: Path, tmp_path: Path) -> None:
    folder = small_repository(root, tmp_path / "small")
    command = [PYTHON, str(folder / "build.py"), "model", "verify"]
    killed = subprocess.Popen(
        command, env=variables(folder), stderr=subprocess.DEVNULL, start_new_session=True
    )
    while not (folder / ".venv" / "bin" / "python").exists():
        assert killed.poll() is None
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert run(folder).stdout == "one verify\n"


def test_a_checkout_that_was_moved_is_installed_anew(standing: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(standing, moved, symlinks=True)
    shutil.copytree(standing.parent / "wheels", tmp_path / "wheels")
    again = run(moved)
    assert again.stdout.endswith(" verify\n")
    assert json.loads((moved / ".venv" / "pastiche.json").read_text())["place"] == f"{moved}/.venv"


@pytest.mark.parametrize(
    ("field", "value", "usable"),
    [
        ("python", None, True),
        ("python", "cpython-3.10", False),  # another Python runs build.py now
        ("place", "/elsewhere/.venv", False),  # the checkout was moved
    ],
)
def test_an_environment_serves_the_place_and_python_it_was_made_for(
    tmp_path: Path, field: str, value: str | None, usable: bool
) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    environment.stamp_python(tmp_path, {})
    stamp = json.loads((venv / "pastiche.json").read_text())
    (venv / "pastiche.json").write_text(json.dumps(stamp | ({field: value} if value else {})))
    assert environment.usable(venv) is usable
    (venv / "bin" / "python").unlink()  # its Python was uninstalled
    assert not environment.usable(venv)


def test_no_network_is_a_sentence_and_what_stood_still_stands(standing: Path) -> None:
    run(standing)
    good = lock(standing).read_text()
    lock(standing).write_text(good.replace("1.0", "3.0"))
    nowhere = "http://127.0.0.1:9/simple"
    failed = run(standing, PIP_NO_INDEX="0", PIP_INDEX_URL=nowhere, UV_OFFLINE="0", UV_NO_INDEX="0",
                 UV_DEFAULT_INDEX=nowhere)  # fmt: skip
    assert failed.returncode == 1
    assert "the package registry cannot be reached (check the network connection" in failed.stderr
    assert ".cache/install.log has the whole story" in failed.stderr
    assert "Traceback" not in failed.stderr
    lock(standing).write_text(good)
    assert run(standing).stderr == ""


def test_a_package_that_is_not_the_locked_one_is_refused(standing: Path) -> None:
    wheel(standing.parent / "wheels", "4.0", "not the one that was locked")
    lock(standing).write_text("tiny==4.0 --hash=sha256:" + "0" * 64 + "\n")
    failed = run(standing)
    assert failed.returncode == 1
    assert "a downloaded package is not the one that was locked" in failed.stderr


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("npm error code ENOSPC", "the disk is full"),
        ("error: [Errno 13] Permission denied: '.venv/lib'", "no permission to write here"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "certificate is not trusted here"),
        ("npm error code EAI_AGAIN", "registry cannot be reached"),
        ("error: Failed to fetch: `simple/jinja2`\n  Caused by: dns error", "registry cannot be"),
        ("ERROR: No matching distribution found for tensorflow==2.21.0", "has no build for Python"),
        ("something nobody has seen", "failed with exit status 1"),
    ],
)
def test_an_installers_failure_becomes_a_sentence(tmp_path: Path, said: str, meant: str) -> None:
    show = [sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"]
    with pytest.raises(BuildError, match=meant):
        install._run(tmp_path, "Installing", show)


def test_too_little_disk_is_said_before_anything_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(install.SPACE, "site", 10**9)
    with pytest.raises(BuildError, match="1000000000 MB of disk are needed"):
        install.python_packages(tmp_path, "site")
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_venv_names_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BuildError, match=r"sudo apt-get install python3\.\d+-venv"):
        install.python_packages(tmp_path, "site")


def test_a_python_without_venv_gets_it_from_its_package_where_root_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "apt-get", f'echo "$@" >> {tmp_path}/asked; test -e {tmp_path}/listed || '
           f'case "$*" in *update) : > {tmp_path}/listed;; *) exit 100;; esac')  # fmt: skip
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install.system.os, "geteuid", lambda: 0)
    asked = tmp_path / "asked"
    monkeypatch.setattr(
        install.importlib.util, "find_spec", lambda name: asked.exists() and object()
    )
    install._need_venv_module("python3")
    first, update, again = asked.read_text().splitlines()
    assert first == again
    assert update.endswith(" update")
    assert again.endswith(f" python3.{sys.version_info.minor}-venv")


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def too_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose programs are in tmp_path, where the Python that runs is too new."""
    monkeypatch.setattr(environment, "NEWEST_PYTHON", (3, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_python_too_new_for_tensorflow_gives_way_to_an_older_one(
    too_new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(too_new / "python3.13", "exit 127")  # a shim with nothing behind it
    older = script(too_new / "python3.12", "echo 1")

    class Replaced(Exception):
        pass

    def execv(python: Path, arguments: list[str]) -> None:
        raise Replaced(arguments)

    monkeypatch.setattr(environment.os, "execv", execv)
    with pytest.raises(Replaced) as replaced:
        environment.enter(too_new, "test", ["test", "-k", "a"])
    command = [str(older), str(too_new / "build.py"), "test", "-k", "a"]
    assert replaced.value.args[0] == command


def test_an_older_python_comes_from_uv(too_new: Path) -> None:
    script(too_new / "uv", f'test "$2" = install || echo {too_new}/found')
    assert pythons.instead(too_new, "convert") == too_new / "found"


def test_no_older_python_is_a_sentence_and_the_site_needs_none(too_new: Path) -> None:
    assert pythons.instead(too_new, "site") is None
    with pytest.raises(BuildError, match=r"TensorFlow, which has no build for Python 3.*uv"):
        pythons.instead(too_new, "test")


def test_an_environment_of_an_older_python_then_serves_every_command(too_new: Path) -> None:
    (too_new / ".venv" / "bin").mkdir(parents=True)
    python = script(too_new / ".venv" / "bin" / "python", "exit 0")
    environment.stamp_python(too_new, {})
    stamp = too_new / ".venv" / "pastiche.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"python": "cpython-3.12"}))
    assert pythons.instead(too_new, "site") == python


def test_the_groups_lock_the_same_versions(root: Path) -> None:
    pins = {
        group: {
            tuple(line.split(" ")[0].split("=="))
            for line in environment.lock(root, group).read_text().splitlines()
            if "==" in line and not line.startswith(" ")
        }
        for group in ("site", "convert", "test")
    }
    assert pins["site"] | pins["convert"] <= pins["test"]


def test_every_locked_package_has_a_hash_and_no_address(root: Path) -> None:
    for group in ("site", "convert", "test"):
        text = environment.lock(root, group).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
    packages = json.loads((root / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert name == "" or "integrity" in package
        assert "resolved" not in package


@pytest.mark.parametrize(
    ("standing", "asked", "stands"),
    [
        ("all", "production", True),
        ("production", "all", False),
        ("production", "production", True),
        ("production", "none", True),
    ],
)
def test_what_is_installed_for_node_serves_what_needs_less(
    tmp_path: Path, standing: environment.Scope, asked: environment.Scope, stands: bool
) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    environment.stamp_node(tmp_path, standing)
    assert environment.node_stands(tmp_path, asked) is stands
    (tmp_path / "package-lock.json").write_text('{"changed": true}')
    assert environment.node_stands(tmp_path, asked) is (asked == "none")
    assert environment.node_scope(tmp_path) == standing
