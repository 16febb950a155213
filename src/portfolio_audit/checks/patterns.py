"""Names and paths against many patterns at once."""

import re
from collections.abc import Callable
from fnmatch import translate
from functools import cache, lru_cache


@cache
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text as a whole fits one of the patterns, as `fnmatchcase` has it."""
    fits = re.compile("|".join(map(translate, patterns))).match
    return lru_cache(20_000)(lambda text: fits(text) is not None)  # repositories call the same libraries
