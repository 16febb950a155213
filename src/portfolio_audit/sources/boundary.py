"""Where a history of some depth ends: the commits whose parents a fresh clone of that depth does not have."""

import re
from collections.abc import Iterable, Iterator

from portfolio_audit.sources.objects import Objects

_MOST_COMMITS = 20_000
_COMMIT_BYTES = 1_000_000
_HEADER = re.compile(rb"tree [0-9a-f]{40}\n((?:parent [0-9a-f]{40}\n)*)")


def boundary(objects: Objects, head: str, depth: int) -> tuple[str, ...]:
    """The last commits of a history that is so many commits deep, as git counts: on the shortest way from the head.

    Raises:
        ValueError: a commit is missing or too large, or there are too many.
    """
    level, seen = [head], {head}
    for _ in range(depth - 1):
        following = dict.fromkeys(parent for parents in _parents(objects, level) for parent in parents)
        level = [commit for commit in following if commit not in seen]
        seen.update(level)
        if len(seen) > _MOST_COMMITS:
            raise ValueError("the history is too wide")
    return tuple(level)


def _parents(objects: Objects, commits: Iterable[str]) -> Iterator[list[str]]:
    for data in objects.contents(tuple(commits), _COMMIT_BYTES):
        header = _HEADER.match(data or b"")
        if header is None:
            raise ValueError("a commit is missing")
        yield header[1].decode().split()[1::2]
