"""Downloads against a server that misbehaves in every way we know."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pastiche.pinned import Pinned, Unavailable, download, held

DATA = bytes(range(256)) * 400
DIGEST = hashlib.sha256(DATA).hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []
        self.ranges = []
        self.ended = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.ranges.append(self.headers["Range"])
        first = self.server.asked.count(self.path) == 1
        match self.path:
            case "/missing":
                self.send_error(404)
            case "/busy-once" if first:
                self.send_error(503)
            case "/short-once" if first:
                self._answer(DATA[:-100], len(DATA))
                self.close_connection = True
            case "/goes-on" | "/goes-on-wrongly" if first:
                self._answer(DATA[:1000], len(DATA))
                self.close_connection = True
            case "/goes-on":
                self._continue(DATA)
            case "/goes-on-wrongly" if self.headers["Range"]:
                self._continue(DATA[::-1])
            case "/no-such-range" if first:
                self._answer(DATA[:1000], len(DATA))
                self.close_connection = True
            case "/no-such-range" if self.headers["Range"]:
                self.send_error(416)
            case "/wrong":
                self._answer(DATA[::-1], len(DATA))
            case "/stalls":
                self._answer(DATA[:1000], len(DATA))
                self.wfile.flush()
                self.server.ended.wait(10)
            case "/drops":
                self.connection.close()
            case _:
                self._answer(DATA, len(DATA))

    def _continue(self, data):
        start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        self.send_response(206)
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[start:])

    def _answer(self, data, length):
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(_Server, "handle_error", lambda *_: None)
    with _Server() as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        running.url = f"http://127.0.0.1:{running.server_address[1]}"
        yield running
        running.ended.set()
        running.shutdown()


def _get(server, path, place, **options):
    pin = Pinned(server.url + path, DIGEST, **options)
    download(pin, place, seconds=5, patience=0.3, pause=0.01)


def test_a_file_arrives_whole(server, tmp_path):
    place = tmp_path / "deep" / "file"
    _get(server, "/fine", place)
    assert place.read_bytes() == DATA
    assert [path.name for path in place.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("path", ["/busy-once", "/short-once"])
def test_a_passing_fault_is_tried_again(server, tmp_path, path):
    _get(server, path, tmp_path / "file")
    assert server.asked == [path, path]
    assert (tmp_path / "file").read_bytes() == DATA


def test_a_download_that_broke_off_goes_on_where_it_was(server, tmp_path):
    received = []
    pin = Pinned(server.url + "/goes-on", DIGEST)
    download(pin, tmp_path / "file", seconds=5, pause=0.01, received=received.append)
    assert server.ranges == [None, "bytes=1000-"]
    assert received == sorted(received)
    assert received[-1] == len(DATA)
    assert (tmp_path / "file").read_bytes() == DATA


@pytest.mark.parametrize("path", ["/goes-on-wrongly", "/no-such-range"])
def test_a_continuation_that_does_not_fit_is_begun_again(server, tmp_path, path):
    _get(server, path, tmp_path / "file")
    assert server.ranges == [None, "bytes=1000-", None]
    assert (tmp_path / "file").read_bytes() == DATA


@pytest.mark.parametrize(
    ("path", "reason", "asked"),
    [
        ("/missing", "the server answered 404", 1),
        ("/wrong", "not the file that was pinned", 1),
        ("/stalls", "broke off", 3),
        ("/drops", "broke off|cannot be reached", 3),
    ],
)
def test_a_lasting_fault_is_a_reason_and_leaves_nothing(server, tmp_path, path, reason, asked):
    with pytest.raises(Unavailable, match=reason):
        _get(server, path, tmp_path / "file")
    assert len(server.asked) == asked
    assert list(tmp_path.iterdir()) == []


def test_a_file_too_large_is_not_read_to_its_end(server, tmp_path):
    with pytest.raises(Unavailable, match="larger than 1000 bytes"):
        _get(server, "/fine", tmp_path / "file", limit=1000)


def test_the_time_allowed_is_kept(server, tmp_path):
    pin = Pinned(server.url + "/stalls", DIGEST)
    with pytest.raises(Unavailable):
        download(pin, tmp_path / "file", seconds=0.2, pause=0.01)
    assert server.asked == ["/stalls"]  # no time is left to try again


def test_no_server_is_a_reason(tmp_path):
    with pytest.raises(Unavailable, match="cannot be reached"):
        download(Pinned("http://127.0.0.1:1/x", DIGEST), tmp_path / "file", seconds=2, pause=0.01)


def test_a_kept_file_is_held_and_a_damaged_one_removed(tmp_path):
    place = tmp_path / "file"
    pin = Pinned("http://127.0.0.1:1/x", DIGEST)
    place.write_bytes(DATA)
    assert held(pin, place, None)
    place.write_bytes(DATA[:-1])
    assert not held(pin, place, None)
    assert not place.exists()


def test_a_mirror_answers_by_digest(tmp_path):
    folder = tmp_path / "mirror" / "sha256"
    folder.mkdir(parents=True)
    place = tmp_path / "file"
    pin = Pinned("http://127.0.0.1:1/x", DIGEST)
    (folder / DIGEST).write_bytes(b"something else")
    assert not held(pin, place, folder.parent)
    (folder / DIGEST).write_bytes(DATA)
    assert held(pin, place, folder.parent)
    assert place.read_bytes() == DATA


def test_a_file_is_pinned_by_its_git_blob_id_too(server, tmp_path):
    # printf hello | git hash-object --stdin
    hello = Pinned("", "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0", kind="Git blob id")
    assert hello.fits(b"hello")
    assert not hello.fits(b"hello\n")
    wrong = Pinned(server.url + "/fine", hello.digest, kind="Git blob id")
    with pytest.raises(Unavailable, match="Git blob id differs"):
        download(wrong, tmp_path / "file", seconds=5)


def test_a_mirror_answers_a_git_blob_by_its_address(tmp_path):
    mirror, place = tmp_path / "mirror", tmp_path / "file"
    (mirror / "sha256").mkdir(parents=True)
    url = "http://127.0.0.1:1/someone/things/0123abcd/a%20folder/hello"
    pin = Pinned(url, "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0", kind="Git blob id")
    assert not held(pin, place, mirror)
    columns = ["name", "bytes", "sha256", "repository", "commit", "path", "licence"]
    digest = hashlib.sha256(b"hello").hexdigest()
    row = ["hello", "5", digest, "someone/things", "0123abcd", "a folder/hello", "none"]
    (mirror / "index.tsv").write_text("\t".join(columns) + "\n" + "\t".join(row) + "\n")
    assert not held(pin, place, mirror)  # listed, and not there
    (mirror / "sha256" / digest).write_bytes(b"hello")
    assert held(pin, place, mirror)
    assert place.read_bytes() == b"hello"
