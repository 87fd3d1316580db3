"""`serve`: the site under /pastiche/, rebuilt on every change, in browsers that reload themselves.

The base path is there on purpose: an address that forgets it fails here as it would on Pages.
"""

from __future__ import annotations

import errno
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path

from pastiche.errors import BuildError, BuildErrors, explain
from pastiche.site.build import build
from pastiche.site.revisions import Revisions
from pastiche.site.server import BASE, make_server

_WATCHED = ("content", "templates", "assets", "gallery.toml", "models.toml")
_DEBOUNCE = 30  # ms in which further changes are taken together
_AGAIN = 0.15  # seconds after which a build that failed is tried again: a file was half-written
_FETCHED = 0.3  # seconds for an open page to fetch itself anew, before the build takes its notes
PORTS = 20  # that are tried, when the one that was asked for is in use


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
