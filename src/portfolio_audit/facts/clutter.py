"""What lies in a working folder that nobody means to commit, so that it is no fault while git does not know it."""

from collections.abc import Collection

from portfolio_audit.facts.paths import is_cache, is_junk, is_vendored
from portfolio_audit.facts.vendored import below, vendored_roots
from portfolio_audit.knowledge import load


def is_clutter(path: str) -> bool:
    """Whether the file, by its path, is of a cache or an environment, left behind, or one that keeps keys."""
    return is_vendored(path) or is_cache(path) or is_junk(path) or _keeps_keys(path)


def without_clutter(tracked: Collection[str], others: Collection[str]) -> frozenset[str]:
    """Of the paths that git does not know those that may be meant for it; what is built is told by all of them."""
    roots = vendored_roots([*tracked, *others])
    return frozenset(path for path in others if not (is_clutter(path) or below(path, roots)))


def _keeps_keys(path: str) -> bool:
    table = load("trees")["credentials"]
    name = path[path.rfind("/") + 1 :].lower()
    return (
        name in table["settings"]
        or name in table["names"]
        or name.startswith(tuple(table["starts"]))
        or name.endswith(tuple(table["endings"]))
    )
