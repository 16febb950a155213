"""The SQLite file of a cohort: what its tables are, opened, checked and brought up to date."""

import logging
import os
import sqlite3
from contextlib import ExitStack, suppress
from pathlib import Path

from portfolio_audit.errors import StateFileError
from portfolio_audit.text import shown

log = logging.getLogger(__name__)

FILE = "cohort.sqlite3"
_BUSY_SECONDS = 10.0
_APPLICATION = 0x50417564
"""Tells our files from those of other programs ("PAud")."""
_FIRST = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    clock TEXT NOT NULL,
    begun TEXT NOT NULL,
    version TEXT NOT NULL,
    rubric TEXT NOT NULL,
    digest TEXT NOT NULL,
    asked TEXT NOT NULL,
    as_of TEXT,
    whole INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE student (
    login TEXT PRIMARY KEY COLLATE NOCASE,
    place INTEGER,
    name TEXT NOT NULL DEFAULT '',
    identifier TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '',
    line INTEGER NOT NULL DEFAULT 0,
    run INTEGER REFERENCES run,
    status TEXT,
    reason TEXT NOT NULL DEFAULT '',
    audited_at TEXT,
    score INTEGER, low INTEGER, high INTEGER, coverage INTEGER,
    grade TEXT,
    passed INTEGER,
    score_before INTEGER,
    summary TEXT NOT NULL DEFAULT '',
    inputs TEXT NOT NULL DEFAULT '',
    page TEXT NOT NULL DEFAULT '',
    row BLOB,
    report BLOB,
    past BLOB
);
CREATE TABLE repository (
    login TEXT NOT NULL COLLATE NOCASE REFERENCES student ON DELETE CASCADE,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    url TEXT NOT NULL,
    kind TEXT,
    head TEXT NOT NULL,
    score INTEGER, low INTEGER, high INTEGER, coverage INTEGER,
    carries INTEGER NOT NULL,
    sketch BLOB NOT NULL,
    PRIMARY KEY (login, name)
) WITHOUT ROWID;
CREATE TABLE finding (
    login TEXT NOT NULL COLLATE NOCASE REFERENCES student ON DELETE CASCADE,
    place INTEGER NOT NULL,
    repository TEXT NOT NULL,
    rule TEXT NOT NULL,
    title TEXT NOT NULL,
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    credit INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    gain INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    message TEXT NOT NULL,
    path TEXT NOT NULL,
    line INTEGER,
    parent TEXT,
    PRIMARY KEY (login, place)
) WITHOUT ROWID;
CREATE INDEX finding_by_rule ON finding (rule, state);
CREATE TABLE problem (line INTEGER NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE posted (
    login TEXT NOT NULL COLLATE NOCASE,
    way TEXT NOT NULL,
    repository TEXT NOT NULL COLLATE NOCASE,
    number INTEGER,
    url TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    PRIMARY KEY (login, way, repository)
);
"""
MIGRATIONS = (_FIRST,)
"""Each brings a file from the layout of its number to the next; none is ever changed once it has been released."""


def opened(folder: Path) -> sqlite3.Connection:
    """The state in that folder, made when there is none, whole and in the present layout.

    Raises:
        StateFileError: it is damaged, of a newer version, of another program, or cannot be used.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as failed:
            file = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            failed.callback(file.close)
            with suppress(OSError):
                path.chmod(0o600)
            _prepare(file, path)
            failed.pop_all()
    except sqlite3.Error as error:
        hindered = isinstance(error, sqlite3.OperationalError)  # a full disk, a lock: the file itself is whole
        raise StateFileError(f"{path} cannot be used ({error}). {HINDERED if hindered else ADVICE}") from None
    except OSError as error:
        raise StateFileError(f"{path} cannot be used ({error.strerror}). Choose another --output.") from None
    return file


ADVICE = "Put it aside, or choose another --output: a new one is made, and all are audited again."
HINDERED = "Free some space, close what else uses it, and run the same command again: what is done is kept."


def _prepare(file: sqlite3.Connection, path: Path) -> None:
    file.execute("PRAGMA foreign_keys = ON")
    file.execute("PRAGMA trusted_schema = OFF")
    layout, application = (file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    tables = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application != _APPLICATION:
        raise StateFileError(f"{path} is no state of a cohort: another program made it. Choose another --output.")
    if layout > len(MIGRATIONS):
        raise StateFileError(
            f"{path} was made by a newer version. Upgrade portfolio-audit, or choose another --output."
        )
    if (found := file.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
        raise StateFileError(f"{path} is damaged ({shown(found)}). {ADVICE}")
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = NORMAL")
    for number in range(layout, len(MIGRATIONS)):
        _migrate(file, number)


def _migrate(file: sqlite3.Connection, number: int) -> None:
    """All of a step or nothing of it, whatever happens in between."""
    log.info("the state of the cohort is brought to layout %d", number + 1)
    step = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {number + 1};"
    file.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} {step} COMMIT;")


def is_there(folder: Path) -> bool:
    """Whether a cohort's state lies in that folder."""
    return os.path.lexists(folder / FILE)
