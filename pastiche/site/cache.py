"""Small JSON stores under .cache/site/, keyed by digest, for what is slow to compute.

A store is only ever a copy of something that can be computed again: a damaged one is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def folder(root: Path) -> Path:
    """Where the site's caches live under the project's `root`."""
    return root / ".cache" / "site"


def digest(*parts: bytes | str, length: int = 10) -> str:
    """A short, file-name-safe digest of `parts`: hexadecimal BLAKE2b, `length` digits."""
    hasher = hashlib.blake2b(digest_size=32)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()[:length]


def write_atomic(path: Path, data: bytes) -> None:
    """Writes `data` so that a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    part = Path(temporary)
    part.chmod(0o644)
    part.replace(path)


class Store:
    """A dictionary kept in one JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._used: dict[str, Any] = {}
        try:
            self._old: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError):
            self._old = {}

    def get(self, key: str) -> Any:
        """The value kept for `key`, or None."""
        if key not in self._used and key in self._old:
            self._used[key] = self._old[key]
        return self._used.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keeps `value`, which JSON can hold, for `key`."""
        self._used[key] = value

    def save(self, *, prune: bool) -> None:
        """Writes the store if it changed; `prune` forgets what this run did not ask for."""
        entries = self._used if prune else {**self._old, **self._used}
        if entries != self._old:
            text = json.dumps(entries, ensure_ascii=False, sort_keys=True, indent=0)
            write_atomic(self._path, text.encode())
