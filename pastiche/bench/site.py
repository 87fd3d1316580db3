"""How long sites take to build: ours beside other generators, on the same generated posts.

The commands are run in turn within each round, and the ratios come from the medians of one run.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from pastiche.bench import generators
from pastiche.bench.generators import Generator
from pastiche.bench.posts import Post, posts

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("assets", "templates", "pastiche", "build.py", "package.json", "package-lock.json")
_RUN = (  # the command as it runs inside .venv: entering a copy of .venv would make it anew
    "import sys; from pastiche import cli; cli.environment.enter = lambda *a: None; "
    "sys.exit(cli.main(sys.argv[1:]))"
)
_OURS = "pastiche"
STATES = ("cold", "nothing changed", "post edited", "template changed")


def bench(runs: int, count: int, names: Sequence[str], *, memory: bool = False) -> None:
    """Build `count` posts with every generator `runs` times each way; print medians and ratios."""
    found, absent = generators.installed(ROOT, names)
    made = posts(count)
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache") as folder:
        sites = [_pastiche(), *found]
        for site in sites:
            (Path(folder) / site.name).mkdir()
            site.lay_out(Path(folder) / site.name, made)
        seconds = {site.name: _Timings() for site in sites}
        for run in range(runs):
            for state in STATES:
                for site in sites:
                    _prepare(site, Path(folder) / site.name, state, run)
                    seconds[site.name].add(state, _timed(site, Path(folder) / site.name))
        served = _served(Path(folder) / _OURS, runs)
        peak = _memory(sites[0], Path(folder) / _OURS) if memory else None
    _print(seconds, count)
    print(f"\nUnder serve, from the edit until a browser has the new page: {served * 1000:.0f} ms")
    if peak is not None:
        print(f"Memory of a cold build, all its processes: {peak / 1e6:.0f} MB at most")
    print("".join(f"\n{sentence}" for sentence in absent))


class _Timings:
    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    def add(self, state: str, seconds: float) -> None:
        self._seconds.setdefault(state, []).append(seconds)

    def median(self, state: str) -> float:
        return statistics.median(self._seconds[state])


def _print(seconds: dict[str, _Timings], count: int) -> None:
    base = "hugo" if "hugo" in seconds else _OURS
    print(f"{count:,} posts; seconds, and in brackets the ratio to {base}")
    print(f"{'':<17}" + "".join(f"{state:>24}" for state in STATES))
    for name, timings in seconds.items():
        medians = [(timings.median(state), seconds[base].median(state)) for state in STATES]
        cells = [f"{median:>14.2f} ({median / other:6.3f})" for median, other in medians]
        print(f"{name:<17}" + "".join(f"{cell:>24}" for cell in cells))


def _pastiche() -> Generator:
    def lay_out(root: Path, made: Sequence[Post]) -> None:
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, root / name)
        (root / "node_modules").symlink_to(ROOT / "node_modules")
        folder = root / "content" / "posts"
        folder.mkdir(parents=True)
        (root / "content" / "site.yml").write_text("title: Bench\n")
        for post in made:
            (folder / f"{post.name}.md").write_text(generators.head(post), encoding="utf-8")

    return Generator(
        _OURS,
        lay_out,
        (sys.executable, "-c", _RUN, "build"),
        ("site", ".cache"),
        "content/posts/post-00000.md",
        "templates/base.html",
        {"PASTICHE_BASE_URL": "https://example.org/"},
    )


def _prepare(site: Generator, root: Path, state: str, run: int) -> None:
    if state == "cold":
        for name in site.made:
            path = root / name
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
    elif state == "post edited":
        _append(root / site.post, f"\nOne more sentence, the {run}th.\n")
    elif state == "template changed":
        path = root / site.template
        text = path.read_text(encoding="utf-8")
        at = "</footer>" if "</footer>" in text else "Bench"
        path.write_text(text.replace(at, f"{run}{at}", 1), encoding="utf-8")


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _variables(site: Generator) -> dict[str, str]:
    """As on an author's machine, where Python keeps what it has compiled."""
    return {**os.environ, **site.variables, "PYTHONDONTWRITEBYTECODE": ""}


def _timed(site: Generator, root: Path) -> float:
    """Wall seconds of one build, the program's start included."""
    began = time.perf_counter()
    ran = subprocess.run(
        site.command,
        cwd=root,
        env=_variables(site),
        check=False,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began
    if ran.returncode:
        raise SystemExit(f"{site.name} failed:\n{ran.stdout}\n{ran.stderr}")
    return seconds


def _served(root: Path, runs: int) -> float:
    """Seconds from a saved post until its new page has come over HTTP, after the reload event."""
    command = [sys.executable, "-c", _RUN, "serve", "--no-open", "--port", "0"]
    variables = _variables(_pastiche())
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env=variables
    ) as server:
        assert server.stdout
        line = next(line for line in server.stdout if line.startswith("Serving "))
        threading.Thread(target=server.stdout.read, daemon=True).start()
        address = line.split()[1]
        seconds = []
        with urllib.request.urlopen(f"{address}__events", timeout=60) as events:
            for run in range(-1, max(runs, 3)):  # the first is not counted
                time.sleep(0.5)
                mark = f"Served sentence {run}."
                began = time.perf_counter()
                _append(root / "content/posts/post-00001.md", f"\n{mark}\n")
                _until(events.readline, "event: reload")
                with urllib.request.urlopen(f"{address}posts/post-00001/") as page:
                    if mark not in page.read().decode():
                        raise SystemExit("serve announced a page before it was there")
                if run >= 0:
                    seconds.append(time.perf_counter() - began)
        server.terminate()
    return statistics.median(seconds)


def _until(read: Callable[[], bytes], wanted: str) -> None:
    while line := read():
        if line.decode().strip() == wanted:
            return
    raise SystemExit("serve ended")


def _memory(site: Generator, root: Path) -> float:
    """Bytes that a cold build's processes hold together at most, shared pages counted once."""
    _prepare(site, root, "cold", 0)
    with subprocess.Popen(
        site.command,
        cwd=root,
        env=_variables(site),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as build:
        peak = 0.0
        while build.poll() is None:
            peak = max(peak, sum(_proportional(pid) for pid in _session(build.pid)))
            time.sleep(0.05)
    return peak


def _session(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
            except OSError:  # it has just ended
                continue
    return found


def _proportional(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0")
    return float(line.split()[1]) * 1024
