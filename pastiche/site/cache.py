"""Small stores in .cache/site/cache.sqlite, keyed by digest, for what is slow to compute.

A store is only ever a copy of something that can be computed again: a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

DAYS = 30  # that an entry is kept: one still in use is then computed once more


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
    part = path.with_name(f".{os.getpid()}-{threading.get_ident()}-{path.name}")
    try:
        part.write_bytes(data)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def today() -> int:
    """Days since 1970."""
    return int(time.time() // 86_400)


def sweep(place: Path, kept: Collection[str]) -> None:
    """Removes, once a day, the files of a cache's folder that are old and not among `kept`."""
    marker = place / ".swept"
    try:
        if marker.exists() and time.time() - marker.stat().st_mtime < 86_400:
            return
        oldest = time.time() - DAYS * 86_400
        for path in place.iterdir():
            if path.name not in kept and path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
        marker.touch()
    except OSError:  # there is no such folder, or another build sweeps it
        return


class Store:
    """A dictionary of JSON values, kept in the table `path.stem` of a database beside `path`.

    A divided process shares what was saved before; each of its parts keeps what it adds until
    `drain` hands that over.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name("cache.sqlite")
        self._table = path.stem
        self._known: dict[str, Any] = {}
        self._new: dict[str, Any] = {}
        self._database: sqlite3.Connection | None = None
        self._owner = 0
        self._empty = not self._path.is_file()  # nothing was ever saved: nothing to ask for

    def get(self, key: str) -> Any:
        """The value kept for `key`, or None."""
        if key not in self._known:
            self._known[key] = self.read(key)
        return self._known[key]

    def read(self, key: str) -> Any:
        """As `get`, for a large value that is wanted once: it is not remembered."""
        if key in self._new:
            return self._new[key]
        rows = self._ask(f"SELECT value FROM {self._table} WHERE key = ?", (key,))
        if not rows:
            return None
        value = rows[0][0]
        return value.decode() if isinstance(value, bytes) else json.loads(value)

    def put(self, key: str, value: Any) -> None:
        """Keeps `value`, which JSON can hold, for `key`."""
        self._known[key] = self._new[key] = value

    def drain(self) -> dict[str, Any]:
        """What was put and not saved yet, which is forgotten here."""
        new, self._new = self._new, {}
        self._known.clear()
        return new

    def add(self, entries: Mapping[str, Any]) -> None:
        """Puts what another part of the process drained."""
        self._new.update(entries)

    def save(self, *, prune: bool) -> None:
        """Writes what is new; `prune` forgets what is older than `DAYS`."""
        if self._new:
            day = today()
            rows = [(key, _stored(value), day) for key, value in self._new.items()]
            self._write(rows, day - DAYS if prune else 0)
        self._new = {}
        self._known.clear()
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        if self._database and self._owner == os.getpid():
            self._database.close()
        self._database = None

    def _ask(self, question: str, values: tuple[str, ...]) -> list[Any]:
        import sqlite3

        if self._empty:
            return []
        try:
            return self._open().execute(question, values).fetchall()
        except sqlite3.DatabaseError:
            return []

    def _write(self, rows: list[tuple[str, str | bytes, int]], oldest: int) -> None:
        import sqlite3

        self._empty = False
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(2):
            try:
                database = self._open()
                with database:
                    database.execute(
                        f"CREATE TABLE IF NOT EXISTS {self._table} "
                        "(key TEXT PRIMARY KEY, value TEXT, day INTEGER) WITHOUT ROWID"
                    )
                    order = f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?, ?)"
                    database.executemany(order, rows)
                    database.execute(f"DELETE FROM {self._table} WHERE day < ?", (oldest,))
            except sqlite3.OperationalError:
                return  # another build holds it: what is not kept is computed again
            except sqlite3.DatabaseError:
                self.close()
                self._path.unlink(missing_ok=True)
            else:
                return

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        if self._database is None or self._owner != os.getpid():
            self._database = sqlite3.connect(self._path, timeout=10, check_same_thread=False)
            self._database.execute("PRAGMA synchronous = OFF")  # a copy: speed before safety
            self._owner = os.getpid()
        return self._database


def _stored(value: Any) -> str | bytes:
    """A value as the database has it: a text as its bytes, anything else as JSON."""
    return value.encode() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
