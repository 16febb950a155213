"""What is known of a cohort: one SQLite file in its folder, which any tool can query.

Each student is one transaction, so that a run that is killed has lost nobody it was done with.
"""

import secrets
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from portfolio_audit.codec import encode
from portfolio_audit.cohort.layout import HINDERED, opened
from portfolio_audit.cohort.records import Asking, Finished, Known, Run
from portfolio_audit.cohort.tables import STUDENT, Tables, unpacked
from portfolio_audit.errors import StateFileError
from portfolio_audit.model.cohort import FindingRow, Roster, Status, Student
from portfolio_audit.renderers.wording import why
from portfolio_audit.temporary import held

_A_DAY = timedelta(days=1)
_FINDING = ", ".join(FindingRow.__struct_fields__)
_OF_FINDING = ", ".join("?" * (len(FindingRow.__struct_fields__) + 1))


class State(Tables):
    """The state in a folder. Use as a context manager; called from one thread, and by one run at a time.

    Raises:
        StateFileError: on entering: it cannot be used, or another run uses it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "State":
        with ExitStack() as stack:
            self._file = opened(self.folder)
            stack.callback(self._file.close)
            if not stack.enter_context(held(self.folder)):
                raise StateFileError(
                    f"another run is at work in {self.folder}. Wait for it, or choose another --output."
                )
            self._stack = stack.pop_all()
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._stack.close()
        if isinstance(error, sqlite3.Error):
            raise StateFileError(f"the state in {self.folder} could not be used ({error}). {HINDERED}") from None

    def begin(self, roster: Roster, asking: Asking, now: datetime) -> Run:
        """A run over that roster: the last one, if it was not brought to its end and asked the same.

        It must have begun within a day, unless it is about an instant, whose state stays what it is.
        """
        asked = encode(asking).decode()
        with self._transaction() as file:
            last = file.execute("SELECT id, clock, begun, asked, whole FROM run ORDER BY id DESC LIMIT 1").fetchone()
            again = last and not last[4] and last[3] == asked and (asking.as_of or _is_recent(last[2], now))
            if not again:
                clock = asking.as_of or now
                row = (
                    _told(clock),
                    _told(now),
                    asking.version,
                    asking.rubric,
                    asking.digest,
                    asked,
                    _told(asking.as_of),
                )
                file.execute(
                    "INSERT INTO run (clock, begun, version, rubric, digest, asked, as_of) VALUES (?,?,?,?,?,?,?)", row
                )
                last = file.execute("SELECT id, clock FROM run ORDER BY id DESC LIMIT 1").fetchone()
            self._enrol(roster)
        return Run(last[0], datetime.fromisoformat(last[1]))

    def _enrol(self, roster: Roster) -> None:
        """Have the roster's students in its order; what is known of others stays, and is not shown."""
        file = self._file
        file.execute("UPDATE student SET place = NULL")
        file.executemany(
            "INSERT INTO student (login, place, name, identifier, team, line) VALUES (?,?,?,?,?,?)"
            " ON CONFLICT (login) DO UPDATE SET login = excluded.login, place = excluded.place, name = excluded.name,"
            " identifier = excluded.identifier, team = excluded.team, line = excluded.line",
            [(s.login, place, s.name, s.identifier, s.group, s.line) for place, s in enumerate(roster.students)],
        )
        file.execute("DELETE FROM problem")
        file.executemany(
            "INSERT INTO problem VALUES (?,?,?)", [(one.line, one.text, one.reason) for one in roster.problems]
        )
        self.set("title", roster.title)

    def waiting(self, run: Run) -> list[Student]:
        """Whom the run has not looked at yet: whom a limit kept out first, then who has waited longest."""
        rows = self._file.execute(
            f"SELECT {STUDENT} FROM student"  # noqa: S608 - names of our own fields
            " WHERE place IS NOT NULL AND (run IS NOT ?1 OR status = ?2)"
            " ORDER BY status IS NOT ?2, coalesce(run, 0), place",
            (run.id, Status.RATE_LIMITED),
        )
        return [Student(*row) for row in rows]

    def known(self, login: str) -> Known | None:
        """What earlier runs found; `None` at the first time."""
        row = self._file.execute(
            "SELECT inputs, page, past, status FROM student WHERE login = ? AND run IS NOT NULL", (login,)
        ).fetchone()
        return Known(row[0], row[1], unpacked(row[2]), Status(row[3])) if row else None

    def same(self, run: Run, student: Student) -> None:
        """What the last run found stands."""
        self._file.execute("UPDATE student SET run = ? WHERE login = ?", (run.id, student.login))

    def keep(self, run: Run, done: Finished) -> None:
        """Keep what was found at a student, whole or not at all."""
        row, login = done.row, done.row.student.login
        score = row.score
        values = (
            run.id, row.status, why(row), row.value, score and score.low, score and score.high,
            score and score.coverage, score and score.grade, row.passed, row.before, row.summary, done.inputs,
            encode(row),
        )  # fmt: skip
        with self._transaction() as file:
            file.execute(
                "UPDATE student SET run=?, status=?, reason=?, score=?, low=?, high=?, coverage=?, grade=?, passed=?,"
                " score_before=?, summary=?, inputs=?, row=? WHERE login=?",
                (*values, login),
            )
            if done.report is not None:
                self._keep_report(done, login)

    def _keep_report(self, done: Finished, login: str) -> None:
        file = self._file
        made = (_told(done.audited_at), done.page, zlib.compress(done.report or b"", 6), _packed(done.past), login)
        file.execute("UPDATE student SET audited_at=?, page=?, report=?, past=? WHERE login=?", made)
        file.execute("DELETE FROM repository WHERE login = ?", (login,))
        file.executemany(
            "INSERT INTO repository VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                (login, one.name, place, one.url, one.kind, one.head, one.score, one.low, one.high, one.coverage,
                 one.carries, _bytes_of(one.sketch))
                for place, one in enumerate(done.repositories)
            ],
        )  # fmt: skip
        file.execute("DELETE FROM finding WHERE login = ?", (login,))
        names = _FINDING.replace("login", "login, place", 1)
        file.executemany(
            f"INSERT INTO finding ({names}) VALUES ({_OF_FINDING})",  # noqa: S608 - names of our own fields
            ((login, place, *_values(one)[1:]) for place, one in enumerate(done.findings)),
        )

    def shown(self, login: str, page: str) -> None:
        """Note how the student's page has been made."""
        self._file.execute("UPDATE student SET page = ? WHERE login = ?", (page, login))

    def finish(self, run: Run) -> None:
        """The run has looked at everybody, and everything is written."""
        self._file.execute("UPDATE run SET whole = 1 WHERE id = ?", (run.id,))

    def not_audited(self) -> StateFileError:
        """What to say where there was no run."""
        return StateFileError(f"{self.folder} holds a cohort that has not been audited. Run it with its roster.")

    def set(self, name: str, value: str) -> None:
        """Note a setting."""
        self._file.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def salt(self) -> bytes:
        """What pseudonyms are made with: the same for ever in this folder, and known nowhere else."""
        if (salt := self.get("salt")) is None:
            self.set("salt", salt := secrets.token_hex(32))
        return bytes.fromhex(salt)

    @property
    def file(self) -> sqlite3.Connection:
        """For what keeps tables of its own here."""
        return self._file

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._file.execute("BEGIN IMMEDIATE")
        with self._file:
            yield self._file


def _is_recent(begun: str, now: datetime) -> bool:
    return timedelta() <= now - datetime.fromisoformat(begun) < _A_DAY


def _told(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _packed(data: bytes | None) -> bytes | None:
    return None if data is None else zlib.compress(data, 6)


def _values(one: FindingRow) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in one.__struct_fields__)


def _bytes_of(sketch: tuple[int, ...]) -> bytes:
    return struct.pack(f">{len(sketch)}Q", *sketch)
