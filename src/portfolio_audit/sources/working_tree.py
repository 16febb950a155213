"""A folder with git as it stands: its files as they lie there now, its history from a clone.

What git knows counts even where an ignore file names it. What git does not know counts unless it is ignored, or is
what nobody means to commit. So a folder is told as it would be after everything in it was committed.
"""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from portfolio_audit.limits import Limits
from portfolio_audit.model.values import Earlier, Entry
from portfolio_audit.sources.earlier import Rank
from portfolio_audit.sources.folder import SETTINGS_BYTES, FolderSnapshot
from portfolio_audit.sources.git import SHORT, GitSnapshot, Wanted
from portfolio_audit.sources.ignored import IgnoreFiles
from portfolio_audit.sources.index import Index, NoIndex, index_digits, read_index
from portfolio_audit.sources.sieve import Clutter, Sieve
from portfolio_audit.sources.storage import plain_bytes, stores
from portfolio_audit.text import counted, decode, shown_path

_LFS = "filter=lfs"


class Habits(Struct, frozen=True):
    """What is known of files by their paths."""

    wanted: Wanted
    earlier: Rank
    clutter: Clutter

    def once(self, path: str) -> int:
        """Bytes up to which a file of the last commit is wanted, in case that the one that lies there is another."""
        return self.wanted(path) if self.earlier(path) else 0


class WorkingTree(FolderSnapshot):
    """The files of a folder as they are now, with the history of its last commit.

    Args:
        clone: of that folder; its history and earlier versions count.
        ignored: lines of an ignore file of the user's, which those in the folder may overrule.

    Raises:
        OSError, ValueError: the folder's git has gone.
    """

    def __init__(
        self, root: Path, clone: GitSnapshot, habits: Habits, limits: Limits, ignored: Sequence[str] = ()
    ) -> None:
        self._clone = clone
        self._habits = habits
        store, common = stores(root)
        self._tracked = _known_to_git(root, store, clone)
        self._unread = self._tracked.is_guess and os.path.lexists(store / "index")
        self._elsewhere = IgnoreFiles()
        """Files whose content the repository keeps elsewhere (Git LFS), so that their size is not its own."""
        self.head = clone.head
        self.commits = clone.commits
        self.complete_history = clone.complete_history
        self.without_history = clone.without_history
        sieve = Sieve(root, self._tracked, habits.clutter, [*ignored, *ignored_everywhere(common)])
        super().__init__(root, clone.name, habits.wanted, limits, sieve)

    def _look_at_git(self) -> None:
        if self._unread:
            self._notes.add("git's index was not understood: what is staged and was never committed is not told apart")
        if count := len(self._tracked.absent):
            self._notes.add(f"{counted(count, 'file')} or folders of a sparse checkout are not laid out")

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not read, and why."""
        return tuple(dict.fromkeys((*self._clone.limits, *self._notes.sentences)))

    def _take_settings(self, below: bytes, names: Collection[bytes]) -> None:
        super()._take_settings(below, names)
        if b".gitattributes" in names:
            lines = self._lines(os.path.join(below, b".gitattributes"))
            self._elsewhere.add(shown_path(below), [line.split()[0] for line in lines if _LFS in line.split()[1:]])

    def _listed(self) -> list[Entry]:
        return [*super()._listed(), *self._not_laid_out()]

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


def ignored_everywhere(common: Path) -> list[str]:
    """Lines of the ignore file in the storage that worktrees share."""
    data = plain_bytes(common / "info" / "exclude", SETTINGS_BYTES)
    return (decode(data or b"") or "").split("\n")


def _known_to_git(root: Path, store: Path, clone: GitSnapshot) -> Index:
    try:
        return read_index(store, index_digits(root))
    except NoIndex:
        groups: dict[str, dict[str, bytes]] = {"file": {}, "link": {}, "submodule": {}}
        for entry in clone.entries:
            groups[entry.kind][entry.path] = os.fsencode(entry.path)
        return Index(groups["file"] | groups["link"], groups["submodule"], is_guess=True)


def _lines_of(data: bytes) -> bytes:
    """Whichever line ends a checkout was made with."""
    return data.replace(b"\r\n", b"\n")
