"""Data sets that a rubric names: which a course bans, and which it hands out itself."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

from portfolio_audit.knowledge import load
from portfolio_audit.text import NAME, shown
from portfolio_audit.toml_table import Table

DATASET_KEYS = ("loaders", "files", "common", "slugs", "urls", "columns", "coined", "patterns", "aliases")
"""What may tell a data set; as in the table of the tool's own."""
_AS_WRITTEN = ("columns", "coined")
"""What is compared with its capitals."""
_NAMES = ("files", "common", "patterns")
"""What is compared with names of files, whatever folder they lie in."""


def read_datasets(banned: Iterable[Table], of_course: Iterable[Table]) -> tuple[dict[str, Any], ...]:
    """The rows of both, as in the table of the tool's own; what the course hands out is marked `course`.

    Raises:
        RuleFileError: one cannot be told from others, or never be found.
    """
    rows: dict[str, dict[str, Any]] = {}
    for table, course in (*((table, False) for table in banned), *((table, True) for table in of_course)):
        row = _dataset(table, course=course)
        if row["id"] in rows:
            table.fail("id", f"{row['id']!r} is named twice; a data set is banned or the course's own, once.")
        rows[row["id"]] = row
    return tuple(rows.values())


def _dataset(table: Table, *, course: bool) -> dict[str, Any]:
    """The row with what the tool itself knows of a data set of that id."""
    name = table.text("id")
    built_in: dict[str, Any] = next((row for row in load("datasets")["set"] if row["id"] == name), {})
    told = {key: found for key in DATASET_KEYS if (found := _told(table, key))}
    title = table.text("title", built_in.get("title", ""))
    table.finish()
    if not told and not built_in:
        _not_told(table, name)
    title = title or table.text("title")
    joined = {key: [*built_in.get(key, ()), *found] for key, found in told.items()}
    return {**built_in, "id": name, "title": title, **joined, **({"course": True} if course else {})}


def _told(table: Table, key: str) -> list[str]:
    found = table.texts(key, ())
    if any(not text.strip() for text in found):
        table.fail(key, "holds an empty text, which every repository has; take it out.")
    if key in _NAMES and (path := next((text for text in found if "/" in text or "\\" in text), None)):
        table.fail(
            key, f"{shown(repr(path), NAME)} is in a folder, and names of files are compared; write the name alone."
        )
    return list(found) if key in _AS_WRITTEN else [text.lower() for text in found]


def _not_told(table: Table, name: str) -> NoReturn:
    near = get_close_matches(name, [row["id"] for row in load("datasets")["set"]], 1)
    hint = f" Or did you mean the id {near[0]!r}, which the tool knows?" if near else ""
    table.fail("files", f"is missing; at least one of {', '.join(DATASET_KEYS)} must tell the data set.{hint}")


def known_sets(datasets: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Ids of all data sets that can be found: the tool's own and a rubric's."""
    return frozenset(row["id"] for row in (*load("datasets")["set"], *datasets))
