"""The SQLite file of what is kept between runs: opened, checked for whose and which it is, and taken away."""

import logging
import os
import sqlite3
from contextlib import ExitStack, suppress
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "store.sqlite3"
LAYOUT = 1
_BUSY_SECONDS = 5.0
_TABLE = """
CREATE TABLE IF NOT EXISTS entry (
    kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, checksum BLOB NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
)
"""


def opened(folder: Path) -> sqlite3.Connection:
    """The file in that folder, made when it is not there.

    Raises:
        OSError, sqlite3.Error, UnicodeDecodeError: it cannot be used, or is damaged; `is_damage` tells which.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = connected(folder)
    with ExitStack() as failed:
        failed.callback(file.close)
        (folder / FILE).chmod(0o600)
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        if layout_of(file) == 0:
            log.info("the cache in %s is empty", folder)
            file.execute(f"PRAGMA user_version = {LAYOUT}")
        file.execute(_TABLE)
        failed.pop_all()
    return file


def connected(folder: Path) -> sqlite3.Connection:
    """The file in that folder, as it is."""
    _check_owner(folder)
    path = folder / FILE
    if path.exists() or path.is_symlink():
        _check_owner(path)
    file = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    file.text_factory = _text
    return file


def _text(found: bytes) -> str:
    """What is no text does not spoil the rest: it is found not to be what was put there."""
    return found.decode("utf-8", "replace")


def is_damage(error: Exception) -> bool:
    """Whether the file is to blame, and not that it is busy, full, write-protected or somebody else's."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
    return not isinstance(error, OSError)


def reason_of(error: Exception) -> str:
    """The error in a few words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def layout_of(file: sqlite3.Connection) -> int:
    """The layout; 0 for a file that is new.

    Raises:
        sqlite3.DatabaseError: another version, or another program, made it.
    """
    (layout,) = file.execute("PRAGMA user_version").fetchone()
    if layout not in (0, LAYOUT):
        raise sqlite3.DatabaseError(f"layout {layout}, made by another version")
    if layout == 0 and file.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        raise sqlite3.DatabaseError("another program made it")
    return int(layout)


def _check_owner(path: Path) -> None:
    """What somebody else could have put there, or a link that leads elsewhere, is not used."""
    if path.is_symlink() or (hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()):
        raise PermissionError(0, "it belongs to somebody else, or is a link")


def remove(path: Path) -> None:
    """The file with what SQLite keeps beside it."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(OSError):  # it is not there, or, on Windows, another run has it open
            file.unlink()
