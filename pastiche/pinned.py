"""Public files pinned by address and SHA-256: kept, answered by a mirror, or downloaded.

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

CHUNK = 1 << 16
STALL = 5.0  # seconds without a byte until an attempt is given up
PAUSE = 0.25  # seconds before the second attempt, doubled before each further one
WORTH_RETRYING = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Pinned:
    """A public file: where it is, what it is, and how large it may be at most, in bytes."""

    url: str
    sha256: str
    limit: int = 20_000_000


class Unavailable(Exception):
    """The file could not be had; `str()` is the reason, `again` whether trying again may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


def held(pinned: Pinned, place: Path, mirror: Path | None) -> bool:
    """Whether `place` holds the file, after copying it from the `mirror` when that has it.

    A mirror is a folder with files named `sha256/<digest>`. A damaged file at `place` is removed.
    """
    if place.is_file():
        if _digest(place.read_bytes()) == pinned.sha256:
            return True
        place.unlink()
    if mirror is None:
        return False
    try:
        data = (mirror / "sha256" / pinned.sha256).read_bytes()
    except OSError:
        return False
    if _digest(data) != pinned.sha256:
        return False
    _write(place, data)
    return True


def download(
    pinned: Pinned,
    place: Path,
    *,
    seconds: float,
    tries: int = 3,
    answered: Callable[[], None] = lambda: None,
) -> None:
    """Download into `place` within `seconds`, calling `answered` as soon as the server speaks.

    Raises Unavailable, after as many `tries` as are worth it.
    """
    deadline = time.monotonic() + seconds
    for attempt in range(tries):
        try:
            data = _read(pinned, deadline, answered)
        except Unavailable as error:
            pause = PAUSE * 2**attempt * random.uniform(1, 1.5)
            last = attempt + 1 == tries or time.monotonic() + pause > deadline
            if last or not error.again:
                raise
            time.sleep(pause)
            continue
        if _digest(data) != pinned.sha256:
            raise Unavailable("it is not the file that was pinned (SHA-256 differs)", again=False)
        _write(place, data)
        return


def _read(pinned: Pinned, deadline: float, answered: Callable[[], None]) -> bytes:
    import http.client
    import urllib.error
    import urllib.request

    request = urllib.request.Request(pinned.url, headers={"User-Agent": "pastiche"})
    try:
        with urllib.request.urlopen(request, timeout=_patience(deadline)) as response:
            answered()
            data = bytearray()
            while chunk := response.read1(CHUNK):
                data += chunk
                if len(data) > pinned.limit:
                    raise Unavailable(f"it is larger than {pinned.limit} bytes", again=False)
                _patience(deadline)
            missing = response.length
            if missing:
                raise Unavailable(f"the download broke off {missing} bytes early", again=True)
            return bytes(data)
    except urllib.error.HTTPError as error:
        answered()
        error.close()
        again = error.code in WORTH_RETRYING
        raise Unavailable(f"the server answered {error.code}", again=again) from None
    except urllib.error.URLError as error:
        raise Unavailable(f"the server cannot be reached: {error.reason}", again=True) from None
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"the download broke off: {error or 'no data'}", again=True) from None


def _patience(deadline: float) -> float:
    """Seconds one step may take; raises Unavailable when there is no time left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unavailable("the download took too long", again=False)
    return min(left, STALL)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(prefix=".", dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(aside).replace(place)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
