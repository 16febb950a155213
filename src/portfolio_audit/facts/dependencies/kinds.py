"""Which files declare something: the table `manifests.toml`."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from portfolio_audit.facts.paths import is_aside
from portfolio_audit.knowledge import ecosystem, load
from portfolio_audit.model.facts import Manifest
from portfolio_audit.text import decode

MAX_LOOKED = 100
"""Files of which only the text tells whether they declare anything."""
MAX_SHAPE = 100_000
"""Bytes of such a file that are looked at."""


class _Row(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    marks: re.Pattern[str] | None
    shape: re.Pattern[str] | None


@cache
def _rows() -> tuple[_Row, ...]:
    table = load("manifests")
    return tuple(
        _Row(
            row["kind"],
            re.compile(f"(?:.*/)?(?:{row.get('pattern') or table['locks'][row['ecosystem']]})"),
            *(re.compile(row[key], re.MULTILINE | re.IGNORECASE) if key in row else None for key in ("marks", "shape")),
        )
        for row in table["manifest"]
    )


@cache
def _any() -> re.Pattern[str]:
    """All patterns at once: hardly any path fits one."""
    return re.compile("|".join(row.pattern.pattern for row in _rows()))


def _row(path: str) -> _Row | None:
    low = path.lower()
    if not _any().fullmatch(low):
        return None
    return next((row for row in _rows() if row.pattern.fullmatch(low)), None)


def kind_of(path: str) -> str | None:
    """The sort of manifest that a file is by its name."""
    row = _row(path)
    return row.kind if row else None


def candidates(paths: Iterable[str]) -> dict[str, str]:
    """Path → sort of each file that may be a manifest: those of Python first, of these the lock files last."""
    rows = {path: row for path in paths if (row := _row(path)) and not (row.shape and is_aside(path))}
    vague = sorted((path for path, row in rows.items() if row.shape), key=lambda path: path.count("/"))
    for path in vague[MAX_LOOKED:]:
        del rows[path]
    ranked = sorted(rows.items(), key=lambda item: (ecosystem(item[1].kind) != "Python", item[1].kind == "lock"))
    return {path: row.kind for path, row in ranked}


def has_shape(path: str, data: bytes | None) -> bool:
    """Whether a file looks like a manifest; one whose name tells so does in any case."""
    row = _row(path)
    return row is None or row.shape is None or bool(row.shape.search(decode((data or b"")[:MAX_SHAPE]) or ""))


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
    if manifest.requirements or manifest.problem or data is None or row is None or row.marks is None:
        return True
    return bool(row.marks.search(decode(data) or ""))
