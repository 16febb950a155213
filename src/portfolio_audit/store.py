"""What is kept between runs: small values by kind and key, in one SQLite file below the platform's cache folder.

A value is used only if it is what was put in: it is kept with a checksum over itself, its kind and its key. Whatever is
wrong with the file or with an entry costs the entry, never the run.
"""

import hashlib
import logging
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import TypeVar

from portfolio_audit.errors import AuditError
from portfolio_audit.files import users_folder
from portfolio_audit.limits import MB
from portfolio_audit.store_file import FILE, connected, is_damage, layout_of, opened, reason_of, remove
from portfolio_audit.text import shown

log = logging.getLogger(__name__)
T = TypeVar("T")

FOLDER_VARIABLE = "PORTFOLIO_AUDIT_CACHE"
_MOST_BYTES = 256 * MB
_ROOM = 5
"""When the store is full, one part in so many is freed."""
_VALUE_BYTES = 64 * MB
_FIND = "SELECT value, checksum FROM entry WHERE kind = ? AND key = ?"
_ANY = "SELECT 1 FROM entry WHERE kind = ? LIMIT 1"
_KEEP = "INSERT OR REPLACE INTO entry (kind, key, value, checksum, used) VALUES (?, ?, ?, ?, ?)"
_FORGET = "DELETE FROM entry WHERE kind = ? AND key = ?"
_FORGET_ALL = "DELETE FROM entry"
_TOUCH = "UPDATE entry SET used = ? WHERE kind = ? AND key = ?"
_COUNT = "SELECT kind, count(*), sum(length(value)) FROM entry GROUP BY kind ORDER BY kind"
_OLDEST = "SELECT kind, key, length(value) FROM entry ORDER BY used, kind, key"


@dataclass(frozen=True, slots=True)
class Count:
    """How much of one kind is kept."""

    kind: str
    entries: int
    bytes: int


def cache_folder() -> Path:
    """Where things are kept: the folder that `PORTFOLIO_AUDIT_CACHE` names, else the platform's cache folder.

    Whoever has no home gets one among the temporary files.
    """
    return users_folder("cache", FOLDER_VARIABLE)


class Store:
    """Values by kind and key, least recently used first to go. Safe for threads and for several runs at once.

    Args:
        folder: made when needed; `None` keeps nothing.
        most_bytes: size of all values, as they are kept.
    """

    def __init__(self, folder: Path | None, most_bytes: int = _MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._used: set[tuple[str, str]] = set()
        self._readable = self._writable = folder is not None

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put there, or `None`; a damaged entry is forgotten."""
        row = self._asked(lambda file: file.execute(_FIND, (kind, key)).fetchone()) if self._readable else None
        if row is None:
            return None
        value = _checked(kind, key, row)
        if value is None:
            log.warning("the kept %s of %s is damaged and is made anew", kind, shown(key))
            self.forget(kind, key)
            return None
        self._used.add((kind, key))
        return value

    def has(self, kind: str) -> bool:
        """Whether anything of that kind is kept."""
        return bool(self._readable and self._asked(lambda file: file.execute(_ANY, (kind,)).fetchone()))

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Keep the value, in place of an earlier one. What cannot be kept is said in the log."""
        packed = zlib.compress(value, 1)
        row = (kind, key, packed, checksum_of(kind, key, packed), int(time()))
        self._change(lambda file: file.execute(_KEEP, row))

    def forget(self, kind: str, key: str) -> None:
        """Keep it no longer."""
        self._change(lambda file: file.execute(_FORGET, (kind, key)))

    def counts(self) -> tuple[Count, ...]:
        """What is kept, by kind; nothing is changed, whatever the state of the file.

        Raises:
            AuditError: it cannot be read, or another version made it.
        """
        if self.folder is None or not (self.folder / FILE).exists():
            return ()
        try:
            with closing(connected(self.folder)) as file:
                file.execute("PRAGMA query_only = ON")
                layout_of(file)
                return tuple(Count(*row) for row in file.execute(_COUNT).fetchall())
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            advice = "`portfolio-audit cache clear` empties it."
            raise AuditError(f"the cache in {self.folder} cannot be read ({reason_of(error)}). {advice}") from None

    def clear(self) -> None:
        """Forget everything; other runs that use the file at this moment go on with it.

        Raises:
            AuditError: it cannot be done.
        """
        self._change(lambda file: file.execute(_FORGET_ALL))
        if self.folder is not None and not self._writable:
            raise AuditError(f"the cache in {self.folder} could not be emptied. Remove the folder by hand.")
        with self._lock, suppress(sqlite3.Error):
            if self._file is not None:
                self._file.execute("VACUUM")

    def close(self) -> None:
        """Note what was used, make room, and let go of the file."""
        if self._file is not None:
            self._change(self._tidy)
        with self._lock:
            self._close()

    def _tidy(self, file: sqlite3.Connection) -> None:
        now = int(time())
        file.executemany(_TOUCH, [(now, *name) for name in sorted(self._used)])
        self._used.clear()
        total = sum(count[2] for count in file.execute(_COUNT))
        if total > self._most_bytes:
            spare = total - self._most_bytes + self._most_bytes // _ROOM
            file.executemany(_FORGET, list(_oldest(file, spare)))

    def _change(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Have something changed; after a failure nothing more is tried, so that no run waits again and again."""
        if self._writable and not self._asked(lambda file: (change(file), True)[1]):
            self._writable = False

    def _asked(self, ask: Callable[[sqlite3.Connection], T]) -> T | None:
        """The answer of the file, or `None` when it cannot be had. A file that is no store is replaced, once."""
        with self._lock:
            for _ in range(2):
                try:
                    with self._opened() as file:
                        return ask(file)
                except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
                    if not is_damage(error):
                        log.warning("the cache in %s cannot be used: %s", self.folder, reason_of(error))
                        self._readable = self._file is not None
                        return None
                    log.warning("the cache in %s is damaged (%s) and is made anew", self.folder, error)
                    self._replace()
        return None

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if self._file is None:
            assert self.folder is not None  # noqa: S101
            self._file = opened(self.folder)
        with self._file:
            yield self._file

    def _replace(self) -> None:
        self._close()
        if self.folder is not None:
            remove(self.folder / FILE)

    def _close(self) -> None:
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.close()
            self._file = None


NO_STORE = Store(None)
"""Keeps nothing."""


def checksum_of(kind: str, key: str, packed: bytes) -> bytes:
    """What is kept beside a value, as it is kept, to know it again."""
    return hashlib.sha256(b"\0".join((kind.encode(), key.encode(), packed))).digest()


def _checked(kind: str, key: str, row: tuple[object, object]) -> bytes | None:
    packed, checksum = row
    if not isinstance(packed, bytes) or checksum != checksum_of(kind, key, packed):
        return None
    reader = zlib.decompressobj()
    try:
        value = reader.decompress(packed, _VALUE_BYTES)
    except zlib.error:
        return None
    return value if reader.eof else None


def _oldest(file: sqlite3.Connection, spare: int) -> Iterator[tuple[str, str]]:
    """The least recently used entries, of so many bytes together."""
    for kind, key, size in file.execute(_OLDEST):
        if spare <= 0:
            return
        spare -= size
        yield kind, key
