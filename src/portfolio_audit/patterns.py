"""Names and paths against many patterns at once."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache, lru_cache


@cache
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text as a whole fits one of the patterns, as `fnmatchcase` has it.

    Most patterns are plain but for a star at an end, so that hardly any becomes an expression to compile.
    """
    exact: set[str] = set()
    starts: list[str] = []
    ends: list[str] = []
    parts: list[str] = []
    rest: list[str] = []
    for pattern in patterns:
        bare = pattern.strip("*")
        if not bare or not {"*", "?", "["}.isdisjoint(bare):
            rest.append(pattern)
        elif pattern.startswith("*"):
            (parts if pattern.endswith("*") else ends).append(bare)
        elif pattern.endswith("*"):
            starts.append(bare)
        else:
            exact.add(pattern)
    heads, tails = tuple(starts), tuple(ends)

    @lru_cache(20_000)  # repositories call the same libraries
    def fits(text: str) -> bool:
        return (
            text in exact
            or text.endswith(tails)
            or text.startswith(heads)
            or any(part in text for part in parts)
            or any(fnmatchcase(text, pattern) for pattern in rest)
        )

    return fits
