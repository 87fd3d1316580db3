"""`model fetch`: a published model from a server that misbehaves, and out of the mirror."""

from __future__ import annotations

import re
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pastiche.errors import BuildError
from pastiche.models.published import fetch, listed
from tests.models.unreliable import Server, serving, write_pins

FILES = ["a.bin", "b.bin", "c.bin", "model.json"]
QUICK = {"patience": 0.3, "pause": 0.01}


@pytest.fixture
def server(tmp_path: Path):
    folder = tmp_path / "served"
    folder.mkdir()
    for seed, file in enumerate(FILES):
        (folder / file).write_bytes(np.random.default_rng(seed).bytes(200_000))
    with serving(folder) as running:
        yield running


@pytest.fixture
def pins(server: Server, tmp_path: Path) -> Path:
    path = tmp_path / "models.toml"
    write_pins(server, path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def same(folder: Path, server: Server, files: list[str]) -> bool:
    return names(folder) == files and all(
        (folder / file).read_bytes() == (server.folder / file).read_bytes() for file in files
    )


def test_every_file_arrives_and_is_not_fetched_again(
    server: Server, pins: Path, tmp_path: Path
) -> None:
    model, folder = listed("sanet", pins), tmp_path / "kept"
    fetch(model, folder, **QUICK)
    assert same(folder, server, FILES)
    assert server.files == FILES
    fetch(model, folder, **QUICK)
    assert server.files == FILES


def test_a_damaged_file_alone_is_fetched_again(server: Server, pins: Path, tmp_path: Path) -> None:
    model, folder = listed("sanet", pins), tmp_path / "kept"
    fetch(model, folder, **QUICK)
    with (folder / "b.bin").open("r+b") as file:
        file.truncate(1000)
    fetch(model, folder, **QUICK)
    assert same(folder, server, FILES)
    assert server.files == [*FILES, "b.bin"]


@pytest.mark.parametrize("fault", ["503 once", "short once"])
def test_a_passing_fault_is_overcome(
    server: Server, pins: Path, tmp_path: Path, fault: str
) -> None:
    server.faults["b.bin"] = fault
    fetch(listed("sanet", pins), tmp_path / "kept", **QUICK)
    assert same(tmp_path / "kept", server, FILES)
    ranges = [found for file, found in server.asked if file == "b.bin"]
    assert ranges == [None, "bytes=100000-" if fault == "short once" else None]


def test_every_try_goes_on_where_the_one_before_broke_off(
    server: Server, pins: Path, tmp_path: Path
) -> None:
    server.faults["b.bin"] = "short"  # half of what is left, every time
    with pytest.raises(BuildError, match="broke off 6250 bytes early"):
        fetch(listed("sanet", pins), tmp_path / "kept", **QUICK)
    assert [found for file, found in server.asked if file == "b.bin"] == [
        None, "bytes=100000-", "bytes=150000-", "bytes=175000-", "bytes=187500-",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "reason", "tries"),
    [
        ("404", "the server answered 404", 1),
        ("short", "the download broke off", 5),
        ("wrong", r"not the file that was pinned \(Git blob id differs\)", 1),
        ("stall", "the download broke off: timed out", 5),
    ],
)
def test_a_lasting_fault_is_a_sentence_and_what_was_whole_stays(
    server: Server, pins: Path, tmp_path: Path, fault: str, reason: str, tries: int
) -> None:
    model, folder = listed("sanet", pins), tmp_path / "kept"
    server.faults["c.bin"] = fault
    with pytest.raises(BuildError) as raised:
        fetch(model, folder, **QUICK)
    sentence = str(raised.value)
    assert re.search(rf"http://\S+/c\.bin could not be fetched: .*{reason}", sentence)
    assert "(2 of 4 files are kept; run this again to go on" in sentence
    assert same(folder, server, ["a.bin", "b.bin"])
    assert server.files.count("c.bin") == tries
    server.faults.clear()
    server.asked.clear()
    fetch(model, folder, **QUICK)
    assert same(folder, server, FILES)
    assert server.files == ["c.bin", "model.json"]


def test_no_server_is_a_sentence(server: Server, pins: Path, tmp_path: Path) -> None:
    away = pins.read_text().replace(f":{server.server_port}/", ":1/")
    pins.write_text(away)
    with pytest.raises(BuildError, match=r"the server cannot be reached.*0 of 4 files are kept"):
        fetch(listed("sanet", pins), tmp_path / "kept", **QUICK)


PROGRAM = """\
import sys
from dataclasses import replace
from pathlib import Path
from pastiche.errors import BuildError
from pastiche.models.published import fetch, listed
try:
    fetch(listed("sanet", Path(sys.argv[1])), Path(sys.argv[2]), pause=0.01)
except BuildError as error:
    print(error)
print(sorted(path.name for path in Path(sys.argv[2]).iterdir()))
"""


def test_ctrl_c_keeps_what_is_whole_and_says_so(
    server: Server, pins: Path, root: Path, tmp_path: Path
) -> None:
    server.faults["c.bin"] = "stall"
    folder = tmp_path / "kept"
    command = [sys.executable, "-c", PROGRAM, pins, folder]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as running:
        assert server.stalled.wait(30)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert "2 of 4 files are kept; run this again to go on." in said
    assert "KeyboardInterrupt" in said  # handed on, to the command line's own sentence
    assert same(folder, server, ["a.bin", "b.bin"])


def test_a_file_that_cannot_be_written_is_a_sentence(
    server: Server, pins: Path, root: Path, tmp_path: Path
) -> None:
    (server.folder / "c.bin").write_bytes(bytes(300_000))
    write_pins(server, pins)
    limit = (250_000, 250_000)
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, pins, tmp_path / "kept"],
        cwd=root, capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert "c.bin: cannot be written: File too large" in ran.stdout, ran.stderr
    assert "1 MB are missing, 2 of 4 files are kept" in ran.stdout
    assert same(tmp_path / "kept", server, ["a.bin", "b.bin"])


def test_a_full_disk_is_a_sentence(server: Server, pins: Path, root: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = 'mount -t tmpfs -o size=512k none "$1" && shift && exec "$@"'
    within = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", disk]
    if (
        not shutil.which("unshare")
        or subprocess.run([*within, "true"], capture_output=True).returncode
    ):
        pytest.skip("needs a disk of its own: unshare(1) is absent or not allowed")
    ran = subprocess.run(
        [*within, sys.executable, "-c", PROGRAM, pins, disk / "kept"],
        cwd=root, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "c.bin: the disk is full (1 MB are missing, 2 of 4 files are kept;" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "['a.bin', 'b.bin']"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[sanet.", "[another.", r"models\.toml: \[sanet\.published\] pins no published model"),
        ('commit = "', 'omit = "', "KeyError 'commit'"),
        ("git_blob = ", "sha = ", "KeyError 'git_blob'"),
        ('"a.bin"', '"../a.bin"', "a file outside its folder"),
        ('"model.json"', '"models.json"', r"lists no model\.json"),
        ("[sanet.published]", "[sanet.published", "TOMLDecodeError"),
    ],
)
def test_mistaken_pins_are_a_sentence(pins: Path, old: str, new: str, message: str) -> None:
    pins.write_text(pins.read_text().replace(old, new))
    with pytest.raises(BuildError, match=message):
        listed("sanet", pins)


def test_the_mirror_holds_what_is_pinned(shared: Path, tmp_path: Path) -> None:
    mirror = shared / "mirror"
    if not (mirror / "index.tsv").is_file():
        pytest.skip("needs ../shared/mirror")
    model = listed("sanet")
    assert (len(model.files), model.bytes) == (21, 84_887_825)  # as sanet-tfjs.json says
    nowhere = {
        name: replace(pin, url=re.sub("https://[^/]*", "http://127.0.0.1:1", pin.url))
        for name, pin in model.files.items()
    }
    with pytest.raises(BuildError, match=r"shard1of20\.bin could not be .*2 of 21 files are kept"):
        fetch(replace(model, files=nowhere), tmp_path, mirror, **QUICK)
    assert names(tmp_path) == ["group1-shard20of20.bin", "model.json"]
