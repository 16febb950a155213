"""A snapshot out of a bare clone. Never a checkout: no name, link, hook or filter touches the disk."""

import hashlib
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portfolio_audit.limits import Limits
from portfolio_audit.model.values import Commit, Earlier, Entry, EntryKind
from portfolio_audit.sources.earlier import Rank, Version, Walk
from portfolio_audit.sources.git_command import GitFailed, run, started
from portfolio_audit.sources.notes import Notes
from portfolio_audit.sources.objects import Objects
from portfolio_audit.text import counted, shown, shown_path

log = logging.getLogger(__name__)

Wanted = Callable[[str], int]
_EMPTY = (
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)
"""The blob without content, by SHA-1 and SHA-256: its size is known before it is fetched."""
_KINDS: Mapping[bytes, EntryKind] = {b"120000": "link", b"160000": "submodule"}
_FIRST_COMMIT = datetime(2005, 4, 7, tzinfo=UTC)  # git's own first commit; nothing credible is older
_TARGET_BYTES = 1_000
_USUAL_BYTES = 300
"""Of an entry in a tree; one that is longer counts for several."""
_RECORD_BYTES = 200_000
"""Of what git says of one entry or commit."""
_LFS = b"version https://git-lfs.github.com/spec/"
SHORT = 7
"""Digits of a commit's hash that are shown."""
_ENOUGH_COMMITS = 20
"""Of a history that breaks off, so that something can be said of it."""
_COMPLAINT = 4_000
"""Bytes of what git complains of that are looked at."""


def is_readme_link(path: str, kind: EntryKind) -> bool:
    """Whether a link stands where a README is looked for."""
    return kind == "link" and path.rpartition("/")[2].lower().startswith("readme") and path.count("/") <= 1


class CloneFailed(Exception):
    """The repository could not be brought in; the message is a reason for the user."""


@dataclass(frozen=True, slots=True)
class _Blob:
    path: str
    oid: str
    kind: EntryKind
    most: int
    """Bytes up to which its content is wanted; 0 when it is not."""


@dataclass(frozen=True, slots=True)
class _Logged:
    oid: str
    tree: str
    commit: Commit


class GitSnapshot:
    """One commit of a bare repository. Use as a context manager: reading keeps a git process.

    Args:
        trial: whether the commit itself is left out of the history, because nobody made it.
    """

    def __init__(
        self, folder: Path, name: str, wanted: Wanted, limits: Limits, now: datetime, *, trial: bool = False
    ) -> None:
        self.name = name
        self._folder = folder
        self._wanted = wanted
        self._limits = limits
        self._notes = Notes()
        self._objects = Objects(folder)
        self.head = self._resolve_head()
        self._blobs = tuple(self._list()) if self.head else ()
        self._now = now
        self._trial = trial
        self.whole = True
        """Whether everything has arrived that was asked for."""
        self.timeless = True
        """Whether a later clock would find the same dates credible."""
        self._log = tuple(self._history()) if self.head else ()
        self._versions: tuple[Version, ...] = ()
        self._chosen: set[str] = set()
        self._oids: dict[str, str] = {}
        self._too_many: frozenset[str] = frozenset()
        self._sizes: dict[str, int] = {}
        self.entries: tuple[Entry, ...] = ()
        self.commits: tuple[Commit, ...] = ()
        self.without_history = ""
        """Why nothing can be said of the history; empty when enough of it is here."""

    def __enter__(self) -> "GitSnapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self._objects.close()

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not read, and why."""
        return self._notes.sentences

    @property
    def complete_history(self) -> bool:
        """Whether the first commit was reached."""
        return len(self.commits) < self._limits.commits and not (self._folder / "shallow").exists()

    def _git(self, *arguments: str, **options: Any) -> bytes:
        return run(self._folder, "--git-dir", str(self._folder), *arguments, **options)

    def _resolve_head(self) -> str:
        try:
            return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}").decode().strip()
        except GitFailed:
            if self._git("for-each-ref", "--count=1"):
                raise CloneFailed("its default branch is missing") from None
            return ""

    def _list(self) -> Iterator[_Blob]:
        count: Counter[str] = Counter()
        for raw in self._records("ls-tree", "-r", "-z", "--full-tree", self.head):
            weight = 1 + len(raw) // _USUAL_BYTES  # what is long counts for several
            found = self._blob(raw, full=count["kept"] >= self._limits.entries)
            if isinstance(found, _Blob):
                yield found
                count["kept"] += weight
            else:
                count[found] += 1
            count["seen"] += 1
            count["room"] += weight
            if count["room"] >= self._limits.scanned_entries or count["kept"] >= 2 * self._limits.entries:
                self._notes.add(f"the tree has more than {counted(count['seen'], 'file')}; the rest was not listed")
                break
        self._say(count)

    def _blob(self, raw: bytes, *, full: bool) -> "_Blob | str":
        """The entry, or why it is left out."""
        head, _, raw_path = raw.partition(b"\t")
        mode, _, oid = head.split(b" ", 2)
        if len(raw_path) > self._limits.path_bytes:
            return "overlong"
        path, kind = shown_path(raw_path), _KINDS.get(mode, "file")
        most = self._wanted(path) if kind == "file" else int(is_readme_link(path, kind))
        if full and not most:
            return "further"
        if kind == "submodule":
            self._notes.add(f"{shown(path, 120)} is another repository (a submodule), which was not read")
        return _Blob(path, oid.decode(), kind, most)

    def _say(self, count: Mapping[str, int]) -> None:
        if count["overlong"]:
            paths = counted(count["overlong"], "file")
            self._notes.add(f"{paths} with a path of over {self._limits.path_bytes:,} bytes left out")
        if count["further"]:
            self._notes.add(f"{count['further']:,} further files were counted, not listed")

    def _records(self, *arguments: str) -> Iterator[bytes]:
        """NUL-separated records of git's output, as they come; of one that is endless only the beginning.

        Raises:
            GitFailed: git ended with an error, so that there may be more.
        """
        with started(self._folder, "--git-dir", str(self._folder), *arguments) as process:
            rest = b""
            while chunk := process.stdout.read(1 << 16):
                *records, rest = (rest + chunk).split(b"\0")
                yield from records
                rest = rest[:_RECORD_BYTES]
            if process.proc.wait():
                raise GitFailed(process.stderr.read(_COMPLAINT))

    def wanted_oids(self) -> tuple[str, ...]:
        """Objects worth fetching, the most telling first: near the root before deep down."""
        worth = [b for b in self._blobs if b.most]
        worth.sort(key=lambda b: (b.path.count("/"), len(b.path), b.path))
        if len(worth) > self._limits.wanted_blobs:
            self._notes.add(f"{len(worth) - self._limits.wanted_blobs:,} further files were not read")
            self._too_many = frozenset(b.path for b in worth[self._limits.wanted_blobs :])
        return self._choose(b.oid for b in worth[: self._limits.wanted_blobs])

    def _choose(self, oids: Iterable[str]) -> tuple[str, ...]:
        """Each once. What else there is, of an earlier state or because a host cannot filter, is as good as absent."""
        chosen = tuple(dict.fromkeys(oids))
        self._chosen.update(chosen)
        return chosen

    def earlier_oids(self, rank: Rank) -> tuple[str, ...]:
        """Objects of earlier versions that are worth fetching."""
        walk = Walk(rank, self._objects.contents)
        roots = {logged.oid: logged.tree for logged in reversed(self._log)}
        self._versions = walk.versions(roots, frozenset(blob.oid for blob in self._blobs), self._limits.earlier_blobs)
        if not walk.complete:
            self._notes.add("the history is so large that earlier versions were looked for in a part of it")
        return self._choose(version.oid for version in self._versions)

    def lacking(self, oids: Sequence[str]) -> tuple[str, ...]:
        """Those of the objects that have not arrived."""
        present = dict(self._present())
        return tuple(oid for oid in oids if oid not in present)

    def remark(self, sentence: str) -> None:
        """Add a sentence to what is said beside what was not read."""
        self._notes.add(sentence)

    def lacks(self, sentence: str) -> None:
        """Add to what was not read something that another try may bring."""
        self.whole = False
        self._notes.add(sentence)

    def load(self) -> None:
        """Read sizes and history, after the contents have been fetched."""
        if not self.head:
            return
        self._sizes = dict.fromkeys(_EMPTY, 0) | {o: size for o, size in self._present() if o in self._chosen}
        self._oids = {b.path: b.oid for b in self._blobs if b.kind == "file"}
        self.entries = tuple(Entry(b.path, self._sizes.get(b.oid), b.kind, self._target(b)) for b in self._blobs)
        self.commits = tuple(logged.commit for logged in self._log)
        if not self.complete_history and len(self.commits) < _ENOUGH_COMMITS:
            self.without_history = "most of its history was not fetched (`git fetch --unshallow` brings it)"

    def _target(self, blob: _Blob) -> str:
        """Where a README that is a link points; the text of it is all that is read of a link."""
        if not is_readme_link(blob.path, blob.kind) or self._sizes.get(blob.oid, _TARGET_BYTES) >= _TARGET_BYTES:
            return ""
        return shown_path(self._objects.content(blob.oid) or b"")

    def _present(self) -> Iterator[tuple[str, int]]:
        out = self._git("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objectsize)")
        for line in out.splitlines():
            oid, _, size = line.partition(b" ")
            yield oid.decode(), int(size)

    def _history(self) -> Iterator[_Logged]:
        count = f"--max-count={self._limits.commits}"
        for record in self._records("log", "-z", count, "--format=%H%x1f%T%x1f%at%x1f%P%x1f%ae%x1f%s", self.head):
            oid, tree, when, parents, author, subject = (record.split(b"\x1f", 5) + [b""] * 6)[:6]
            if self._trial and oid.decode() == self.head:
                continue
            commit = Commit(
                self._credible(when),
                shown(subject.decode("utf-8", "replace")),
                hashlib.sha256(author.strip().lower()).hexdigest()[:16],
                len(parents.split()),
            )
            yield _Logged(oid.decode(), tree.decode(), commit)

    def _credible(self, seconds: bytes) -> datetime | None:
        latest = self._now + timedelta(days=1)
        if seconds.isdigit() and int(seconds) > latest.timestamp():
            self.timeless = False
            return None
        if not seconds.isdigit() or int(seconds) < _FIRST_COMMIT.timestamp():
            return None
        return datetime.fromtimestamp(int(seconds), UTC)

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or `None` when it is absent, no file, not fetched or over its limit."""
        oid = self._oids.get(path)
        size = self._sizes.get(oid or "")
        if oid is None or size is None or path in self._too_many:
            return None
        if not (most := self._wanted(path)):
            return None
        if size > most:
            self._notes.add(f"{shown(path, 120)} was not read: {size:,} bytes is over its limit")
            return None
        data = self._objects.content(oid)
        if data is None:
            self._notes.add(f"{shown(path, 120)} was not read: it is damaged")
        elif data.startswith(_LFS):
            self._notes.add(f"{shown(path, 120)} is a Git LFS pointer; the content is kept elsewhere")
            return None
        return data

    def earlier(self) -> Iterator[Earlier]:
        """Earlier versions that were chosen, as far as they were fetched and are within their limits."""
        present = [v for v in self._versions if self._sizes.get(v.oid, sys.maxsize) <= self._limits.earlier_bytes]
        contents = self._objects.contents([version.oid for version in present])
        for version, data in zip(present, contents, strict=True):
            if data is not None:
                yield Earlier(version.path, version.commit[:SHORT], data)
