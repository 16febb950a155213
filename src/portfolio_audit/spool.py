"""Bytes kept out of memory."""

import errno
import os
import tempfile
from collections.abc import Callable
from functools import partial
from threading import Lock

_MOST_BYTES = 1 << 26


class Spool:
    """Bytes kept out of memory, in files without a name that go with the process. Safe for threads.

    Args:
        most_bytes: of one file; when it is full, the next one begins, and what is read no more gives its room back.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._reel: _Reel | None = None

    def put(self, data: bytes) -> Callable[[], bytes]:
        """How to get it back; its room is kept as long as somebody holds that.

        Raises:
            OSError: there is no room for it.
        """
        with self._lock:
            if self._reel is None or self._reel.end >= self._most_bytes:
                self._reel = _Reel()
            reel, place = self._reel, self._reel.end
            reel.add(data)
        return partial(reel.get, place, len(data))


class _Reel:
    """One file, which goes when nobody holds any of it."""

    _file = -1

    def __init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            self._file = os.dup(file.fileno())
        self._lock = Lock()
        self.end = 0

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)

    def add(self, data: bytes) -> None:
        """Put it at the end."""
        with self._lock:
            os.lseek(self._file, self.end, os.SEEK_SET)
            if os.write(self._file, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.end += len(data)

    def get(self, place: int, size: int) -> bytes:
        """What is there."""
        with self._lock:
            os.lseek(self._file, place, os.SEEK_SET)
            return os.read(self._file, size)
