"""A server of a folder's files that can be told to fail, and pins for what it serves."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPOSITORY, COMMIT, PATH = "someone/network", "0123456789abcdef", "assets/model"


class Server(ThreadingHTTPServer):
    """`faults`: file -> what goes wrong with it, every time: "404", "503 once", "short", "short
    once", "wrong", "stall". `asked`: every (file, Range header), in order."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.faults: dict[str, str] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.stalled = threading.Event()  # set when an answer has stopped in its middle
        self.ended = threading.Event()

    def handle_error(self, *_) -> None:
        pass

    @property
    def files(self) -> list[str]:
        """The files asked for, in order."""
        return [file for file, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_) -> None:
        pass

    def do_GET(self) -> None:
        file = self.path.removeprefix(f"/{REPOSITORY}/{COMMIT}/{PATH}/")
        again = file in self.server.files
        self.server.asked.append((file, self.headers["Range"]))
        fault = self.server.faults.get(file, "")
        if again and fault.endswith("once"):
            fault = ""
        data = (self.server.folder / file).read_bytes()
        if fault in ("404", "503 once"):
            self.send_error(int(fault[:3]))
            return
        start = int((self.headers["Range"] or "bytes=0-").split("=")[1].rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        rest = (data[::-1] if fault == "wrong" else data)[start:]
        half = fault.startswith(("short", "stall"))
        self.wfile.write(rest[: len(rest) // 2] if half else rest)
        self.wfile.flush()
        if fault == "stall":
            self.server.stalled.set()
            self.server.ended.wait(20)
        self.close_connection = half


@contextmanager
def serving(folder: Path):
    with Server(folder) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()


def write_pins(server: Server, path: Path, name: str = "sanet") -> None:
    """A models.toml that pins every file of the server's folder."""
    url = f"http://127.0.0.1:{server.server_port}/{{repository}}/{{commit}}/{{path}}/{{file}}"
    lines = [f"[{name}.published]", f'repository = "{REPOSITORY}"', f'commit = "{COMMIT}"']
    lines += [f'path = "{PATH}"', f'url = "{url}"', "files = ["]
    for file in sorted(server.folder.iterdir()):
        data = file.read_bytes()
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        lines.append(f'{{ file = "{file.name}", bytes = {len(data)}, git_blob = "{blob}" }},')
    path.write_text("\n".join([*lines, "]"]))
