"""Which files git knows in a folder, read off its index: git itself is not run there."""

import re
import struct
from pathlib import Path

from msgspec import Struct

from portfolio_audit.sources.storage import configured, plain_bytes
from portfolio_audit.text import shown_path

MAX_BYTES = 100_000_000
SHA1_DIGITS, SHA256_DIGITS = 40, 64
_SHA256 = re.compile(r"(?i)^[ \t]*objectformat[ \t]*=[ \t]*sha256[ \t]*$", re.MULTILINE)
_HEAD = struct.Struct(">4sII")
_MODE = struct.Struct(">24xI12x")
"""Of an entry, up to its hash."""
_FLAGS = struct.Struct(">H")
_EXTENDED, _SKIPPED = 0x4000, 0x4000
_KIND, _FOLDER, _SUBMODULE = 0o170000, 0o040000, 0o160000
_EXTENSION = struct.Struct(">4sI")


class Index(Struct, frozen=True):
    """What git would commit next, by path as in `Entry`."""

    files: dict[str, bytes] = {}
    """Files and links, with their paths as bytes."""
    submodules: dict[str, bytes] = {}
    absent: dict[str, bytes] = {}
    """Files that are not laid out on purpose (a sparse checkout); a path that ends in a slash is a folder of them."""
    is_guess: bool = False
    """Whether it is the last commit's in place of one that is not there, or not understood."""


class NoIndex(Exception):
    """It is not there, or not understood."""


def index_digits(folder: Path) -> int:
    """Hexadecimal digits of a hash in a folder's repository, as its configuration says."""
    return SHA256_DIGITS if _SHA256.search(configured(folder)) else SHA1_DIGITS


def read_index(store: Path, digits: int) -> Index:
    """The index of a folder with git.

    Args:
        store: the folder that belongs to the working tree, usually `.git`.
        digits: hexadecimal ones of a hash in that repository.

    Raises:
        NoIndex: it is absent, damaged, split in two files, or of a version to come.
    """
    data = plain_bytes(store / "index", MAX_BYTES)
    if data is None:
        raise NoIndex
    try:
        return _parsed(data, digits // 2)
    except (struct.error, IndexError, ValueError):
        raise NoIndex from None


def _parsed(data: bytes, hash_bytes: int) -> Index:
    mark, version, count = _HEAD.unpack_from(data)
    if mark != b"DIRC" or not 2 <= version <= 4 or count > len(data) // _MODE.size:
        raise NoIndex
    index, at, path = Index(), _HEAD.size, b""
    for _ in range(count):
        start = at
        (mode,) = _MODE.unpack_from(data, at)
        at += _MODE.size + hash_bytes
        (flags,) = _FLAGS.unpack_from(data, at)
        at += _FLAGS.size
        skipped = False
        if flags & _EXTENDED:
            skipped = bool(_FLAGS.unpack_from(data, at)[0] & _SKIPPED)
            at += _FLAGS.size
        path, at = _path(data, at, path if version == 4 else None)
        if version != 4:
            at = start + ((at - start) + 7) // 8 * 8
        _note(index, path, mode, skipped=skipped)
    _check_whole(data, at, hash_bytes)
    return index


def _check_whole(data: bytes, at: int, hash_bytes: int) -> None:
    """Refuse an index of which a part lies in another file."""
    while at < len(data) - hash_bytes:
        name, size = _EXTENSION.unpack_from(data, at)
        if name == b"link":
            raise NoIndex
        at += _EXTENSION.size + size


def _path(data: bytes, at: int, before: bytes | None) -> tuple[bytes, int]:
    """A path that ends in a zero, and where it goes on; in version 4 only what differs from the one before is said."""
    kept = b""
    if before is not None:
        drop, at = _number(data, at)
        kept = before[: max(0, len(before) - drop)]
    end = data.index(b"\0", at)
    return kept + data[at:end], end + 1


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 0x7F)
    return value, at + 1


def _note(index: Index, raw: bytes, mode: int, *, skipped: bool) -> None:
    kind = mode & _KIND
    group = index.submodules if kind == _SUBMODULE else index.absent if skipped or kind == _FOLDER else index.files
    group[shown_path(raw)] = raw
