"""A short sketch of a repository's code, by which two repositories can be told to share most of it."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from heapq import nsmallest

from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.model.sketches import SIZE

WINDOW = 3
"""Lines that make one feature: single lines are common, three in a row are somebody's."""
LEAST = 25
"""Features below which two repositories may look alike by chance."""
MAX_LINES = 20_000
_DULL = ("import ", "from ", "#", "%", "!", "@", '"""', "'''")


def sketch(sources: Iterable[Source]) -> tuple[int, ...]:
    """The least hashes of all windows of code lines, ascending; empty for little code."""
    features = {_hash(window) for source in sources if not is_aside(source.path) for window in _windows(source)}
    return tuple(nsmallest(SIZE, features)) if len(features) >= LEAST else ()


def _windows(source: Source) -> Iterator[str]:
    lines = source.text.split("\n", MAX_LINES)[:MAX_LINES]
    kept = ["".join(line.split()) for line in lines if len(line) > 2 and not line.lstrip().startswith(_DULL)]
    kept = [line for line in kept if len(line) > 2]
    return ("\n".join(kept[start : start + WINDOW]) for start in range(len(kept) - WINDOW + 1))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=6).digest(), "big")
