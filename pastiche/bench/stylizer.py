"""How long a visitor waits: the built home page in Chromium on wasm, beside TensorFlow.

Both run the same network with the same weights on one thread; the column `ratio` is the browser's
time over TensorFlow's for the same content, and a style of 256 pixels. Each counted run has a
content it has not seen; the browser keeps the style, TensorFlow encodes it anew.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import ElementHandle, Page, sync_playwright

from pastiche import browser as chromium
from pastiche.models.apply import stylize
from pastiche.models.networks import Network
from pastiche.models.restore import restore
from pastiche.site.build import build

ROOT = Path(__file__).resolve().parents[2]
SIZES = (256, 512, 768)
STYLE = 256
STYLIZE = """host => new Promise((done, fail) => {
  host.addEventListener('st-result', event => done(event.detail.ms), {once: true});
  host.addEventListener('st-error', event => fail(new Error(event.detail.code)), {once: true});
  host.stylize().catch(() => {});
})"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002, the base's name
        pass


def bench(runs: int) -> None:
    """Print, per size: first run, later runs, TensorFlow's on one thread, and the ratio."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    network = restore(ROOT / "assets" / "models" / "sanet-lite")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "site"
        build(ROOT, out)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(out)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=chromium.ensure(ROOT), args=chromium.launch_arguments()
        )
        print(f"{'pixels':>8}{'first ms':>10}{'later ms':>10}{'TF ms':>10}{'ratio':>8}")
        for size in SIZES:
            page = browser.new_context(service_workers="block").new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            first, *later = [_browser(page, size, Path(folder), run) for run in range(runs + 1)]
            beside = [_tensorflow(network, size, run) for run in range(runs + 1)][1:]
            middle, native = statistics.median(later), statistics.median(beside)
            print(f"{size:>8}{first:>10.0f}{middle:>10.0f}{native:>10.0f}{middle / native:>8.2f}")
            page.context.close()
        browser.close()
        server.shutdown()


def picture(size: int, seed: int) -> NDArray[np.uint8]:
    """Soft colours of random places, (size, size, 3)."""
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    soft = Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(soft, np.uint8)


def _browser(page: Page, size: int, folder: Path, run: int) -> float:
    """Milliseconds from the call to the result, as the visitor waits them."""
    host = page.locator("style-transfer").first
    element = host.element_handle()
    assert isinstance(element, ElementHandle)
    chosen = [("Choose a picture file", size, run)]
    if not run:
        chosen.append(("Choose a style file", STYLE, 99))  # it stays, as it does for a visitor
    for label, side, seed in chosen:
        path = folder / f"{side}-{seed}.png"
        Image.fromarray(picture(side, seed)).save(path)
        page.get_by_label(label).first.set_input_files(path)
        role = "content" if "picture" in label else "style"
        page.wait_for_function(
            "([host, role, title]) => host.session.state[role]?.title === title",
            arg=[element, role, path.stem],
        )
    if not run:
        host.evaluate("host => host.setAttribute('backend', 'wasm')")
        page.get_by_label("Max resolution").first.select_option(str(size))
    began = time.perf_counter()
    host.evaluate(STYLIZE)
    return 1000 * (time.perf_counter() - began)


def _tensorflow(network: Network, size: int, run: int) -> float:
    """Milliseconds of the same work in Python, the style encoded anew."""
    content = picture(size, run) / np.float32(255)
    style = picture(STYLE, 99) / np.float32(255)
    began = time.perf_counter()
    stylize(network, content, style)
    return 1000 * (time.perf_counter() - began)
