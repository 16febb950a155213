"""Which lines two texts have in common, found in time that no text can make long.

The standard library's matcher takes the cube of a text's lines when somebody wants it to.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from typing import TypeVar

DEEPEST = 12
"""Times that what lies between lines of which there is but one is looked at by itself."""
Line = TypeVar("Line", bound=Hashable)
Span = tuple[int, int, int, int]
"""Of the old lines from, to; of the new lines from, to."""


class Lines(SequenceMatcher[Line]):
    """The standard matcher, with blocks that begin and end at lines of which there is but one."""

    def __init__(self, old: Sequence[Line], new: Sequence[Line]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old, self._new = old, new

    def get_matching_blocks(self) -> list[Match]:
        """What both have in common, in order; the last block is empty, as the base class wants it."""
        pairs = sorted(_pairs(self._old, self._new))
        return [*_blocks(pairs), Match(len(self._old), len(self._new), 0)]


def _blocks(pairs: Sequence[tuple[int, int]]) -> Iterator[Match]:
    start = 0
    for at in range(1, len(pairs) + 1):
        follows = at < len(pairs) and pairs[at] == (pairs[at - 1][0] + 1, pairs[at - 1][1] + 1)
        if not follows:
            yield Match(*pairs[start], at - start)
            start = at


def _pairs(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int]]:
    waiting = [((0, len(old), 0, len(new)), 0)]
    while waiting:
        span, depth = waiting.pop()
        ends, (low, high, new_low, new_high) = _trimmed(old, new, span)
        yield from ends
        if low < high and new_low < new_high and depth < DEEPEST:
            found = _anchors(old, new, (low, high, new_low, new_high))
            yield from found
            if found:
                waiting += [(part, depth + 1) for part in _between(found, (low, high, new_low, new_high))]


def _trimmed(old: Sequence[Line], new: Sequence[Line], span: Span) -> tuple[list[tuple[int, int]], Span]:
    """What both begin and end with, and what is left."""
    low, high, new_low, new_high = span
    pairs = []
    while low < high and new_low < new_high and old[low] == new[new_low]:
        pairs.append((low, new_low))
        low, new_low = low + 1, new_low + 1
    while low < high and new_low < new_high and old[high - 1] == new[new_high - 1]:
        high, new_high = high - 1, new_high - 1
        pairs.append((high, new_high))
    return pairs, (low, high, new_low, new_high)


def _anchors(old: Sequence[Line], new: Sequence[Line], span: Span) -> list[tuple[int, int]]:
    """Lines of which both have exactly one, as many as stand in the same order."""
    low, high, new_low, new_high = span
    once = {line for line, count in Counter(old[low:high]).items() if count == 1}
    once &= {line for line, count in Counter(new[new_low:new_high]).items() if count == 1}
    places = {new[at]: at for at in range(new_low, new_high) if new[at] in once}
    return _rising([(at, places[old[at]]) for at in range(low, high) if old[at] in once])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of them whose second numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length:] = [place, *ends[length + 1 :]]
        last[length:] = [at, *last[length + 1 :]]
    chosen, at = [], last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _between(anchors: Sequence[tuple[int, int]], span: Span) -> Iterator[Span]:
    low, high, new_low, new_high = span
    for at, new_at in (*anchors, (high, new_high)):
        yield low, at, new_low, new_at
        low, new_low = at + 1, new_at + 1
