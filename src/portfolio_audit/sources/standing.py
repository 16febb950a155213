"""A file of a folder as it stands, opened without following any link, and whether it may be replaced."""

import os
import stat
from pathlib import Path

from portfolio_audit.fixing.editing import Unwritable

MOST_BYTES = 20_000_000


def place_of(root: Path, path: str) -> Path:
    """Where the file is on this system. Names are UTF-8 on disk, whatever the system's own encoding is."""
    return root / os.fsdecode(path.encode())


def bytes_at(root: Path, path: str) -> bytes | None:
    """The file's bytes; `None` when nothing is there.

    Raises:
        Unwritable: a link or something else is in the way, or it may not be read or replaced.
    """
    place = place_of(root, path)
    for above in reversed(place.relative_to(root).parents[:-1]):
        found = _kind(root / above)
        if found is None:
            return None
        if not stat.S_ISDIR(found.st_mode):
            raise Unwritable("a link or a file is where its folder would be")
    found = _kind(place)
    if found is None:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise Unwritable("it is a link, a folder or a device")
    if not found.st_mode & stat.S_IWUSR:
        raise Unwritable("it is read-only; make it writable (`chmod u+w`) if it is to be changed")
    return _read(place)


def _kind(place: Path) -> os.stat_result | None:
    try:
        return place.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(f"it cannot be opened: {error.strerror}") from None


def _read(place: Path) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(place, flags), "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unwritable(f"it cannot be opened: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise Unwritable(f"it is over {MOST_BYTES:,} bytes")
    return data
