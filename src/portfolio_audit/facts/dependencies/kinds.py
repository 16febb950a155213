"""Which files declare something: the table `manifests.toml`."""

import re
from functools import cache
from typing import NamedTuple

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Manifest
from portfolio_audit.text import decode

_Row = tuple[str, re.Pattern[str], re.Pattern[str] | None]


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        (
            row["kind"],
            re.compile(f"(?:.*/)?(?:{row['pattern']})"),
            re.compile(row["marks"], re.MULTILINE | re.IGNORECASE) if "marks" in row else None,
        )
        for row in load("manifests")["manifest"]
    )


@cache
def _any() -> re.Pattern[str]:
    """All patterns at once: hardly any path fits one."""
    return re.compile(f"(?:.*/)?(?:{'|'.join(row['pattern'] for row in load('manifests')['manifest'])})")


def _row(path: str) -> _Row | None:
    low = path.lower()
    if not _any().fullmatch(low):
        return None
    return next((row for row in _rows() if row[1].fullmatch(low)), None)


def kind_of(path: str) -> str | None:
    """The sort of manifest that a file is by its name."""
    row = _row(path)
    return row[0] if row else None


class TomlPlaces(NamedTuple):
    """Dotted paths of a document, the parts of which are patterns."""

    lists: tuple[str, ...]
    """Of requirements."""
    tables: tuple[str, ...]
    """Of versions by names; that of Python is among them."""
    pythons: tuple[str, ...]
    """Of the versions of Python that will do."""


@cache
def toml_places(kind: str) -> TomlPlaces:
    """Where a manifest of that kind keeps what it declares."""
    row = next(row for row in load("manifests")["manifest"] if row["kind"] == kind)
    return TomlPlaces(*(tuple(row.get(key, ())) for key in TomlPlaces._fields))


def declares(manifest: Manifest, data: bytes | None) -> bool:
    """Whether it is a manifest indeed; a `pyproject.toml` that only sets up a linter is none."""
    row = _row(manifest.path)
    if manifest.requirements or manifest.problem or data is None or row is None or row[2] is None:
        return True
    return bool(row[2].search(decode(data) or ""))
