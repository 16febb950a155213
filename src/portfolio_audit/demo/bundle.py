"""A made-up repository as one TOML text: what the host says about it, its files and its commits."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from portfolio_audit.demo.artefacts import bar_chart, notebook

_FOLDER = "repositories"


@dataclass(frozen=True, slots=True)
class PlannedCommit:
    """One commit of the plan."""

    day: int
    """Days before the reference date."""
    message: str
    changes: Mapping[str, bytes]
    """New content by path."""
    removed: tuple[str, ...] = ()
    pull: int | None = None
    """Number of the pull request that this commit is part of."""
    merges: int | None = None
    """Number of the pull request that this commit merges."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything about one made-up repository."""

    name: str
    host: Mapping[str, Any]
    """What the host says: description, topics, …"""
    created: int
    """Days before the reference date."""
    commits: tuple[PlannedCommit, ...]
    author: str


def bundles() -> tuple[Bundle, ...]:
    """All repositories that are shipped, by name."""
    found = [entry for entry in files(__package__).joinpath(_FOLDER).iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted((parsed(entry.read_text("utf-8")) for entry in found), key=lambda bundle: bundle.name))


def parsed(text: str) -> Bundle:
    """The bundle that the text describes; `ValueError` when its commits and files do not fit together."""
    table = tomllib.loads(text)
    contents = dict(_contents(table))
    commits = tuple(_commit(entry, contents) for entry in table.get("commits", ()))
    written = {path for entry in table.get("commits", ()) for path in entry.get("files", ())}
    if unused := sorted(contents.keys() - written):
        raise ValueError(f"{table['name']}: no commit writes {', '.join(unused)}")
    return Bundle(table["name"], table.get("host", {}), table["created"], commits, table["author"])


def _contents(table: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each file in its last state."""
    for path, text in table.get("files", {}).items():
        yield path, text.encode()
    for path, cells in table.get("notebooks", {}).items():
        yield path, notebook(cells).encode()
    for path, heights in table.get("charts", {}).items():
        yield path, bar_chart(heights)


def _commit(entry: Mapping[str, Any], contents: Mapping[str, bytes]) -> PlannedCommit:
    missing = [path for path in entry.get("files", ()) if path not in contents]
    if missing:
        raise ValueError(f"{entry['message']}: no such file: {', '.join(missing)}")
    drafts = {path: text.encode() for path, text in entry.get("drafts", {}).items()}
    changes = {path: contents[path] for path in entry.get("files", ())} | drafts
    return PlannedCommit(
        entry["day"],
        entry["message"],
        changes,
        tuple(entry.get("remove", ())),
        entry.get("pull"),
        entry.get("merges"),
    )
