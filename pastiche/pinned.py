"""Public files pinned by address and digest: kept, answered by a mirror, or downloaded.

Nothing is accepted but the bytes that were pinned. A file is written aside and renamed, so that one
that exists is whole.
"""

from __future__ import annotations

import hashlib
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

CHUNK = 1 << 16
STALL = 5.0  # seconds without a byte until an attempt is given up
PAUSE = 0.25  # seconds before the second attempt, doubled before each further one
WORTH_RETRYING = {408, 425, 429, 500, 502, 503, 504}
PAST_THE_END = 416


@dataclass(frozen=True)
class Pinned:
    """A public file: where it is, what it is, and how large it may be at most, in bytes.

    `digest` is hexadecimal: the SHA-256 of the bytes, or the id that Git gives them as a blob.
    """

    url: str
    digest: str
    limit: int = 20_000_000
    kind: Literal["SHA-256", "Git blob id"] = "SHA-256"

    def fits(self, data: bytes | bytearray) -> bool:
        """Whether these are the bytes that were pinned."""
        if self.kind == "SHA-256":
            return hashlib.sha256(data).hexdigest() == self.digest
        blob = b"blob %d\0" % len(data) + data
        return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == self.digest


class Unavailable(Exception):
    """The file could not be had; `str()` is the reason, `again` whether trying again may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


def held(pinned: Pinned, place: Path, mirror: Path | None) -> bool:
    """Whether `place` holds the file, after copying it from the `mirror` when that has it.

    A mirror is a folder with files named `sha256/<digest>`, and, for files that are pinned
    otherwise, an `index.tsv` that gives their SHA-256 by repository, commit and path. A damaged
    file at `place` is removed.
    """
    if place.is_file():
        if pinned.fits(place.read_bytes()):
            return True
        place.unlink()
    sha256 = mirror and _sha256(pinned, mirror)
    if mirror is None or sha256 is None:
        return False
    try:
        data = (mirror / "sha256" / sha256).read_bytes()
    except OSError:
        return False
    if not pinned.fits(data):
        return False
    _write(place, data)
    return True


def download(
    pinned: Pinned,
    place: Path,
    *,
    seconds: float,
    tries: int = 3,
    patience: float = STALL,
    pause: float = PAUSE,
    answered: Callable[[], None] = lambda: None,
    received: Callable[[int], None] = lambda _: None,
) -> None:
    """Download into `place` within `seconds`, calling `answered` as soon as the server speaks.

    patience: seconds without a byte until an attempt is given up. pause: seconds before the second
    attempt, doubled before each further one; an attempt goes on where the one before broke off,
    where the server allows it. received: is told how many bytes of the file are here.

    Raises Unavailable, after as many `tries` as are worth it, and OSError when the file cannot be
    written.
    """
    deadline = time.monotonic() + seconds
    data = bytearray()
    for attempt in range(tries):
        went_on = bool(data)
        try:
            _read(pinned, data, deadline, patience, answered, received)
            _check(pinned, data, again=went_on)
        except Unavailable as error:
            wait = pause * 2**attempt * random.uniform(1, 1.5)
            last = attempt + 1 == tries or time.monotonic() + wait > deadline
            if last or not error.again:
                raise
            time.sleep(wait)
            continue
        _write(place, data)
        return


def _read(
    pinned: Pinned,
    data: bytearray,
    deadline: float,
    patience: float,
    answered: Callable[[], None],
    received: Callable[[int], None],
) -> None:
    """Fill `data` to the file's end, from where it ends now if the server can."""
    import http.client
    import urllib.error
    import urllib.request

    headers = {"User-Agent": "pastiche"}
    if data:
        headers["Range"] = f"bytes={len(data)}-"
    request = urllib.request.Request(pinned.url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=_allowed(deadline, patience)) as response:
            answered()
            if not (response.headers["Content-Range"] or "").startswith(f"bytes {len(data)}-"):
                data.clear()
            while chunk := response.read1(CHUNK):
                data += chunk
                received(len(data))
                if len(data) > pinned.limit:
                    raise Unavailable(f"it is larger than {pinned.limit} bytes", again=False)
                _allowed(deadline, patience)
            missing = response.length
            if missing:
                raise Unavailable(f"the download broke off {missing} bytes early", again=True)
    except urllib.error.HTTPError as error:
        answered()
        error.close()
        again = error.code in WORTH_RETRYING or (error.code == PAST_THE_END and bool(data))
        if error.code == PAST_THE_END:
            data.clear()
        raise Unavailable(f"the server answered {error.code}", again=again) from None
    except urllib.error.URLError as error:
        raise Unavailable(f"the server cannot be reached: {error.reason}", again=True) from None
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"the download broke off: {error or 'no data'}", again=True) from None


def _check(pinned: Pinned, data: bytearray, *, again: bool) -> None:
    """Raise Unavailable, and empty `data`, unless it is what was pinned."""
    if not pinned.fits(data):
        data.clear()
        reason = f"it is not the file that was pinned ({pinned.kind} differs)"
        raise Unavailable(reason, again=again)


def _allowed(deadline: float, patience: float) -> float:
    """Seconds one step may take; raises Unavailable when there is no time left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unavailable("the download took too long", again=False)
    return min(left, patience)


def _sha256(pinned: Pinned, mirror: Path) -> str | None:
    """The name of the file in the mirror's folder `sha256`, or None when it is not listed."""
    if pinned.kind == "SHA-256":
        return pinned.digest
    try:
        head, *rows = (mirror / "index.tsv").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    address = unquote(urlsplit(pinned.url).path)
    for row in rows:
        entry = dict(zip(head.split("\t"), row.split("\t"), strict=False))
        names = [entry.get(key, "") for key in ("repository", "commit", "path")]
        if address == "/" + "/".join(names):
            return entry.get("sha256")
    return None


def _write(place: Path, data: bytes | bytearray) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(prefix=".", dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(aside).replace(place)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
