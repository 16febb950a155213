"""Is what is kept between runs in order?"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from portfolio_audit.doctor.machine import shown_bytes
from portfolio_audit.doctor.values import Finding, State
from portfolio_audit.sources.clones import CLONES, Clones
from portfolio_audit.store import FOLDER_VARIABLE, checksum_of
from portfolio_audit.store_file import FILE, LAYOUT
from portfolio_audit.text import counted

_ENTRIES = "SELECT kind, key, value, checksum FROM entry"
_SECONDS = 2.0
_ANEW = "Nothing needs to be done: it is made anew."


def cache(folder: Path) -> Finding:
    """The folder of the cache, what is in it, and whether it can be used. Nothing is changed."""
    if trouble := _unusable(folder):
        advice = f"Set {FOLDER_VARIABLE} to a folder that can be written. Until then every run starts from nothing."
        return Finding("cache", State.WARNING, trouble, advice)
    file, (clones, _) = folder / FILE, Clones(folder / CLONES).show()
    if not file.exists() and not clones:
        return Finding("cache", State.GOOD, f"{folder} is empty; the first run fills it.")
    kept = f"{folder} holds {shown_bytes(_size(folder))}"
    try:
        entries, damaged = _looked_through(file) if file.exists() else (0, 0)
    except sqlite3.OperationalError as error:
        return Finding("cache", State.WARNING, f"{kept}, but cannot be read now ({error}).", "Is another run at work?")
    except sqlite3.DatabaseError as error:
        return Finding("cache", State.WARNING, f"{kept}, but this version cannot read it ({error}).", _ANEW)
    words = f"{kept}: {counted(entries, 'value')}, {counted(clones, 'clone')}"
    spoiled = Clones(folder / CLONES).damaged()
    if damaged or spoiled:
        which = " and ".join(counted(n, what) for n, what in ((damaged, "value"), (spoiled, "clone")) if n)
        return Finding("cache", State.WARNING, f"{words}; {which} damaged.", _ANEW)
    return Finding("cache", State.GOOD, f"{words}; nothing is damaged.")


def _unusable(folder: Path) -> str:
    existing = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not existing.is_dir():
        return f"{existing} is no folder, so nothing can be kept in it."
    if existing == folder and hasattr(os, "geteuid") and folder.stat().st_uid != os.geteuid():
        return f"{folder} belongs to somebody else and is not used."
    return "" if os.access(existing, os.W_OK | os.X_OK) else f"{existing} cannot be written, so nothing can be kept."


def _looked_through(file: Path) -> tuple[int, int]:
    """(entries, damaged ones).

    Raises:
        sqlite3.DatabaseError: the file as a whole is damaged, or of another version.
        sqlite3.OperationalError: it cannot be read now.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_SECONDS)) as store:
        (layout,) = store.execute("PRAGMA user_version").fetchone()
        if layout != LAYOUT:
            raise sqlite3.DatabaseError(f"layout {layout}, made by another version")
        good = [_is_intact(*row) for row in store.execute(_ENTRIES)]
    return len(good), good.count(False)


def _is_intact(kind: str, key: str, value: object, expected: object) -> bool:
    return isinstance(value, bytes) and checksum_of(kind, key, value) == expected


def _size(folder: Path) -> int:
    return sum(_sizes(str(folder)))


def _sizes(folder: str) -> Iterator[int]:
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 - fast for many files
            except OSError:
                continue
