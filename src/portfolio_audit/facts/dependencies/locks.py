"""The packages that lock files of Python fix."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.dependencies.lines import normal, table
from portfolio_audit.facts.guarded import read_json
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Requirement
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import decode


def locked(_path: str, data: bytes, _versions: list[Evidence]) -> Iterator[Requirement]:
    """Each package once. Only JSON is parsed: the rest is long, and a parser of YAML takes seconds for a megabyte."""
    text = decode(data) or ""
    names = _of_pipenv(data) if text.lstrip().startswith("{") else _by_lines(text)
    return (Requirement(name, "", None, pinned=True) for name in dict.fromkeys(names))


def _of_pipenv(data: bytes) -> Iterator[str]:
    groups = (group for key, group in table(read_json(data)).items() if key != "_meta")
    return (normal(name) for group in groups for name in table(group))


def _by_lines(text: str) -> Iterator[str]:
    return (normal(found[found.lastindex or 0]) for found in _package().finditer(text))


@cache
def _package() -> re.Pattern[str]:
    return re.compile(load("manifests")["locked"]["package"], re.MULTILINE)
