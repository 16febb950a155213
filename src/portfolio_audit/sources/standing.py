"""A folder with git as it stands: its files as they lie there now, its history from a clone.

What git knows counts even where an ignore file names it. What git does not know counts unless it is ignored, or is
what nobody means to commit. So a folder is told as it would be after everything in it was committed.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from portfolio_audit.limits import Limits
from portfolio_audit.model.values import Earlier, Entry
from portfolio_audit.sources.earlier import Rank
from portfolio_audit.sources.folder import SETTINGS_BYTES, FolderSnapshot
from portfolio_audit.sources.git import SHORT, GitSnapshot, Wanted
from portfolio_audit.sources.ignored import IgnoreFiles
from portfolio_audit.sources.index import SHA1_DIGITS, Index, NoIndex, read_index
from portfolio_audit.sources.storage import plain_bytes, stores
from portfolio_audit.text import counted, decode

_LFS = "filter=lfs"


class Habits(Struct, frozen=True):
    """What is known of files by their paths."""

    wanted: Wanted
    earlier: Rank
    is_clutter: Callable[[str], bool]
    """Whether nobody means to commit it."""
    without_clutter: Callable[[Collection[str], Collection[str]], frozenset[str]]
    """Of tracked and other paths the others that may be meant to be committed."""

    def once(self, path: str) -> int:
        """Bytes up to which a file of the last commit is wanted that differs from the one that lies there."""
        return self.wanted(path) if self.earlier(path) else 0


class StandingSnapshot(FolderSnapshot):
    """The files of a folder as they are now, with the history of its last commit.

    Args:
        clone: of that folder; its history and earlier versions count.
    """

    def __init__(self, root: Path, clone: GitSnapshot, habits: Habits, limits: Limits) -> None:
        self._clone = clone
        self._habits = habits
        self._store, self._common = stores(root)
        self._tracked = self._known_to_git()
        self._above = {path[:at] for path in self._all_tracked() for at, sign in enumerate(path) if sign == "/"}
        self._closed: set[str] = set()
        self._elsewhere = IgnoreFiles()
        """Files whose content the repository keeps elsewhere (Git LFS), so that their size is not its own."""
        self.head = clone.head
        self.commits = clone.commits
        self.complete_history = clone.complete_history
        self.without_history = clone.without_history
        super().__init__(root, clone.name, habits.wanted, limits)

    def _look_at_git(self) -> None:
        if count := len(self._tracked.absent):
            self._notes.add(f"{counted(count, 'file')} or folders of a sparse checkout are not laid out")

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not read, and why."""
        return tuple(dict.fromkeys((*self._clone.limits, *self._notes.sentences)))

    def _known_to_git(self) -> Index:
        try:
            return read_index(self._store, len(self._clone.head) or SHA1_DIGITS)
        except NoIndex:
            groups: dict[str, dict[str, bytes]] = {"file": {}, "link": {}, "submodule": {}}
            for entry in self._clone.entries:
                groups[entry.kind][entry.path] = os.fsencode(entry.path)
            return Index(groups["file"] | groups["link"], groups["submodule"])

    def _all_tracked(self) -> Iterable[str]:
        return (*self._tracked.files, *self._tracked.submodules)

    def _ignored_everywhere(self) -> Iterable[str]:
        data = plain_bytes(self._common / "info" / "exclude", SETTINGS_BYTES)
        return (decode(data or b"") or "").split("\n")

    def _take_settings(self, below: bytes, names: Collection[bytes]) -> None:
        super()._take_settings(below, names)
        if b".gitattributes" in names:
            lines = self._lines(os.path.join(below, b".gitattributes"))
            self._elsewhere.add(os.fsdecode(below), [line.split()[0] for line in lines if _LFS in line.split()[1:]])

    def _is_left_out(self, raw: bytes, path: str, *, folder: bool) -> bool:
        if not folder and path in self._tracked.files:
            return False
        if path in self._tracked.submodules:  # told of by the clone
            return True
        outside = path.rpartition("/")[0] in self._closed or self._is_unmeant(raw, path, folder=folder)
        if folder and path in self._above:
            self._closed |= {path} if outside else set()
            return False
        return outside

    def _is_unmeant(self, raw: bytes, path: str, *, folder: bool) -> bool:
        """Whether it is ignored, clutter, an environment of Python, or another repository."""
        if self._ignored.covers(path, folder=folder) or self._habits.is_clutter(f"{path}/x" if folder else path):
            return True
        inside = (os.path.join(os.fsencode(self._root), raw, name) for name in (b".git", b"pyvenv.cfg"))
        return folder and path not in self._above and any(os.path.lexists(name) for name in inside)

    def _listed(self) -> Iterable[Entry]:
        entries = list(self._walk())
        tracked = [entry.path for entry in entries if entry.path in self._tracked.files]
        others = self._habits.without_clutter(tracked, [e.path for e in entries if e.path not in self._tracked.files])
        kept = [entry for entry in entries if entry.path in self._tracked.files or entry.path in others]
        self._raw = {entry.path: self._raw[entry.path] for entry in kept}
        return (*kept, *self._not_laid_out())

    def _not_laid_out(self) -> Iterator[Entry]:
        """Submodules, and files of a sparse checkout, of which nothing can be said."""
        for path, raw in (*self._tracked.submodules.items(), *self._tracked.absent.items()):
            if path not in self._raw and not path.endswith("/"):
                self._raw[path] = raw
                yield Entry(path, None, "submodule" if path in self._tracked.submodules else "file")

    def _entry(self, raw: bytes, path: str, item: "os.DirEntry[bytes]") -> Entry:
        entry = super()._entry(raw, path, item)
        return Entry(path, None) if entry.kind == "file" and self._elsewhere.covers(path, folder=False) else entry

    def earlier(self) -> Iterator[Earlier]:
        """What was committed and does not lie there any more: of the last commit, and of earlier ones."""
        for entry in self._clone.entries:
            if entry.kind == "file" and self._habits.once(entry.path) and self._is_changed(entry.path):
                data = self._clone.read(entry.path)
                if data is not None and len(data) <= self._limits.earlier_bytes:
                    yield Earlier(entry.path, self.head[:SHORT], data)
        yield from self._clone.earlier()

    def _is_changed(self, path: str) -> bool:
        before, now = self._clone.read(path), self.read(path)
        return before is not None and (now is None or _lines_of(before) != _lines_of(now))


def _lines_of(data: bytes) -> bytes:
    """Whichever line ends a checkout was made with."""
    return data.replace(b"\r\n", b"\n")
