"""Hostile repositories for tests and benchmarks: each kind at a size that is cheap and at one that hurts."""

from hostile_repositories import (
    configurations,
    formats,
    heads,
    histories,
    names,
    notebooks,
    readmes,
    sources,
    texts,
    trees,
)
from hostile_repositories.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind"]
assert all((configurations, formats, heads, histories, names, notebooks, readmes, sources, texts, trees))
