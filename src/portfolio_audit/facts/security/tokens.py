"""Tokens of known shapes in a text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from portfolio_audit.facts.security.hits import Hit
from portfolio_audit.facts.security.plausible import is_plausible
from portfolio_audit.facts.security.shapes import CHARACTERS, LONG, Shape, named, shapes

MOST_LONG = 400
"""Token characters in a row that are longer than this are data, such as a picture in base64."""
MAX_RUNS = 20_000
_WINDOW = 300
"""Characters from a mark in which its shape ends."""


def _table(characters: str) -> bytes:
    """Turns these characters into the letter a and all others into blanks."""
    known = re.compile(f"[{characters}]")
    return bytes(ord("a") if byte < 128 and known.match(chr(byte)) else ord(" ") for byte in range(256))


_TABLE, _BASE64_TABLE = _table(CHARACTERS), _table("A-Za-z0-9+/=")
_NEEDLE, _PICTURE = b"a" * LONG, b"a" * 1_000
GIVEN = re.compile(r"[\"'\])\s=:,(]{1,12}")
"""What stands between a name and the value that is given to it."""


def find_tokens(text: str, low: str, runs: Sequence[int]) -> Iterator[Hit]:
    """Every plausible token, in no order.

    Args:
        low: the text in lower case, every character in its place.
        runs: where `long_runs` of the text begin; without any there is no token.
    """
    for shape, found in (*_at_runs(text, runs), *_at_marks(text)):
        if is_plausible(found[0], shape) and _is_in_place(shape, low):
            yield Hit(shape.title, found[0], found.start(), shape.certain)
    yield from _by_name(text, low)


def in_lower_case(text: str) -> str:
    """The text in lower case, every character in its place; those beyond ASCII are question marks."""
    return text.encode("ascii", "replace").lower().decode("ascii")


def without_pictures(text: str) -> str:
    """The text with blanks in place of pictures and other data in base64, every other character in its place."""
    data = text.encode("ascii", "replace").translate(_BASE64_TABLE)
    start = data.find(_PICTURE)
    if start < 0:
        return text
    parts = []
    end = 0
    while start >= 0:
        parts.append(text[end:start])
        end = data.find(b" ", start)
        end = len(data) if end < 0 else end
        parts.append(" " * (end - start))
        start = data.find(_PICTURE, end)
    return "".join((*parts, text[end:]))


def long_runs(text: str) -> Iterator[int]:
    """Where `LONG` or more token characters in a row begin."""
    # One pass in C each: a text is turned into runs of one letter, which is faster than any regular expression.
    data = text.encode("ascii", "replace").translate(_TABLE)
    start = data.find(_NEEDLE)
    for _ in range(MAX_RUNS):
        if start < 0:
            return
        end = data.find(b" ", start)
        end = len(data) if end < 0 else end
        if end - start <= MOST_LONG:
            yield start
        start = data.find(_NEEDLE, end)


def _at_runs(text: str, runs: Sequence[int]) -> Iterator[tuple[Shape, re.Match[str]]]:
    table = _by_start()
    for start in runs:
        for shape in (*table.get(text[start : start + 2], ()), *table.get("", ())):
            if found := shape.pattern.match(text, start):
                yield shape, found


@cache
def _by_start() -> dict[str, tuple[Shape, ...]]:
    """Shapes that begin with a long run, by the first two characters of it."""
    table: dict[str, tuple[Shape, ...]] = {}
    for shape in shapes():
        if shape.begins_long:
            table[shape.head[:2]] = (*table.get(shape.head[:2], ()), shape)
    return table


def _at_marks(text: str) -> Iterator[tuple[Shape, re.Match[str]]]:
    for shape, mark, before in _marked():
        start = text.find(mark)
        for _ in range(MAX_RUNS):
            if start < 0:
                break
            if found := shape.pattern.search(text, max(0, start - before), start + _WINDOW):
                yield shape, found
            start = text.find(mark, start + len(mark))


@cache
def _marked() -> tuple[tuple[Shape, str, int], ...]:
    """Shapes that are found by a mark, with it and the characters that may stand before it."""
    return tuple((shape, shape.mark, shape.before_mark) for shape in shapes() if not shape.begins_long)


def _is_in_place(shape: Shape, low: str) -> bool:
    if shape.beside and not any(word in low for word in shape.beside):
        return False
    return not any(word in low for word in shape.not_beside)


def _by_name(text: str, low: str) -> Iterator[Hit]:
    """Values that are given to a name which tells what they are."""
    for entry in named():
        at = low.find(entry.name)
        for _ in range(MAX_RUNS):
            if at < 0:
                break
            after = at + len(entry.name)
            given = GIVEN.match(text, after)
            found = entry.shape.pattern.match(text, given.end()) if given else None
            if found and is_plausible(found[0], entry.shape):
                yield Hit(entry.shape.title, found[0], found.start(), entry.shape.certain)
            at = low.find(entry.name, after)
