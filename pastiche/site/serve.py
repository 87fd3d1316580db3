"""`serve`: the site under /pastiche/, rebuilt on every change, in browsers that reload themselves.

The base path is there on purpose: an address that forgets it fails here as it would on Pages. The
script that reloads is added to pages as they are served and is never part of the built site.
"""

from __future__ import annotations

import errno
import json
import posixpath
import re
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pastiche.errors import BuildError, BuildErrors, explain
from pastiche.site.build import build

BASE = "/pastiche/"
_SCRIPT = f"{BASE}__reload.js"
_EVENTS = f"{BASE}__events"
_WATCHED = ("content", "templates", "assets", "gallery.toml", "models.toml")
_DEBOUNCE = 30  # ms in which further changes are taken together
_KEEPING = re.compile(rb'<script type="module" src="[^"]*/offline-[^"]*"></script>\n?')
"""What registers a service worker, which would hide changes."""
_AGAIN = 0.15  # seconds after which a build that failed is tried again: a file was half-written
_FETCHED = 0.3  # seconds for an open page to fetch itself anew, before the build takes its notes
_RELOAD = Path(__file__).with_name("reload.js")
_NOT_BUILT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head>
<body><p>Not built yet.</p></body></html>
"""
PORTS = 20  # that are tried, when the one that was asked for is in use


class Revisions:
    """Counts the builds, and lets every open page wait for the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._problem = ""
        self._pages = 0
        self._listeners = 0

    def publish(self, problem: str = "") -> None:
        """Tells all pages that a build has ended, with its mistakes if it failed."""
        with self._changed:
            self._number += 1
            self._problem = problem
            self._changed.notify_all()

    def served(self) -> None:
        """Notes that a page was sent."""
        with self._changed:
            self._pages += 1
            self._changed.notify_all()

    def let_through(self, seconds: float) -> None:
        """Waits until an open page has fetched the newest build, at the latest after `seconds`."""
        with self._changed:
            before = self._pages
            if self._listeners:
                self._changed.wait_for(lambda: self._pages > before, timeout=seconds)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While a page waits for builds."""
        with self._changed:
            self._listeners += 1
        try:
            yield
        finally:
            with self._changed:
                self._listeners -= 1

    @property
    def number(self) -> int:
        """How many builds have ended."""
        with self._changed:
            return self._number

    @property
    def problem(self) -> str:
        """What is wrong with the newest build."""
        with self._changed:
            return self._problem

    def wait(self, seen: int, seconds: float) -> tuple[int, str]:
        """The number and problem of the newest build, at the latest after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > seen, timeout=seconds)
            return self._number, self._problem


def serve(root: Path, port: int, open_browser: bool) -> None:
    """Builds, serves and rebuilds until Ctrl-C."""
    out = root / ".cache" / "served"  # not site/: it has the drafts in it
    revisions = Revisions()
    try:
        server = _server_near(out, port, revisions)
    except PermissionError:
        message = f"port {port} may be opened only by root"
        raise BuildError(None, None, message, "choose one above 1023: --port 8000") from None
    address = f"http://localhost:{server.server_port}{BASE}"
    rebuild(root, out, revisions)  # before there are threads, so that it may use all cores
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    print(f"Serving {address} — Ctrl-C ends it.", flush=True)
    if open_browser:
        webbrowser.open(address)
    try:
        _watch(root, lambda: rebuild(root, out, revisions))
    except KeyboardInterrupt:
        print()
    finally:
        server.shutdown()
        server.server_close()


def make_server(out: Path, port: int, revisions: Revisions) -> ThreadingHTTPServer:
    """A server of `out` under BASE; port 0 lets the system choose one."""
    server = ThreadingHTTPServer(("localhost", port), partial(_Handler, out, revisions))
    server.daemon_threads = True
    return server


def rebuild(root: Path, out: Path, revisions: Revisions) -> None:
    """Builds with drafts; what goes wrong is printed and shown in the browser, the old site stays.

    Nothing that a build can raise ends the server: the author mends it and saves again. What fails
    is tried twice, because an editor may have been in the midst of writing a file.
    """
    before = revisions.number

    def stands() -> None:
        revisions.publish()
        revisions.let_through(_FETCHED)

    try:
        try:
            report = build(root, out, drafts=True, stands=stands)
        except BuildErrors:
            time.sleep(_AGAIN)
            report = build(root, out, drafts=True, stands=stands)
    except BuildErrors as errors:
        if str(errors) != revisions.problem:
            print(errors, flush=True)
            revisions.publish(str(errors))
        return
    except Exception as error:
        traceback.print_exc()
        known = explain(error) if isinstance(error, OSError) else None
        revisions.publish(str(known or f"The build failed: {type(error).__name__}: {error}"))
        return
    if report.changed or revisions.problem or not revisions.number:
        print(report, flush=True)
        if revisions.number == before:
            revisions.publish()


def _server_near(out: Path, port: int, revisions: Revisions) -> ThreadingHTTPServer:
    """A server at `port`, or at the next one that is free."""
    for candidate in range(port, min(port + PORTS, 65536)):
        try:
            server = make_server(out, candidate, revisions)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        if candidate != port:
            print(f"Port {port} is in use; {candidate} is free.")
        return server
    message = f"the ports {port} to {port + PORTS - 1} are in use"
    raise BuildError(None, None, message, "choose another one with --port")


def _watch(root: Path, changed: Callable[[], object]) -> None:
    from watchfiles import watch

    folders = [root / name for name in _WATCHED if (root / name).exists()]
    for _ in watch(*folders, debounce=_DEBOUNCE, step=10, raise_interrupt=True):
        changed()


class _Handler(SimpleHTTPRequestHandler):
    disable_nagle_algorithm = True  # a page follows its head at once

    def __init__(self, out: Path, revisions: Revisions, *arguments: object) -> None:
        self._out = out
        self._revisions = revisions
        super().__init__(*arguments, directory=str(out))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answers a page, a file, the reload script or the stream of events."""
        path = urlsplit(self.path).path
        if path == _SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript", _RELOAD.read_bytes())
        elif path == _EVENTS:
            self._events()
        elif path in ("/", BASE.rstrip("/")):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", BASE)
            self.end_headers()
        else:
            self._file(path)

    def do_HEAD(self) -> None:
        """Answers like GET, without the content."""
        self.do_GET()

    def translate_path(self, path: str) -> str:
        """The file that `path` means, below the folder that is served."""
        inner = posixpath.normpath(unquote(urlsplit(path).path)).removeprefix(BASE.rstrip("/"))
        return str(self._out / inner.lstrip("/"))

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Says nothing: the builds are what there is to read."""

    def _file(self, path: str) -> None:
        file = Path(self.translate_path(path))
        inside = path.startswith(BASE) and file.is_relative_to(self._out)
        if inside and file.is_dir() and not path.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", path + "/")
            self.end_headers()
            return
        if file.is_dir():
            file = file / "index.html"
        status = HTTPStatus.OK
        if not inside or not file.is_file():
            status, file = HTTPStatus.NOT_FOUND, self._out / "404.html"
        data = file.read_bytes() if file.is_file() else _NOT_BUILT
        kind = self.guess_type(str(file)) if file.is_file() else "text/html"
        if kind == "text/html" and (status is HTTPStatus.OK or not file.is_file()):
            script = f'<script type="module" src="{_SCRIPT}"></script></head>'
            data = _KEEPING.sub(b"", data).replace(b"</head>", script.encode(), 1)
        self._send(status, kind, data)

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        if kind == "text/html":
            self._revisions.served()

    def _events(self) -> None:
        """The stream of builds; a page that opens while a build is broken hears of that at once."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        number, problem = self._revisions.wait(-1, seconds=0)
        seen = number - 1 if problem else number
        with self._revisions.listening(), suppress(BrokenPipeError, ConnectionResetError):
            while True:
                number, problem = self._revisions.wait(seen, seconds=15)
                if number > seen:
                    seen = number
                    name, data = ("problem", json.dumps(problem)) if problem else ("reload", "")
                    self.wfile.write(f"event: {name}\ndata: {data}\n\n".encode())
                else:
                    self.wfile.write(b": still here\n\n")
                self.wfile.flush()
