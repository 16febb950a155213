"""Which distribution an import comes from, and what comes along with it: the table `distributions.toml`."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from portfolio_audit.knowledge import load

MAX_DEPTH = 6
OFTEN = 5
"""Distributions that bring another one from which one that is not known may do so as well."""
FROZEN_FROM = 8
"""Packages that others bring from which a list can be told to be frozen."""
FROZEN_SHARE = 60
"""Per cent of them that a frozen list holds, for versions bring different ones."""
_SEPARATORS = re.compile(r"[-_.]+")


def normal(name: str) -> str:
    """A distribution's name in its normal form (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


@cache
def _table() -> dict[str, Any]:
    return load("distributions")


@cache
def _imports() -> dict[str, tuple[str, ...]]:
    found = {module: (name,) if isinstance(name, str) else tuple(name) for module, name in _table()["import"].items()}
    return found | {module: (normal(module),) for module in _table()["same"]["names"]}


@cache
def _any_case() -> dict[str, tuple[str, ...]]:
    return {normal(module): (normal(module),) for module in _table()["same"]["names"]}


@cache
def namespaces() -> frozenset[str]:
    """Top-level modules whose parts come from different distributions."""
    return frozenset(module.partition(".")[0] for module in _imports() if "." in module)


@cache
def installers(module: str) -> tuple[str, ...]:
    """The distributions that bring a module, the usual one first; none when that is not known for sure."""
    parts = module.split(".")[:MAX_DEPTH]
    for depth in range(len(parts), 0, -1):
        if found := _imports().get(".".join(parts[:depth])):
            return found
    return _any_case().get(normal(parts[0]), ()) if parts[0] not in namespaces() else ()


@cache
def _first_names() -> dict[str, str]:
    """Distribution → the usual one that it stands in for."""
    usual = {names[0] for names in _imports().values()} | set(_table()["brings"])
    return {name: names[0] for names in _imports().values() for name in names[1:] if name not in usual}


@cache
def _known() -> frozenset[str]:
    named = {name for names in _imports().values() for name in names}
    return frozenset(named | set(_table()["brings"]) | set(_table()["others"]["names"]))


def unknown(declared: Iterable[str]) -> list[str]:
    """Those of the distributions of which it is not known what they bring along."""
    return [name for name in declared if name not in _known()]


def is_frozen(declared: Iterable[str]) -> bool:
    """Whether a list holds what its packages bring along as well, as `pip freeze` writes it."""
    listed = set(declared)
    direct = {more for name in listed for more in _table()["brings"].get(name, ())}
    return len(direct) >= FROZEN_FROM and len(direct & listed) * 100 >= len(direct) * FROZEN_SHARE


def extended(name: str, declared: Iterable[str]) -> str | None:
    """The declared distribution that is called after another one, as `flask-mongoengine` is, and so brings it along."""
    for other in declared:
        stubs = other.startswith("types-") or other.endswith("-stubs")
        if other != name and not stubs and f"-{name}-" in f"-{other}-":
            return other
    return None


@cache
def often_brought() -> frozenset[str]:
    """Distributions that many others bring along."""
    counts = Counter(name for names in _table()["brings"].values() for name in names)
    return frozenset(name for name, count in counts.items() if count >= OFTEN)


def of_conda(name: str) -> str:
    """What the package index calls a package of a conda channel."""
    found: str = _table()["conda"].get(name, name)
    return found


def misnomers() -> dict[str, str]:
    """Name that only a mistake leads to → what it is meant for."""
    found: dict[str, str] = _table()["named"]["misnomers"]
    return found


def tells_version(module: str) -> bool:
    """Whether the version that a module gives is that of the distribution that brings it."""
    return module not in _table()["named"]["versions-differ"]


def brought(declared: Iterable[str], extras: Iterable[str]) -> dict[str, str]:
    """Distribution → the declared one that brings it along, directly or through others.

    Args:
        extras: such as `uvicorn[standard]`.
    """
    found: dict[str, str] = {}
    queue = [(name, name) for name in declared]
    for extra in extras:
        queue += [(name, extra) for name in _table()["extras"].get(extra, ())]
        found |= dict.fromkeys(_table()["extras"].get(extra, ()), extra)
    for name, by in queue:
        for more in _table()["brings"].get(_first_names().get(name, name), ()):
            if more not in found:
                found[more] = by
                queue.append((more, by))
    return found


def has_extra(extra: str) -> bool:
    """Whether it is known what an extra brings."""
    return extra in _table()["extras"]


@cache
def surroundings() -> tuple[dict[str, Any], ...]:
    """Places where code runs that have packages before anything is installed."""
    return tuple(_table()["surroundings"])
