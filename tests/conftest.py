"""What tests share: the repository, a built site behind a server, and a real Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from pastiche import browser as chromium

ROOT = Path(__file__).resolve().parent.parent


BROWSER_LANE = ("tests/browser/",)
"""What drives a browser; the rest takes about as long."""


class Lanes(LoadScopeScheduling):
    """Two lanes for two processes: tests with a browser never run two at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith(BROWSER_LANE) else "rest"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Lanes:
    """pytest-xdist's own groups (`--dist loadgroup`) are lost on the way with pytest 9."""
    return Lanes(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder with material that is not in the repository: weights, pictures, a mirror."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared")
    return folder


@pytest.fixture(scope="session")
def built_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once from content/ into a folder of this run."""
    from pastiche.site.build import build

    out = tmp_path_factory.mktemp("built") / "site"
    build(root, out)
    return out


@pytest.fixture(scope="session")
def sanet_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of the full SANet with random weights, as float32: 84 MB in 20 shards."""
    import keras

    from pastiche.models import networks
    from pastiche.models.export import write_package

    keras.utils.set_random_seed(7)
    folder = tmp_path_factory.mktemp("package") / "sanet"
    write_package(networks.create("sanet"), "sanet", folder, "float32", Path("random numbers"))
    return folder


@pytest.fixture(scope="session")
def ghiasi_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A float16 package of Magenta's network with random weights, in which styles count."""
    import numpy as np

    from pastiche.models import networks
    from pastiche.models.export import write_package

    network = networks.create("ghiasi")
    random = np.random.default_rng(7)
    for variable in network.variables:
        shape = variable.shape
        if variable.path.endswith("bias"):
            values = random.normal(0.5, 0.3, shape)
        else:
            fan = np.prod(shape[:2] if "depthwise" in variable.path else shape[:-1])
            values = random.normal(0, (2 / fan) ** 0.5, shape)
        variable.assign(values)
    folder = tmp_path_factory.mktemp("package") / "ghiasi"
    write_package(network, "ghiasi", folder, "float16", Path("random numbers"))
    return folder


@pytest.fixture(scope="session")
def magenta_package(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Magenta's network itself, from the mirror alone."""
    if not (shared / "mirror").is_dir():
        pytest.skip("needs ../shared/mirror, which has Magenta's network")
    from pastiche.models import magenta_files, networks, weights
    from pastiche.models.export import write_package

    folder = tmp_path_factory.mktemp("magenta")
    network = networks.create("ghiasi")
    shapes = {variable.path: tuple(variable.shape) for variable in network.variables}
    arrays, source = magenta_files.fetched(shapes, cache=folder / "rivals")
    weights.assign(network, arrays, source)
    write_package(network, "ghiasi", folder / "ghiasi", "exact", source)
    return folder / "ghiasi"


@pytest.fixture
def without_attention():
    """sanet-lite with logits that are all equal, in TensorFlow: its AdaAttN is AdaIN then."""
    from pastiche.models.restore import restore

    network = restore("sanet-lite")
    code_of = network.style_code

    def blunt(features):
        code = code_of(features)
        return code._replace(keys=tuple(0 * keys for keys in code.keys))

    network.style_code = blunt
    return network


@dataclass
class Server:
    """A folder behind HTTP on loopback, and what was asked of it: (method, path without base)."""

    url: str
    requests: list[tuple[str, str]] = field(default_factory=list)


class _Handler(SimpleHTTPRequestHandler):
    """Serves `directory` under `base`, as Pages does: any other path, and any miss, is a 404."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".avif": "image/avif",
        ".webp": "image/webp",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }

    def __init__(
        self,
        *arguments,
        base: str,
        requests: list[tuple[str, str]],
        headers: dict[str, str],
        **options,
    ) -> None:
        self.base = base
        self.requests = requests
        self.more = headers
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        plain = urlsplit(path).path
        if not plain.startswith(self.base):
            return str(Path(self.directory) / "outside the base path")
        return super().translate_path("/" + plain.removeprefix(self.base))

    def send_head(self):
        self.requests.append((self.command, urlsplit(self.path).path.removeprefix(self.base)))
        return super().send_head()

    def end_headers(self) -> None:
        for name, value in self.more.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002, the base's name
        pass


Serve = Callable[..., Server]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """`serve(folder, base="/repo/", headers={})` puts a folder behind HTTP until the run ends."""
    running: list[ThreadingHTTPServer] = []

    def start(folder: Path, base: str = "/repo/", headers: dict[str, str] | None = None) -> Server:
        requests: list[tuple[str, str]] = []
        handler = partial(
            _Handler, directory=str(folder), base=base, requests=requests, headers=headers or {}
        )
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        running.append(server)
        return Server(f"http://127.0.0.1:{server.server_port}{base}", requests)

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(built_site: Path, serve: Serve) -> Server:
    """The built site under /repo/, with a request log that begins empty."""
    return serve(built_site)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, of which a thread can have one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def launch(request: pytest.FixtureRequest) -> Iterator[Callable[..., Browser]]:
    """`launch(*arguments)` gives a headless Chromium with these arguments, one for each set.

    `without`: an argument that Playwright gives by itself, and that is left out.
    """
    path = chromium.ensure(ROOT)
    playwright = request.getfixturevalue("playwright")
    open_ones: dict[tuple[str | None, ...], Browser] = {}

    def start(*arguments: str, without: str | None = None) -> Browser:
        kind = (*arguments, without)
        if kind not in open_ones:
            open_ones[kind] = playwright.chromium.launch(
                executable_path=path,
                args=[*chromium.launch_arguments(), *arguments],
                ignore_default_args=[without] if without else None,
            )
        return open_ones[kind]

    yield start
    for browser in open_ones.values():
        browser.close()


@pytest.fixture
def page(launch: Callable[..., Browser], request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page in a new profile, 1280 by 800.

    Arguments for Chromium come by `@pytest.mark.parametrize("page", [(...)], indirect=True)`.
    """
    arguments = getattr(request, "param", ())
    context = launch(*arguments).new_context(viewport={"width": 1280, "height": 800})
    # A service worker would answer in the place of `page.route`; test_offline.py has its own page.
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined})"
    )
    yield context.new_page()
    context.close()
