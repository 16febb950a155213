"""Temporary folders and files, which a killed run leaves behind no longer than until the next start.

Whoever uses one holds a lock on it, and the system takes the lock from a process that dies in whatever way. So what
nobody holds is nobody's any more. Windows has no such lock: there nothing is swept.
"""

import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from time import sleep
from typing import BinaryIO

_PREFIX, _SUFFIX = "portfolio-audit-", ".tmp"
_RANDOM = r"[a-z0-9_]{8}"
_MARK = "of-portfolio-audit"
_TRIES = 10
_LEAST_BYTES = 1 << 16
_PAUSES = (0.05, 0.2, 0.5) if sys.platform == "win32" else (0,)
"""Seconds: a process that was killed a moment ago may still hold a file open there, which keeps it."""


@contextmanager
def temporary_folder(*parents: Path) -> Iterator[Path]:
    """A folder that goes with the block, in the first of the parents that can hold one, at last the system's.

    What runs that were killed have left there is removed first.

    Raises:
        OSError: none can be made.
    """
    folder, lock = _first_that_works((*parents, Path(tempfile.gettempdir())))
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def sweep(*parents: Path) -> None:
    """Remove what runs that were killed have left there, and in the system's folder for temporary files."""
    for parent in (*parents, Path(tempfile.gettempdir())):
        _sweep_folders(parent)


@contextmanager
def temporary_file(beside: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file in the same folder, open, and its name; gone at the end unless it was moved. Leftovers go first.

    Raises:
        OSError: none can be made.
    """
    prefix = f".{beside.name[:40]}."
    _sweep_files(beside.parent, prefix)
    descriptor, name = _new_file(beside.parent, prefix)
    with os.fdopen(descriptor, "wb") as file:
        try:
            yield file, name
        finally:
            if sys.platform == "win32":  # where what is open cannot be removed
                file.close()
            with suppress(OSError):
                name.unlink()


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Whether nobody else holds the folder; if so, we do while the block lasts. On Windows everybody may."""
    descriptor = os.open(os.devnull if sys.platform == "win32" else folder, os.O_RDONLY)
    try:
        yield sys.platform == "win32" or _lock(descriptor, wait=False)
    finally:
        os.close(descriptor)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it, as far as the system lets us."""
    for pause in _PAUSES:
        _set_free(folder)
        rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        sleep(pause)


def _first_that_works(parents: Sequence[Path]) -> tuple[Path, int]:
    for parent in parents[:-1]:
        with suppress(OSError):
            for above in (*reversed(parent.parents), parent):
                above.mkdir(exist_ok=True, mode=0o700)
            return _new_folder(parent)
    return _new_folder(parents[-1])


def _new_folder(parent: Path) -> tuple[Path, int]:
    """A folder and the lock on it. Until it is locked, another run may take it for a leftover."""
    _sweep_folders(parent)
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=_PREFIX, suffix=_SUFFIX))
        with suppress(FileNotFoundError):
            return folder, _marked(folder)
    raise FileNotFoundError(0, "what is put there is taken away", str(parent))


def _marked(folder: Path) -> int:
    """Lock the folder, mark it for ours, and see whether there is room for anything."""
    lock = os.open(os.devnull if sys.platform == "win32" else folder, os.O_RDONLY)  # Windows opens no folders
    try:
        _lock(lock, wait=True)
        (folder / _MARK).write_bytes(bytes(_LEAST_BYTES))
        (folder / _MARK).write_bytes(b"")
    except OSError:
        rmtree(folder, ignore_errors=True)
        os.close(lock)
        raise
    return lock


def _new_file(folder: Path, prefix: str) -> tuple[int, Path]:
    for _ in range(_TRIES):
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=prefix, suffix=_SUFFIX)
        _lock(descriptor, wait=True)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)
    raise FileNotFoundError(0, "what is put there is taken away", str(folder))


def _sweep_folders(place: Path) -> None:
    """Remove the temporary folders of dead runs: ours by name, owner and mark, and held by nobody."""
    for folder in _leftovers(place, _PREFIX):
        with _taken(folder) as taken:
            if taken and (folder / _MARK).is_file():
                _remove(folder)
            elif taken:  # killed before it was marked: empty, or not ours
                with suppress(OSError):
                    folder.rmdir()


def _remove(folder: Path) -> None:
    """The mark goes last: what cannot be removed now is known for a leftover next time."""
    with suppress(OSError):
        for entry in folder.iterdir():
            if entry.name != _MARK:
                remove_tree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        if all(entry.name == _MARK for entry in folder.iterdir()):
            rmtree(folder)


def _set_free(folder: Path) -> None:
    """Windows does not remove what is read-only, as git's packs are."""
    if sys.platform == "win32":
        for place, _, names in os.walk(folder):
            for name in names:
                with suppress(OSError):
                    Path(place, name).chmod(stat.S_IWRITE)


def _sweep_files(folder: Path, prefix: str) -> None:
    """Remove the temporary files of dead runs."""
    for file in _leftovers(folder, prefix):
        with _taken(file) as taken, suppress(OSError):
            if taken:
                file.unlink()


def _leftovers(place: Path, prefix: str) -> list[Path]:
    shape = re.compile(re.escape(prefix) + _RANDOM + re.escape(_SUFFIX))
    with suppress(OSError):
        return [Path(entry.path) for entry in os.scandir(place) if shape.fullmatch(entry.name)]
    return []


@contextmanager
def _taken(path: Path) -> Iterator[bool]:
    """Whether it is this user's and nobody held it; if so, we hold it while the block lasts."""
    if sys.platform == "win32":
        yield False
    else:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            yield False
            return
        try:
            yield os.fstat(descriptor).st_uid == os.geteuid() and _lock(descriptor, wait=False)
        finally:
            os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> bool:
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            return True
    return False
