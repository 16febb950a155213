"""A snapshot of a folder without git. Links are never followed; what its ignore files name is left out."""

import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from portfolio_audit.limits import MB, Limits
from portfolio_audit.model.values import Commit, Earlier, Entry
from portfolio_audit.sources.git import CloneFailed, Wanted, is_readme_link
from portfolio_audit.sources.notes import Notes
from portfolio_audit.sources.sieve import Sieve
from portfolio_audit.sources.storage import has_storage
from portfolio_audit.text import decode, shown, shown_path

SETTINGS_BYTES = 100_000
"""Of an ignore file that are read."""
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT


class FolderSnapshot:
    """The files below a folder as they are now. `CloneFailed` when it cannot be listed at all."""

    head = ""
    commits: tuple[Commit, ...] = ()
    complete_history = False
    without_history = "the folder is no git repository"
    """Why nothing can be said of the history; empty when enough of it is here."""

    def __init__(self, root: Path, name: str, wanted: Wanted, limits: Limits, sieve: Sieve | None = None) -> None:
        self.name = name
        self._root = root
        self._wanted = wanted
        self._limits = limits
        self._notes = Notes()
        self._sieve = sieve or Sieve(root)
        self._raw: dict[str, bytes] = {}
        self.entries = tuple(sorted(self._listed(), key=lambda entry: self._raw[entry.path]))
        self._look_at_git()

    def _look_at_git(self) -> None:
        if has_storage(self._root):
            self.without_history = "its .git is broken or leads out of the folder, and was not followed"
            self._notes.add(self.without_history)

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not read, and why."""
        return self._notes.sentences

    def _listed(self) -> list[Entry]:
        entries = list(self._walk())
        kept = self._sieve.sifted([entry.path for entry in entries])
        found = [entry for entry in entries if entry.path in kept and not self._is_too_large(entry)]
        self._raw = {entry.path: self._raw[entry.path] for entry in found}
        return found

    def _is_too_large(self, entry: Entry) -> bool:
        if entry.kind != "file" or not self._sieve.is_too_large(entry.path, entry.size or 0):
            return False
        size = f"{(entry.size or 0) / MB:,.0f} MB"
        self._notes.add(
            f"{shown(entry.path, 120)} was left out: git does not know it, and {size} are not meant for git"
        )
        return True

    def _walk(self) -> Iterator[Entry]:
        waiting = [b""]
        while waiting:
            below = waiting.pop()
            items = self._listing(below)
            self._take_settings(below, {item.name for item in items})
            for item in items:
                raw = os.path.relpath(item.path, os.fsencode(self._root)).replace(os.fsencode(os.sep), b"/")
                path = shown_path(raw)
                folder = item.is_dir(follow_symlinks=False) and not _is_junction(item)
                if item.name == b".git" or self._sieve.leaves_out(raw, path, folder=folder):
                    continue
                if folder:
                    waiting.append(raw)
                elif len(self._raw) >= 2 * self._limits.entries:
                    self._notes.add(f"there are more than {len(self._raw):,} files; the rest was not listed")
                    return
                else:
                    yield self._entry(raw, path, item)

    def _take_settings(self, below: bytes, names: Collection[bytes]) -> None:
        """Take in what the files of a folder say about the files in it."""
        if b".gitignore" in names:
            if self._sieve.ignored.full:
                self._notes.add("there are more ignore files than are read; the others were not heeded")
            self._sieve.ignored.add(shown_path(below), self._lines(os.path.join(below, b".gitignore")))

    def _lines(self, raw: bytes) -> list[str]:
        return (decode(self._bytes(raw, SETTINGS_BYTES) or b"") or "").split("\n")

    def _listing(self, below: bytes) -> list["os.DirEntry[bytes]"]:
        try:
            return sorted(os.scandir(os.path.join(os.fsencode(self._root), below)), key=lambda item: item.name)
        except OSError as error:
            if not below:
                raise CloneFailed(f"the folder cannot be listed: {error.strerror}") from None
            self._notes.add(f"{shown(shown_path(below), 120)} could not be listed: {error.strerror}")
            return []

    def _entry(self, raw: bytes, path: str, item: "os.DirEntry[bytes]") -> Entry:
        self._raw[path] = raw
        try:
            size = item.stat(follow_symlinks=False).st_size
        except OSError:  # it has gone in the meantime
            size = None
        if item.is_file(follow_symlinks=False):
            return Entry(path, size)
        return Entry(path, size, "link", self._target(item) if is_readme_link(path, "link") else "")

    def _target(self, item: "os.DirEntry[bytes]") -> str:
        try:
            return shown_path(os.readlink(item.path))
        except OSError:  # a pipe or a device, or it has gone
            return ""

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or `None` when it is absent, no plain file, or over its limit."""
        raw, most = self._raw.get(path), self._wanted(path)
        if raw is None or not most:
            return None
        data = self._bytes(raw, most + 1)
        if data is not None and len(data) > most:
            self._notes.add(f"{shown(path, 120)} was not read: it is over {most:,} bytes")
            return None
        return data

    def start(self, path: str, most: int) -> bytes | None:
        """The first bytes of any plain file; `None` when it is absent or none."""
        raw = self._raw.get(path)
        return None if raw is None else self._bytes(raw, most)

    def ignores(self, path: str) -> bool:
        """Whether an ignore file names the path or a folder above it, so that git would not take in a file there."""
        covers = self._sieve.ignored.covers
        above = (path[:at] for at, sign in enumerate(path) if sign == "/")
        return any(covers(folder, folder=True) for folder in above) or covers(path, folder=False)

    def earlier(self) -> Iterator[Earlier]:
        """Nothing: without git there is no history."""
        return iter(())

    def _bytes(self, raw: bytes, most: int) -> bytes | None:
        """At most that many bytes of a plain file; a link or a pipe is not opened."""
        full = os.path.join(os.fsencode(self._root), raw)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if os.path.islink(full) or not os.path.isfile(full):
            return None
        try:
            with os.fdopen(os.open(full, flags), "rb") as file:
                return file.read(most)
        except OSError as error:
            self._notes.add(f"{shown_path(raw)} could not be read: {error.strerror}")
            return None


def _is_junction(folder: "os.DirEntry[bytes]") -> bool:
    """Whether it is what Windows has for a link between folders."""
    tag = getattr(folder.stat(follow_symlinks=False), "st_reparse_tag", 0) if sys.platform == "win32" else 0
    return tag == _JUNCTION
