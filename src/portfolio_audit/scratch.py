"""A run's own folder for what is under way. One that a killed run has left is removed by the next."""

import fcntl
import logging
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from time import time

log = logging.getLogger(__name__)
_PREFIX = "portfolio-audit-run-"
_LOCK = "lock"
_MAKING_SECONDS = 3600
"""A folder without a lock is being made; after that time, it no longer is."""


@contextmanager
def scratch(*parents: Path) -> Iterator[Path]:
    """A new folder below the first of the parents that can hold one. Nobody else may read it; it goes with the block.

    A run holds a lock in its folder as long as it lives, so that what nobody holds is left over.

    Raises:
        OSError: none of them can.
    """
    for parent in parents[:-1]:
        try:
            folder, held = _make(parent)
            break
        except OSError as error:
            log.warning("%s cannot be used: %s", parent, error.strerror)
    else:
        folder, held = _make(parents[-1])
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
        os.close(held)


def temporary() -> Path:
    """The parent for what must not be kept anywhere else."""
    return Path(tempfile.gettempdir())


def _make(parent: Path) -> tuple[Path, int]:
    """A new folder and its lock, which is taken before others see it."""
    for above in (*reversed(parent.parents), parent):
        above.mkdir(exist_ok=True, mode=0o700)
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    new = folder / "new"
    held = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    new.rename(folder / _LOCK)
    return folder, held


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            if _is_left(folder):
                log.info("removing what an earlier run has left")
                rmtree(folder, ignore_errors=True)
        except OSError as error:
            log.debug("%s is left alone: %s", folder.name, error.strerror)


def _is_left(folder: Path) -> bool:
    """Whether it is ours and nobody holds its lock."""
    found = folder.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
        return False
    try:
        held = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time() - found.st_mtime > _MAKING_SECONDS
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True
