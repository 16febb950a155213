"""Where each student has been told what, so that nobody is told twice. Each entry is a transaction."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portfolio_audit.cohort.feedback.values import Way


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that was chosen for a student."""

    repository: str
    """`owner/name`."""
    number: int
    """Of the issue or pull request; 0 where it is not known that anything was posted."""
    url: str
    digest: str
    """Of the text that stands there; empty where it is not known that anything was posted."""


class Ledger:
    """The table `posted` of a cohort's state.

    Args:
        clock: the present instant, UTC.
    """

    def __init__(self, file: sqlite3.Connection, way: Way, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._way = way
        self._clock = clock

    def of(self, login: str) -> list[Entry]:
        """The student's places, the one that was last written to first."""
        rows = self._file.execute(
            "SELECT repository, coalesce(number, 0), url, digest FROM posted WHERE login = ? AND way = ?"
            " ORDER BY rowid DESC",
            (login, self._way),
        )
        return [Entry(*row) for row in rows]

    def choose(self, login: str, repository: str) -> None:
        """Note the place before anything is posted: whatever happens next, it is looked for there and nowhere else."""
        self._file.execute(
            "INSERT INTO posted (login, way, repository, at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
            (login, self._way, repository, self._now()),
        )

    def note(self, login: str, entry: Entry) -> None:
        """Note what stands there."""
        self._file.execute(
            "INSERT OR REPLACE INTO posted (login, way, repository, number, url, digest, at) VALUES (?,?,?,?,?,?,?)",
            (login, self._way, entry.repository, entry.number or None, entry.url, entry.digest, self._now()),
        )

    def _now(self) -> str:
        return self._clock().isoformat()
