"""Clones that are kept between runs, so that a repository that has changed costs what has changed.

A kept clone is never written to. A run links its packs into a folder of its own, brings that up to date and puts it in
the old one's place, whole. So two runs do not disturb each other, and a run that is killed leaves the old clone as it
was. Nothing is taken over but packs whose checksums hold and the names of commits: no configuration, hook or reference.
All of that rests on folders that are held open while others take their place: where there are none, nothing is kept.
"""

import errno
import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import Any, BinaryIO, Literal

from portfolio_audit.codec import decode, from_data
from portfolio_audit.limits import MB
from portfolio_audit.sources.partial import ends_of, make_partial, set_ends, set_head
from portfolio_audit.text import shown

log = logging.getLogger(__name__)

Seed = Literal["", "old", "current"]
"""What a folder was filled with: nothing, an earlier state, or what the host still has."""
CLONES = "clones"
"""Their folder's name in the cache."""
CAN_KEEP = {os.open, os.link, os.utime} <= os.supports_dir_fd
"""Whether this system can; Windows cannot."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_LAYOUT = 1
_NOTE = "kept.json"
_MOST_BYTES = 2_000 * MB
_CLONE_BYTES = 100 * MB
_OFTEN = 20
"""Room is made whenever one part in so many of the whole has been added."""
_PACKS = 20
"""A clone that has grown to more packs is made anew, which leaves behind what its history no longer has."""
_NOTE_BYTES = 1 * MB
_CHUNK = 1 << 20
_TRAILER = 20
_DIGITS = 32
_PACK = re.compile(r"pack-[0-9a-f]{40}\.(?:pack|idx)")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class _Note:
    """What is written down beside the packs."""

    layout: int
    url: str
    state: str
    """What the host said when it was brought in."""
    head: str
    shallow: tuple[str, ...]
    """Commits whose parents were not fetched."""
    packs: tuple[str, ...]
    """File names."""


class Clones:
    """The kept clones of public repositories, least recently used first to go. Safe for threads and several runs.

    Args:
        folder: made when needed.
        most_bytes: size of all together.
        clone_bytes: size of the largest that is kept.
    """

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES, clone_bytes: int = _CLONE_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._clone_bytes = clone_bytes
        self._since = 0

    @property
    def work(self) -> Path:
        """A parent for the folders that are filled, on the same disk."""
        return self._folder / "work"

    def seed(self, url: str, folder: Path, state: str) -> Seed:
        """Fill a new folder with what is kept of the repository at that address, as a bare partial clone.

        Args:
            state: what the host says of it now; empty when it says nothing.
        """
        try:
            with _opened(self._place(url)) as kept:
                note = _noted(kept, url)
                _fill(folder, kept, note)
                os.utime(_NOTE, dir_fd=kept)
        except FileNotFoundError:
            rmtree(folder, ignore_errors=True)
            return ""
        except (OSError, ValueError) as error:
            log.warning("the kept clone of %s is damaged and is made anew: %s", shown(url), shown(str(error)))
            rmtree(folder, ignore_errors=True)
            _drop(self._place(url))
            return ""
        return "current" if state and state == note.state else "old"

    def keep(self, url: str, clone: Path, head: str, state: str) -> None:
        """Take the packs of a finished clone, in place of what was kept. What cannot be kept is said in the log."""
        try:
            packs = clone / "objects" / "pack"
            names = tuple(sorted(file.name for file in packs.iterdir() if _PACK.fullmatch(file.name)))
            size = sum((packs / name).stat().st_size for name in names)
            if size > self._clone_bytes or len(names) > 2 * _PACKS or not _COMMIT.fullmatch(head) or _has_loose(clone):
                _drop(self._place(url))
                return
            _write(packs, _Note(_LAYOUT, url, state, head, ends_of(clone), names))
            self._replace(self._place(url), packs)
            self._make_room(size)
        except OSError as error:
            log.warning("the clone of %s could not be kept: %s", shown(url), error.strerror)

    def show(self) -> tuple[int, int]:
        """How many there are, and their bytes."""
        sizes = [size for _, size, _ in self._all()]
        return len(sizes), sum(sizes)

    def damaged(self) -> int:
        """How many have a note that is none, or packs that are not whole."""
        return sum(not _is_whole(place) for _, _, place in self._all())

    def clear(self) -> None:
        """Remove all."""
        for _, _, place in self._all():
            _drop(place)

    def evict(self) -> None:
        """Remove those that were not used for longest, until the rest is within the limit."""
        found = sorted(self._all())
        total = sum(size for _, size, _ in found)
        for _, size, place in found:
            if total <= self._most_bytes:
                return
            _drop(place)
            total -= size

    def _make_room(self, size: int) -> None:
        """Evict now and then: looking through all clones for each one would take long."""
        self._since += size
        if self._since * _OFTEN > self._most_bytes:
            self._since = 0
            self.evict()

    def _place(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()[:_DIGITS]

    def _all(self) -> Iterator[tuple[float, int, Path]]:
        """When last used, bytes, and where; without a note, which is removed first, it was never used."""
        with suppress(FileNotFoundError):
            for place in self._folder.glob("[0-9a-f]" * _DIGITS):
                with suppress(OSError):
                    files = {file.name: file.lstat() for file in place.iterdir()}
                    used = files[_NOTE].st_mtime if _NOTE in files else 0.0
                    yield used, sum(file.st_size for file in files.values()), place

    def _replace(self, place: Path, packs: Path) -> None:
        """Put the folder in its place by renaming; a run that is quicker wins."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        packs.chmod(0o700)
        with suppress(FileNotFoundError):
            place.rename(packs.with_name("before"))
        try:
            packs.rename(place)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            log.info("another run has kept the same clone")


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder itself, so that one that takes its place meanwhile is not mixed with it."""
    descriptor = os.open(folder, _FLAGS | getattr(os, "O_DIRECTORY", 0))
    try:
        if hasattr(os, "geteuid") and os.fstat(descriptor).st_uid != os.geteuid():
            raise PermissionError(0, "it belongs to somebody else")
        yield descriptor
    finally:
        os.close(descriptor)


def _noted(kept: int, url: str) -> _Note:
    """The note of the clone of that address, or of any if none is given."""
    try:
        with _read(_NOTE, kept) as file:
            checksum, _, data = file.read(_NOTE_BYTES).partition(b"\n")
    except FileNotFoundError:
        raise ValueError("there is no note") from None
    if checksum.decode("ascii", "replace") != hashlib.sha256(data).hexdigest():
        raise ValueError("its note is not what was written")
    note = decode(data, dict[str, Any])
    if note.get("layout") != _LAYOUT:
        raise ValueError("another version made it")
    known = from_data(note, _Note)
    fits = (not url or known.url == url) and all(map(_PACK.fullmatch, known.packs))
    if not fits or not all(map(_COMMIT.fullmatch, (known.head, *known.shallow))):
        raise ValueError("its note belongs elsewhere")
    return known


def _is_whole(place: Path) -> bool:
    try:
        with _opened(place) as kept:
            _noted(kept, "")
        for pack in place.glob("*.pack"):
            _check(pack)
    except (OSError, ValueError):
        return False
    return True


def _read(name: str, kept: int) -> BinaryIO:
    return os.fdopen(os.open(name, _FLAGS, dir_fd=kept), "rb")


def _write(folder: Path, note: _Note) -> None:
    """The note, and nothing else beside the packs."""
    for file in folder.iterdir():
        if file.name not in note.packs:
            file.unlink()
    data = json.dumps(asdict(note)).encode()
    (folder / _NOTE).write_bytes(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)


def _fill(folder: Path, kept: int, note: _Note) -> None:
    """A bare partial clone with the packs and the head that are noted."""
    make_partial(folder, note.url)
    packs = folder / "objects" / "pack"
    for name in note.packs:
        _link(name, kept, packs / name)
    for pack in packs.glob("*.pack"):
        _check(pack)
        pack.with_suffix(".promisor").touch()
    set_head(folder, note.head)
    set_ends(folder, note.shallow)


def _link(name: str, kept: int, target: Path) -> None:
    try:
        os.link(name, target, src_dir_fd=kept, follow_symlinks=False)
    except FileNotFoundError:
        raise ValueError("a pack is missing") from None
    except OSError:  # another disk, or one without links
        with _read(name, kept) as source, target.open("xb") as copy:
            copyfileobj(source, copy)


def _check(pack: Path) -> None:
    """Both files of a pack end with their checksum, and the index names its pack's."""
    index = pack.with_suffix(".idx")
    if _checksum(index) is None or _checksum(pack) != _last(index, 2 * _TRAILER)[:_TRAILER]:
        raise ValueError("a pack is damaged")


def _checksum(file: Path) -> bytes | None:
    """The checksum at the file's end, if it is that of what is before it."""
    digest, left = hashlib.sha1(usedforsecurity=False), file.lstat().st_size - _TRAILER
    with file.open("rb") as stream:
        while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
            digest.update(chunk)
            left -= len(chunk)
        return digest.digest() if stream.read() == digest.digest() else None


def _last(file: Path, size: int) -> bytes:
    with file.open("rb") as stream:
        stream.seek(-size, os.SEEK_END)
        return stream.read()


def _has_loose(clone: Path) -> bool:
    return any(len(folder.name) == 2 and any(folder.iterdir()) for folder in (clone / "objects").iterdir())


def _drop(place: Path) -> None:
    """Remove a clone; the note goes first, so that nobody takes the rest for one."""
    with suppress(OSError):
        (place / _NOTE if place.is_dir() and not place.is_symlink() else place).unlink()
    rmtree(place, ignore_errors=True)
