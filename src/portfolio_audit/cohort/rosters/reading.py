"""A roster from a file, the standard input or the host."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from portfolio_audit.cohort.rosters.columns import Columns, find_columns
from portfolio_audit.cohort.rosters.sheets import is_workbook, sheet_tables
from portfolio_audit.cohort.rosters.students import Gathered, gather, gather_logins
from portfolio_audit.cohort.rosters.tables import Table, text_table
from portfolio_audit.errors import RosterFileError
from portfolio_audit.limits import ROSTER
from portfolio_audit.model.cohort import Roster
from portfolio_audit.targets import valid_login
from portfolio_audit.text import NAME, counted, decoded, numbered, shown

ORGANISATION = "org:"
_FORMS = "Give a CSV, an XLSX or a list with one username a line"


def read_roster(
    source: str,
    column: str | None = None,
    server: str = "https://github.com",
    *,
    stdin: BinaryIO | None,
    members: Callable[[str], Sequence[str]],
) -> Roster:
    """The students that a roster names, and what stands in it that names nobody.

    Args:
        source: a file, `-` for the standard input, or `org:NAME`.
        column: heading or number (from 1) of the column with the usernames; guessed where it is not given.
        server: where profiles are.
        stdin: the standard input in bytes; `None` where there is none.
        members: the usernames of an organisation's members, asked of the host; its errors pass through.

    Raises:
        RosterFileError: it cannot be read, its column of usernames is not clear, or it names nobody.
    """
    if source.startswith(ORGANISATION):
        return _of_organisation(source.removeprefix(ORGANISATION), column, server, members)
    name = "standard input" if source == "-" else shown(source, NAME)
    data = _from_stdin(stdin) if source == "-" else _from_file(source, name)
    if len(data) > ROSTER.file_bytes:
        raise RosterFileError(f"{name}: has more than {ROSTER.file_bytes // 1_000_000} MB. {_FORMS}.")
    title = name if source == "-" else shown(Path(source).stem, NAME)
    return _of_tables(_tables(data, name), title, name, column, server)


def _of_organisation(name: str, column: str | None, server: str, members: Callable[[str], Sequence[str]]) -> Roster:
    if not valid_login(name):
        raise RosterFileError(f"'{shown(name, NAME)}' is no name of an organisation. Give {ORGANISATION}NAME.")
    if column is not None:
        raise RosterFileError("--column is for files; the members of an organisation have no columns. Leave it out.")
    found = gather_logins(members(name), server)
    if not found.students:
        raise RosterFileError(
            f"the host shows no members of {name}. Members are shown who are public; "
            "a token of a member's shows all (the scope read:org)."
        )
    told = f"{counted(len(found.students), 'member')} of the organisation {name}, as the host shows them"
    return Roster(name, tuple(found.students.values()), tuple(found.problems), told)


def _from_stdin(stdin: BinaryIO | None) -> bytes:
    if stdin is None:
        raise RosterFileError("there is no standard input to read the roster from. Give a file.")
    return stdin.read(ROSTER.file_bytes + 1)


def _from_file(source: str, name: str) -> bytes:
    try:
        path = Path(source)
        if path.is_dir():
            raise RosterFileError(f"{name}: is a folder. Give the file with the roster.")
        with path.open("rb") as file:
            return file.read(ROSTER.file_bytes + 1)
    except FileNotFoundError:
        hint = f" For the members of an organisation write {ORGANISATION}{source}." if valid_login(source) else ""
        raise RosterFileError(f"{name}: there is no such file. Check the spelling.{hint}") from None
    except OSError as error:
        raise RosterFileError(f"{name}: cannot be read: {error.strerror}.") from None
    except ValueError:  # NUL in the name
        raise RosterFileError(f"{name}: is no name of a file. Check the spelling.") from None


def _tables(data: bytes, name: str) -> list[Table]:
    if is_workbook(data):
        tables = sheet_tables(data, name)
    else:
        text = decoded(data)
        if text is None:
            raise RosterFileError(f"{name}: is neither text nor a workbook. {_FORMS}.")
        if text.text.lstrip("\ufeff \n\t").lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
            raise RosterFileError(f"{name}: is a web page or XML. Open it in a spreadsheet and save it as XLSX or CSV.")
        tables = [text_table(text, name)]
    if not any(table.rows for table in tables):
        raise RosterFileError(f"{name}: is empty. {_FORMS}.")
    return tables


def _of_tables(tables: list[Table], title: str, name: str, column: str | None, server: str) -> Roster:
    """From the first table whose column of usernames is known; one with headings goes before one without."""
    found = [(table, find_columns(table, column, server)) for table in tables]
    known = [(table, columns) for table, columns in found if isinstance(columns, Columns)]
    table, columns = min(known, key=lambda pair: pair[1].layout.headings is None, default=found[0])
    if isinstance(columns, str):
        raise RosterFileError(f"{name}: {columns}")
    people = gather(columns, server)
    if not people.students:
        raise RosterFileError(f"{name}: names no student. {_nobody(people)}")
    if len(people.students) > ROSTER.students:
        raise RosterFileError(f"{name}: names more than {ROSTER.students:,} students. Audit it in parts.")
    return Roster(title, tuple(people.students.values()), tuple(people.problems), _told(table, columns, people))


def _nobody(people: Gathered) -> str:
    if not people.problems:
        return f"There is nothing below its headings. {_FORMS}."
    first = people.problems[0]
    return (
        f"Line {first.line}, '{first.text}': {first.reason}. Say with --column where the usernames are, if elsewhere."
    )


def _told(table: Table, columns: Columns, people: Gathered) -> str:
    """How it was read, in one line."""
    parts = [table.form]
    if not table.is_list:
        parts.append(_columns_told(columns))
    if columns.doubtful:
        parts.append("the heading does not say that these are of GitHub, so check some of them")
    if people.owners:
        parts.append(
            numbered(
                people.owners,
                "{} is the owner of a repository named there",
                "{} are owners of repositories named there",
            )
        )
    return "; ".join(parts)


def _columns_told(columns: Columns) -> str:
    title, headings = columns.layout.title, columns.layout.headings
    told = [f"usernames from column {columns.username + 1} {title(columns.username)}"]
    if columns.names:
        told.append(f"names from {' and '.join(map(title, columns.names))}")
    for column, what in ((columns.identifier, "identifiers"), (columns.group, "groups")):
        if column is not None:
            told.append(f"{what} from {title(column)}")
    if headings is None:
        told.append("no headings")
    elif headings.line > 1:
        told.append(f"headings in line {headings.line}")
    return ", ".join(told)
