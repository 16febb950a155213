"""What ignore files leave out of a folder, found in linear time whatever its patterns are.

Libraries turn a whole pattern into one expression, which takes the power of its number of stars.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate

MAX_PATTERNS = 1_000
MAX_FILES = 200
"""Ignore files below the root that are read."""
MAX_DEEP = 4
"""Times `**` in one pattern."""
_WILD = re.compile(r"[*?\[]")
_ESCAPED = re.compile(r"\\(.)")

Segment = re.Pattern[str] | None
"""What one name has to be; `None` for any number of folders."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    segments: tuple[Segment, ...]
    negated: bool
    folders_only: bool
    anywhere: bool
    """Whether the name alone counts, and not the folders above."""

    def covers(self, parts: Sequence[str], *, folder: bool) -> bool:
        """Whether it means this very path."""
        if self.folders_only and not folder:
            return False
        if self.anywhere:
            return bool(self.segments[0] and self.segments[0].match(parts[-1]))
        return self._leads_to(parts)

    def _leads_to(self, parts: Sequence[str]) -> bool:
        done = len(self.segments)
        states = self._passed({0})
        for part in parts:
            states = self._passed(set(self._after(states - {done}, part)))
            if not states:
                return False
        return done in states

    def _after(self, states: Iterable[int], part: str) -> Iterator[int]:
        for state in states:
            segment = self.segments[state]
            if segment is None:
                yield state if state + 1 < len(self.segments) else state + 1
            elif segment.match(part):
                yield state + 1
            if segment is None and state + 1 == len(self.segments):
                yield state

    def _passed(self, states: set[int]) -> set[int]:
        """The states, and those behind folders that may be none; at the end something has to be inside."""
        last = len(self.segments) - 1
        return states | {state + 1 for state in states if state < last and self.segments[state] is None}


class Ignored:
    """The patterns of an ignore file, in order; the last one that fits decides. What is not understood is left out."""

    def __init__(self, lines: Iterable[str]) -> None:
        found = (pattern for line in lines if (pattern := _pattern(line)))
        self._patterns = tuple(pattern for pattern, _ in zip(found, range(MAX_PATTERNS), strict=False))[::-1]

    def covers(self, path: str, *, folder: bool) -> bool:
        """Whether a file or folder is ignored whose folders above are not."""
        return self.verdict(path.split("/"), folder=folder) or False

    def verdict(self, parts: Sequence[str], *, folder: bool) -> bool | None:
        """The same of the names in a path; `None` when no pattern means it."""
        return next((not one.negated for one in self._patterns if one.covers(parts, folder=folder)), None)


class IgnoreFiles:
    """The ignore files of a folder and of the folders in it; of two that mean a path, the one nearer to it decides.

    Args:
        everywhere: lines that count where no file says anything.
    """

    def __init__(self, everywhere: Iterable[str] = ()) -> None:
        self._everywhere = Ignored(everywhere)
        self._files: dict[str, Ignored] = {}

    @property
    def full(self) -> bool:
        """Whether no more files are taken in."""
        return len(self._files) >= MAX_FILES

    def add(self, folder: str, lines: Iterable[str]) -> None:
        """Take in the file of a folder, in place of the one before; the root is the empty path."""
        if folder in self._files or not self.full:
            self._files[folder] = Ignored(lines)

    def covers(self, path: str, *, folder: bool) -> bool:
        """Whether a file or folder is ignored whose folders above are not."""
        parts = path.split("/")
        for depth in range(len(parts) - 1, -1, -1):
            file = self._files.get("/".join(parts[:depth]))
            found = file.verdict(parts[depth:], folder=folder) if file else None
            if found is not None:
                return found
        return self._everywhere.verdict(parts, folder=folder) or False


def _pattern(line: str) -> _Pattern | None:
    text = line.rstrip("\r\n").rstrip(" ")
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    body = text.removeprefix("!")
    inner = body.rstrip("/")
    names = inner.removeprefix("/").split("/")
    deep = [name for place, name in enumerate(names) if name != "**" or names[place - 1 : place] != ["**"]]
    if "" in names or deep.count("**") > MAX_DEEP:
        return None
    try:
        segments = tuple(None if name == "**" else _segment(name) for name in deep)
    except re.error:  # a range that is none
        return None
    anywhere = "/" not in inner and segments[0] is not None
    return _Pattern(segments, negated, body.endswith("/"), anywhere)


def _segment(name: str) -> re.Pattern[str]:
    name = _ESCAPED.sub(lambda found: f"[{found[1]}]" if found[1] in "*?[" else found[1], name)
    return re.compile(translate(name.replace("[^", "[!")) if _WILD.search(name) else re.escape(name) + r"\Z")
