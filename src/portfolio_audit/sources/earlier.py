"""Earlier versions of files, found in the trees of a history whose contents have not been fetched."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio_audit.text import shown_path

MAX_TREES = 3_000
MAX_ENTRIES = 300_000
MAX_TREE_BYTES = 500_000
MAX_DEPTH = 12
MOST_OF_A_FILE = (12, 4)
"""Versions of one file, by its rank."""
_ENTRY = {digits: re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{%d})" % (digits // 2), re.DOTALL) for digits in (40, 64)}
_FOLDER = b"40000"
_FILE = (b"100644", b"100755", b"100664")

Rank = Callable[[str], int]
"""How much earlier versions of a file are wanted: 1 most, 2 less, 0 not at all; 0 for a folder (the path then ends in
a slash) that is not worth entering."""
Read = Callable[[Sequence[str], int], Iterable[bytes | None]]
"""The contents of objects in their order; `None` for one that is absent or larger than so many bytes."""


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was once."""

    path: str
    oid: str
    commit: str
    """Hash of the oldest commit that has it."""
    rank: int


@dataclass(frozen=True, slots=True)
class _Folder:
    path: bytes
    oid: str
    commit: str


class Walk:
    """Goes through the trees of a history, each once, those of the oldest commit first."""

    def __init__(self, rank: Rank, read: Read) -> None:
        self._rank = rank
        self._read = read
        self._known: set[tuple[bytes, bytes, bytes]] = set()
        self._found: dict[str, Version] = {}
        self._trees = 0
        self.complete = True
        """Whether no limit was hit."""

    def versions(self, roots: Mapping[str, str], current: frozenset[str], most: int) -> tuple[Version, ...]:
        """What is wanted and not among the current objects; several files before many versions of one.

        Args:
            roots: commit → its tree, the oldest first.
        """
        folders = [_Folder(b"", tree, commit) for commit, tree in roots.items()]
        for _ in range(MAX_DEPTH):
            folders = list(self._below(self._affordable(_each_once(folders))))
        self.complete = self.complete and not folders
        return _chosen([version for version in self._found.values() if version.oid not in current], most)

    def _affordable(self, folders: list[_Folder]) -> list[_Folder]:
        left = MAX_TREES - self._trees if len(self._known) < MAX_ENTRIES else 0
        self.complete = self.complete and len(folders) <= left
        self._trees += len(folders[:left])
        return folders[:left]

    def _below(self, folders: list[_Folder]) -> Iterator[_Folder]:
        """The folders in these folders, after their files have been noted; what was seen before is passed over."""
        trees = self._read([folder.oid for folder in folders], MAX_TREE_BYTES)
        for folder, data in zip(folders, trees, strict=True):
            fresh = [entry for entry in _ENTRY[len(folder.oid)].findall(data or b"") if entry not in self._known]
            self._known.update(fresh)
            for mode, name, oid in fresh:
                path = folder.path + name
                if mode == _FOLDER:
                    if self._rank(f"{shown_path(path)}/"):
                        yield _Folder(path + b"/", oid.hex(), folder.commit)
                elif mode in _FILE:
                    self._note(shown_path(path), oid.hex(), folder.commit)

    def _note(self, path: str, oid: str, commit: str) -> None:
        if oid not in self._found and (rank := self._rank(path)):
            self._found[oid] = Version(path, oid, commit, rank)


def _each_once(folders: list[_Folder]) -> list[_Folder]:
    return list({folder.oid: folder for folder in reversed(folders)}.values())[::-1]


def _chosen(versions: list[Version], most: int) -> tuple[Version, ...]:
    """By rank, then the first pick of every file, then the second, and so on."""
    files: dict[str, list[Version]] = {}
    for version in versions:
        files.setdefault(version.path, []).append(version)
    picks = [
        (version.rank, number, version)
        for several in files.values()
        for number, version in enumerate(_spread(several))
        if number < MOST_OF_A_FILE[version.rank - 1]
    ]
    picks.sort(key=lambda pick: pick[:2])
    return tuple(version for _, _, version in picks[:most])


def _spread(versions: Sequence[Version]) -> Iterator[Version]:
    """All of them, the middle first, then the middles of the halves: what stayed for long is met early."""
    waiting = [(0, len(versions))]
    while waiting:
        start, end = waiting.pop(0)
        if start < end:
            middle = (start + end) // 2
            yield versions[middle]
            waiting += [(start, middle), (middle + 1, end)]
