"""Patterns of `.gitignore` and `.dockerignore`, matched in linear time whatever a stranger wrote.

Patterns turned into regular expressions, as `pathspec` does, take the power of their number of stars.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from portfolio_audit.knowledge import load

MAX_PATTERNS = 1_000
MAX_LENGTH = 200
_MAX_CLASS = 200


class Unusual(ValueError):
    """A pattern whose meaning is not certain."""


class Pattern(Struct):
    """One pattern as a set of states, one bit each."""

    negated: bool = False
    folders_only: bool = False
    size: int = 0
    literal: dict[str, int] = field(default_factory=dict)
    one: int = 0
    """States that any character but a slash leaves."""
    star: int = 0
    """States that go on with any character but a slash, or end."""
    deep: int = 0
    """States that go on with every character, or end."""
    enter: int = 0
    """States before folders that may be none."""
    loop: int = 0
    """States inside of such folders, which end at a slash."""

    def covers(self, path: str, *, folder: bool = False) -> bool:
        """Whether it matches the path or a folder above it."""
        states = self._closed(1)
        done = 1 << self.size
        for character in path:
            slash = character == "/"
            if slash and states & done:
                return True
            moved = states & self.literal.get(character, 0)
            kept = states & (self.deep | self.loop)
            if slash:
                moved |= states & self.loop
            else:
                moved |= states & self.one
                kept |= states & self.star
            states = self._closed(moved << 1 | kept)
            if not states:
                return False
        return bool(states & done) and (folder or not self.folders_only)

    def _closed(self, states: int) -> int:
        empty = self.star | self.deep
        while True:
            more = states | (states & (empty | self.enter)) << 1 | (states & self.enter) << 2
            if more == states:
                return states
            states = more


class IgnoreFile:
    """The patterns of an ignore file, in order; the last one that matches decides."""

    def __init__(self, lines: Iterable[str], *, docker: bool = False) -> None:
        self.certain = True
        """Whether every pattern was understood."""
        self.patterns: list[Pattern] = []
        for line in lines:
            text = line.strip()
            if not text or line.startswith("#"):
                continue
            if len(self.patterns) >= MAX_PATTERNS:
                self.certain = False
                break
            try:
                self.patterns.append(compiled(text, docker=docker))
            except Unusual:
                self.certain = False

    def covers(self, path: str, *, folder: bool = False) -> bool:
        """Whether the file or folder is ignored."""
        for pattern in reversed(self.patterns):
            if pattern.covers(path, folder=folder):
                return not pattern.negated
        return False

    @property
    def negates(self) -> bool:
        """Whether something is taken out of what is ignored."""
        return any(pattern.negated for pattern in self.patterns)


def covered(texts: Sequence[str]) -> tuple[str, ...]:
    """What of the usual clutter at least one of these ignore files leaves out."""
    clutter: dict[str, dict[str, list[str]]] = load("trees")["clutter"]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    plain = {line.strip("/").rpartition("/")[2] for line in lines} | {line.strip("/") for line in lines}
    left = {name for name, known in clutter.items() if plain.isdisjoint(known["patterns"])}
    if left and lines:
        ignored = IgnoreFile(line for line in lines if any(sign in line for sign in "*?[!/"))
        left = {name for name in left if not any(ignored.covers(path) for path in clutter[name]["samples"])}
    return tuple(name for name in clutter if name not in left) if lines else ()


def compiled(text: str, *, docker: bool = False) -> Pattern:
    """One line of an ignore file; `Unusual` when it is not certain what it means.

    Args:
        docker: as Docker reads it, every pattern from the root; git takes one without a slash inside for any depth.
    """
    if len(text) > MAX_LENGTH or "\\" in text:
        raise Unusual(text)
    negated = text.startswith("!")
    body = text.removeprefix("!").strip()
    inner = body.rstrip("/")
    anchored = docker or "/" in inner
    pattern = Pattern(negated, body.endswith("/") and not docker)
    inner = inner.lstrip("/").removeprefix("./")
    if not anchored:
        inner = f"**/{inner}"
    at = 0
    while at < len(inner):
        at = _add(pattern, inner, at)
    return pattern


def _add(pattern: Pattern, text: str, at: int) -> int:
    """Add the state or two for what stands there; where the next begins."""
    bit = 1 << pattern.size
    if text.startswith("**/", at) and text[at - 1 : at] in ("", "/"):
        pattern.enter |= bit
        pattern.loop |= bit << 1
        pattern.size += 2
        return at + 3
    pattern.size += 1
    if text[at] == "*":
        end = at
        while text[end : end + 1] == "*":
            end += 1
        if end - at > 1:
            pattern.deep |= bit
        else:
            pattern.star |= bit
        return end
    if text[at] == "[":
        return _class(pattern, text, at, bit)
    if text[at] == "?":
        pattern.one |= bit
    else:
        pattern.literal[text[at]] = pattern.literal.get(text[at], 0) | bit
    return at + 1


def _class(pattern: Pattern, text: str, at: int, bit: int) -> int:
    end = text.find("]", at + 2)
    inside = text[at + 1 : end]
    if end < 0 or inside[0] in "!^" or "[" in inside:
        raise Unusual(text)
    for one, characters in _ranges(inside):
        if characters > _MAX_CLASS:
            raise Unusual(text)
        for offset in range(characters):
            character = chr(ord(one) + offset)
            pattern.literal[character] = pattern.literal.get(character, 0) | bit
    return end + 1


def _ranges(inside: str) -> Iterable[tuple[str, int]]:
    """(first character, how many) of each part of a character class."""
    at = 0
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            yield inside[at], max(0, ord(inside[at + 2]) - ord(inside[at]) + 1)
            at += 3
        else:
            yield inside[at], 1
            at += 1
