"""Which files of a folder count: what git knows, and what else may be meant for it."""

import os
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from msgspec import Struct

from portfolio_audit.sources.ignored import IgnoreFiles
from portfolio_audit.sources.index import Index


class Clutter(Struct, frozen=True):
    """What is known of files that nobody means to commit."""

    covers: Callable[[str], bool]
    """Whether a path is of one."""
    taken_from: Callable[[Collection[str], Collection[str]], frozenset[str]]
    """Of tracked paths and others the others that are none, which some of them only tell together."""
    most_bytes: int = sys.maxsize
    """Of a file that somebody may mean to commit without Git LFS."""


_NOTHING = Index()
NO_CLUTTER = Clutter(lambda _path: False, lambda _tracked, others: frozenset(others))


class Sieve:
    """Tells what is left out while a folder is gone through from the top; a folder that is, is not entered.

    Args:
        tracked: what git knows, which counts whatever else is said.
        everywhere: lines of an ignore file that is not among the files.
    """

    def __init__(
        self, root: Path, tracked: Index = _NOTHING, clutter: Clutter = NO_CLUTTER, everywhere: Iterable[str] = ()
    ) -> None:
        self.tracked = tracked
        self.ignored = IgnoreFiles(everywhere)
        self._root = os.fsencode(root)
        self._clutter = clutter
        self._above = {above for path in (*tracked.files, *tracked.submodules) for above in _folders(path)}
        self._closed: set[str] = set()
        """Folders in which only what git knows counts."""

    def leaves_out(self, raw: bytes, path: str, *, folder: bool) -> bool:
        """Whether a file or folder does not count, or is another repository.

        Args:
            raw: its path as the system spells it.
        """
        if not folder and path in self.tracked.files:
            return False
        if path in self.tracked.submodules:
            return True
        outside = path.rpartition("/")[0] in self._closed or self._is_unmeant(raw, path, folder=folder)
        if folder and path in self._above:
            self._closed = self._closed | {path} if outside else self._closed - {path}
            return False
        return outside

    def sifted(self, paths: Collection[str]) -> frozenset[str]:
        """Of the paths that were not left out those that count after all."""
        tracked = frozenset(path for path in paths if path in self.tracked.files)
        return tracked | self._clutter.taken_from(tracked, [path for path in paths if path not in tracked])

    def is_too_large(self, path: str, size: int) -> bool:
        """Whether git does not know the file, and nobody means to have it in git at that size."""
        return size > self._clutter.most_bytes and path not in self.tracked.files

    def _is_unmeant(self, raw: bytes, path: str, *, folder: bool) -> bool:
        """Whether it is ignored or clutter, an environment of Python or another repository."""
        if self.ignored.covers(path, folder=folder) or self._clutter.covers(f"{path}/x" if folder else path):
            return True
        if not folder or path in self._above or self._clutter is NO_CLUTTER:
            return False
        return any(os.path.lexists(b"/".join((self._root, raw, name))) for name in (b".git", b"pyvenv.cfg"))


def _folders(path: str) -> Iterable[str]:
    return (path[:at] for at, sign in enumerate(path) if sign == "/")
