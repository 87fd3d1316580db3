"""Where what is measured runs: a page for each network, in one Chromium or in several."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from pastiche import browser as chromium
from pastiche.bench.material import picture
from pastiche.errors import BuildError
from pastiche.models.card import read_card
from pastiche.models.places import ROOT
from pastiche.site.bundle import bundle
from pastiche.site.packages import ModelPackage
from pastiche.site.tools import node

PAGES = Path(__file__).parent / "pages"
WASM = ROOT / "node_modules" / "@tensorflow" / "tfjs-backend-wasm" / "dist"
PATIENCE = 1_200_000
"""Milliseconds until a run is given up."""
ZIPPED = {".html", ".js", ".json", ".wasm"}
"""What hosts such as GitHub Pages compress on its way."""
HTML = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script src="clock.js"></script>{body}<script type="module" src="{name}.js"></script>"""


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002, the base's name
        pass


class Rival:
    """A page with one of the networks on it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = folder
        self._asked: set[str] = set()
        page.on("request", lambda request: self._asked.add(urlsplit(request.url).path))

    def go(self, url: str, backend: str | None) -> None:
        """Open its page. backend: that of our own stylizer, if it is to be another than wasm."""
        self._page.set_default_timeout(PATIENCE)
        self._page.goto(url)
        self._page.wait_for_function("globalThis.rival")
        if backend:
            self.ask("name => rival.use(name)", backend)

    def ask(self, question: str, about: object = None) -> Any:
        """What a function of the page answers."""
        return self._page.evaluate(question, about)

    @property
    def megabytes(self) -> float:
        """What it has fetched but pictures, compressed as on its way."""
        files = [self._folder / path.lstrip("/") for path in self._asked]
        parts = (path for path in files if path.is_file() and path.parent.name != "pictures")
        return sum(map(_sent, parts)) / 1e6

    def load(self) -> None:
        """Fetch the network and make it ready."""
        self._page.evaluate("rival.load()")

    def seconds(self, side: int, content: int, style: int) -> float:
        """How long a run takes; the pictures are named by their seeds."""
        names = [f"{side}-{content}", f"{side}-{style}"]
        return float(self._page.evaluate("names => timed(...names)", names)) / 1000

    def result(self, side: int) -> NDArray[np.float32]:
        """The last result, (side, side, 3) in [0, 1]."""
        data = base64.b64decode(self._page.evaluate("resultBytes()"))
        if len(data) != 3 * side * side:
            message = f"a result has {len(data) // 3} pixels and not {side}²"
            raise BuildError(None, None, message, "close other programs: memory is short")
        bytes_ = np.frombuffer(data, np.uint8).reshape(side, side, 3)
        return bytes_.astype(np.float32) / np.float32(255)

    def close(self) -> None:
        """Give its memory back."""
        self._page.context.close()


class Stage:
    """A folder behind HTTP with the pages, and ways to open them."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url

    def pictures(self, side: int, seeds: Sequence[int]) -> None:
        """Make pictures that pages can choose."""
        for seed in seeds:
            pixels = picture(side, seed)
            place = self._folder / "pictures" / f"{side}-{seed}"
            place.with_suffix(".rgb").write_bytes(pixels.tobytes())
            Image.fromarray(pixels).save(place.with_suffix(".png"))

    @contextmanager
    def browser(self, *arguments: str) -> Iterator[Browser]:
        """A Chromium of its own, with these arguments."""
        path = chromium.ensure(ROOT)  # which may itself ask Playwright
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=path,
                args=[*chromium.launch_arguments(), *arguments],
            )
            yield browser
            browser.close()

    def open(self, browser: Browser, name: str, backend: str | None = None) -> Rival:
        """A rival's page in a fresh profile, nothing loaded yet; `name` may end in a query."""
        rival = Rival(browser.new_context(service_workers="block").new_page(), self._folder)
        page, mark, query = name.partition("?")
        rival.go(f"{self._url}{page}.html{mark}{query}", backend)
        return rival

    def first(
        self, browser: Browser, name: str, side: int, style: int, backend: str | None = None
    ) -> tuple[Rival, float]:
        """A rival after its first run, and the seconds from opening its page to that result."""
        began = time.perf_counter()
        rival = self.open(browser, name, backend)
        rival.load()
        rival.seconds(side, 0, style)
        return rival, time.perf_counter() - began


@contextmanager
def stage(
    folder: Path, graphs: Mapping[str, Path], package: Path, onnx: tuple[Path, bytes] | None
) -> Iterator[Stage]:
    """Serve the pages from `folder` while the block runs.

    graphs: folders of others' graph models, by the names of their pages. package: ours. onnx:
    where onnxruntime-web's files are, and the model.
    """
    (folder / "pictures").mkdir(parents=True)
    bodies = {"ours": _element(folder, package)} | dict.fromkeys(graphs, "")
    (folder / "wasm").symlink_to(WASM)
    for name, graph in graphs.items():
        (folder / name).symlink_to(graph)
        _bundle(PAGES / f"{name}.js", folder / f"{name}.js")
    if onnx:
        (folder / "onnx").symlink_to(onnx[0])
        (folder / "sanet.onnx").write_bytes(onnx[1])
        bodies["onnx"] = ""
    for name, body in bodies.items():
        (folder / f"{name}.html").write_text(HTML.format(name=name, body=body))
    for name in ("clock", "ours", "onnx"):
        (folder / f"{name}.js").write_bytes((PAGES / f"{name}.js").read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Stage(folder, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()


def _element(folder: Path, package: Path) -> str:
    """The stylizer's element with what a built page gives it, and our package alone to choose."""
    scripts = bundle(ROOT, folder)
    (folder / "package").symlink_to(package)
    facts = ModelPackage(package, "package/", read_card(package)).facts
    config: Mapping[str, Any] = {
        "models": [facts],
        "worker": scripts["worker.js"],
        "wasm": {name: url for name, url in scripts.items() if name.endswith(".wasm")},
        "contents": [],
        "styles": [],
        "chosen": {"content": "", "style": ""},
    }
    return (
        f'<style-transfer backend="wasm" max-size="2048"><script type="application/json">'
        f"{json.dumps(config)}</script></style-transfer>"
        f'<script type="module" src="{scripts["style-transfer.js"]}"></script>'
    )


def _sent(path: Path) -> int:
    """Bytes of a file on its way."""
    data = path.read_bytes()
    return len(gzip.compress(data) if path.suffix in ZIPPED else data)


def _bundle(source: Path, target: Path) -> None:
    command = [node(), str(ROOT / "node_modules/esbuild/bin/esbuild"), str(source), "--bundle"]
    command += ["--format=esm", "--minify", "--log-level=warning", f"--outfile={target}"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise BuildError(source, None, run.stderr.strip()[:300], "python3 build.py installs it")
