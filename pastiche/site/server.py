"""The server of `serve`: the built site below its base path, with a script that reloads pages.

The script is added to pages as they are served and is never part of the built site.
"""

from __future__ import annotations

import json
import posixpath
import re
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pastiche.site.revisions import Revisions

BASE = "/pastiche/"
_SCRIPT = f"{BASE}__reload.js"
_EVENTS = f"{BASE}__events"
_KEEPING = re.compile(rb'<script type="module" src="[^"]*/offline-[^"]*"></script>\n?')
"""What registers a service worker, which would hide changes."""
_RELOAD = Path(__file__).with_name("reload.js")
_NOT_BUILT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head>
<body><p>Not built yet.</p></body></html>
"""


def make_server(out: Path, port: int, revisions: Revisions) -> ThreadingHTTPServer:
    """A server of `out` under BASE; port 0 lets the system choose one."""
    server = ThreadingHTTPServer(("localhost", port), partial(_Handler, out, revisions))
    server.daemon_threads = True
    return server


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
