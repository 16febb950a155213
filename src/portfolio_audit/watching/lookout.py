"""What a folder is like at a moment, by sizes and times alone: enough to tell that something was saved."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from portfolio_audit.facts.clutter import is_clutter, without_clutter
from portfolio_audit.limits import DEFAULT
from portfolio_audit.sources.folder import SETTINGS_BYTES
from portfolio_audit.sources.index import Index, NoIndex, index_digits, read_index
from portfolio_audit.sources.sieve import Clutter, Sieve
from portfolio_audit.sources.storage import has_files, owns_storage, plain_bytes, stores
from portfolio_audit.sources.user_ignores import ignored_by_user
from portfolio_audit.sources.working_tree import ignored_everywhere
from portfolio_audit.text import decode, shown_path

Stamp = tuple[int, int, int, int]
"""Times of content and of the file's own data, size and number; the second tells of what keeps the first."""
_CLUTTER = Clutter(is_clutter, without_clutter)
_MOST_FILES = 2 * DEFAULT.entries


class Sight(NamedTuple):
    """A folder at a moment."""

    files: dict[bytes, Stamp]
    """Those that may count in an audit, by their paths as the system spells them."""
    tracked: object = None
    """What git knows; of no meaning but for being the same."""
    git: tuple[Stamp | None, ...] = ()
    """Of the files of git that tell which commit is checked out."""
    locked: bool = False
    """Whether git is at work."""
    gone: str = ""
    """Why the folder cannot be looked into."""

    def differs(self, other: "Sight") -> bool:
        """Whether something counts that the other does not have."""
        return self.files != other.files or self[1:3] != other[1:3] or self.gone != other.gone

    def changed(self, before: "Sight") -> tuple[str, ...]:
        """Paths of files that are new, gone or another, in order."""
        paths = self.files.keys() | before.files.keys()
        return tuple(shown_path(raw) for raw in sorted(paths) if self.files.get(raw) != before.files.get(raw))


class Lookout:
    """Looks at a folder again and again; what it has learned of it stays."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._bytes = os.fsencode(root)
        self._sieve = Sieve(root, clutter=_CLUTTER)
        self._rules: tuple[object, ...] = ()
        """What the sieve was made of."""
        self._settings: dict[bytes, Stamp | None] = {}
        """Folder → its ignore file as it was read."""
        self._left_out: dict[bytes, bool] = {}

    def look(self) -> Sight:
        """The folder now."""
        git, locked = self._look_at_git()
        try:
            files = self._files()
        except OSError as error:
            return Sight({}, gone=error.strerror or str(error))
        return Sight(files, self._sieve.tracked, git, locked)

    def _look_at_git(self) -> tuple[tuple[Stamp | None, ...], bool]:
        try:
            if not (has_files(self._root) and owns_storage(self._root)):
                self._renew(None, None)
                return (), False
            store, common = stores(self._root)
        except (OSError, ValueError):  # it is being made, or goes
            return (), True
        self._renew(store, common)
        places = (store / "HEAD", common / "packed-refs", common / "shallow", _branch(store, common))
        return tuple(_stamp(place) for place in places), _stamp(store / "index.lock") is not None

    def _renew(self, store: Path | None, common: Path | None) -> None:
        """Make the sieve anew if git knows other files now, or ignores others."""
        places = (store / "index", common / "info" / "exclude") if store and common else ()
        rules = (store, *(_stamp(place) for place in places))
        if rules == self._rules:
            return
        everywhere = [*ignored_by_user(), *ignored_everywhere(common)] if common else []
        self._sieve = Sieve(self._root, _tracked(self._root, store), _CLUTTER, everywhere)
        self._rules, self._settings, self._left_out = rules, {}, {}

    def _files(self) -> dict[bytes, Stamp]:
        found: dict[bytes, Stamp] = {}
        waiting = [b""]
        while waiting and len(found) < _MOST_FILES:
            below = waiting.pop()
            try:
                with os.scandir(os.path.join(self._bytes, below)) as listed:  # noqa: PTH118 - bytes
                    items = list(listed)
            except OSError:
                if not below:
                    raise
                continue  # it may not be listed, or went in the meantime
            self._take_settings(below, items)
            waiting += [raw for item in items if (raw := self._noted(below, item, found))]
        return found

    def _noted(self, below: bytes, item: "os.DirEntry[bytes]", found: dict[bytes, Stamp]) -> bytes | None:
        """Take the file in; a folder that may hold some is the answer."""
        if item.name == b".git":
            return None
        raw = below + b"/" + item.name if below else item.name
        try:
            if item.is_dir(follow_symlinks=False):
                return None if self._sieve.leaves_out(raw, shown_path(raw), folder=True) else raw
            if not self._is_left_out(raw):
                found[raw] = _stamp_of(item.stat(follow_symlinks=False))
        except OSError:  # it went in the meantime
            pass
        return None

    def _is_left_out(self, raw: bytes) -> bool:
        if raw not in self._left_out:
            self._left_out[raw] = self._sieve.leaves_out(raw, shown_path(raw), folder=False)
        return self._left_out[raw]

    def _take_settings(self, below: bytes, items: "list[os.DirEntry[bytes]]") -> None:
        """Heed the folder's ignore file, if it is another than before."""
        file = self._root / os.fsdecode(below) / ".gitignore"
        stamp = _stamp(file) if any(item.name == b".gitignore" for item in items) else None
        if self._settings.get(below) == stamp:
            return
        lines = (decode(plain_bytes(file, SETTINGS_BYTES) or b"") or "").split("\n")
        self._sieve.ignored.add(shown_path(below), lines)
        self._settings[below] = stamp
        self._left_out.clear()


def _tracked(root: Path, store: Path | None) -> Index:
    try:
        return read_index(store, index_digits(root)) if store else Index()
    except NoIndex:
        return Index()


def _branch(store: Path, common: Path) -> Path:
    """The file of the branch that is checked out, if one is."""
    told = (plain_bytes(store / "HEAD", SETTINGS_BYTES) or b"").decode("utf-8", "replace").strip()
    name = told.removeprefix("ref: ")
    return common / name if name.startswith("refs/heads/") and ".." not in name and "\0" not in name else store / "HEAD"


def _stamp(path: Path) -> Stamp | None:
    try:
        return _stamp_of(path.lstat())
    except (OSError, ValueError):
        return None


def _stamp_of(found: os.stat_result) -> Stamp:
    size = found.st_size if stat.S_ISREG(found.st_mode) else -1
    return found.st_mtime_ns, found.st_ctime_ns, size, found.st_ino
