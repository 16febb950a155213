"""Which column of a table holds the usernames, and which the names: by headings first, then by contents."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from portfolio_audit.cohort.rosters.handles import Handle, cleaned, read_handle
from portfolio_audit.cohort.rosters.headings import Heading, Kind, heading, normal
from portfolio_audit.cohort.rosters.tables import HEAD, Row, Table
from portfolio_audit.text import shown

_MOST = 0.8  # of the filled cells
_LISTED = 30
_SAMPLE = 2_000  # rows whose contents tell what a column holds
_OTHER_WORDS = re.compile(r"[\d-]+|[A-Z][a-z]+|[A-Z]{1,3}\d?")  # numbers, first names, marks such as A1


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table, from 0."""

    layout: "Layout"
    username: int
    names: tuple[int, ...] = ()
    """Whose texts make a name, in this order."""
    identifier: int | None = None
    group: int | None = None
    doubtful: bool = False
    """Whether the heading may mean usernames of another system."""


class Layout:
    """A table with its headings told from its students."""

    def __init__(self, table: Table, server: str) -> None:
        self.server = server
        self.headings: Row | None = None
        self.rows: Sequence[Row] = table.rows
        self.width = max((len(row.cells) for row in table.rows), default=0)
        if (at := _headings_at(table)) is not None:
            self.begin_below(table, at)

    def begin_below(self, table: Table, at: int) -> None:
        """Take that one of the rows for the headings."""
        self.headings, self.rows = table.rows[at], table.rows[at + 1 :]

    def of_kind(self, *kinds: Kind) -> list[tuple[Heading, int]]:
        """Columns whose heading is of one of those kinds, best first."""
        row = self.headings.cells if self.headings else ()
        found = ((heading(cell), column) for column, cell in enumerate(row))
        return sorted(
            ((known, column) for known, column in found if known and known.kind in kinds),
            key=lambda pair: (pair[0].rank, pair[1]),
        )

    def handles(self, column: int) -> list[Handle]:
        """What was understood of the column's filled cells in the upper rows."""
        return [read_handle(cell, self.server) for cell in self.filled(column)]

    def filled(self, column: int) -> list[str]:
        """The column's cells in the upper rows in which anything stands."""
        return [cell for row in self.rows[:_SAMPLE] if (cell := cleaned(row.cell(column)))]

    def title(self, column: int) -> str:
        """What the column is called; without headings, what stands first in it."""
        if self.headings and (said := self.headings.cell(column).strip()):
            return f"'{shown(cleaned(said), 60)}'"
        first = self.filled(column)[:1]
        return f"(begins with '{shown(first[0], 60)}')" if first else "(empty)"

    def listed(self) -> str:
        """All columns, for an error."""
        named = [f"{column + 1} {self.title(column)}" for column in range(min(self.width, _LISTED))]
        return ", ".join([*named, "…"] if self.width > _LISTED else named)


def _headings_at(table: Table) -> int | None:
    """The first of the upper rows with a heading of usernames, else with two known ones; at the top, one is enough."""
    rows = _possible_headings(table)
    kinds = {at: {found.kind for cell in table.rows[at].cells if (found := heading(cell))} for at in rows}
    sure = (at for at, found in kinds.items() if found & {Kind.GITHUB, Kind.VAGUE})
    return next(sure, next((at for at, found in kinds.items() if len(found) > (at > 0)), None))


def _possible_headings(table: Table) -> list[int]:
    """The upper rows above which there are only shorter ones, as titles are."""
    filled = [sum(bool(cleaned(cell)) for cell in row.cells) for row in table.rows[:HEAD]]
    return [at for at, cells in enumerate(filled) if cells > max(filled[:at], default=0)]


def find_columns(table: Table, column: str | None, server: str) -> Columns | str:
    """The columns of a table, or why that of the usernames is not known: a text for an error.

    Args:
        column: name or number (from 1) that the user gave.
    """
    layout = Layout(table, server)
    if table.is_list and column is None:
        return _whole(layout, 0)
    if column is not None:
        return _chosen(layout, table, column)
    found = _guessed(layout)
    if layout.headings is None and len(table.rows) > 2 and not _is_student(layout, found):
        below = Layout(table, server)
        below.begin_below(table, 0)
        again = _guessed(below)
        layout, found = (below, again) if isinstance(again, int) else (layout, found)
    return found if isinstance(found, str) else _whole(layout, found)


def _is_student(layout: Layout, found: int | str) -> bool:
    """Whether the first row has a username in the column that was found, written as in the rows below."""
    handles = layout.handles(found) if isinstance(found, int) else []
    return bool(handles) and (handles[0].marked or not _mostly(handles[1:], lambda one: one.marked))


def _chosen(layout: Layout, table: Table, column: str) -> Columns | str:
    wanted = _name(column)
    for at in _possible_headings(table):
        names = list(map(_name, table.rows[at].cells))
        if wanted and wanted in names:
            layout.begin_below(table, at)
            return _whole(layout, names.index(wanted))
    number = int(column) - 1 if column.strip().isdecimal() and len(column) < 6 else -1
    if 0 <= number < layout.width:
        return _whole(layout, number)
    return f"there is no column '{shown(column, 60)}'. Columns: {layout.listed()}. Give one of these to --column."


def _name(text: str) -> str:
    return normal(text) or cleaned(text)


def _guessed(layout: Layout) -> int | str:
    """The column of usernames, or why there is not one."""
    steps = (_named_github, _marked, _named_vaguely, _plain)
    for step in steps:
        columns = step(layout)
        if len(columns) == 1 or (columns and _say_the_same(layout, columns)):
            return columns[0]
        if columns:
            several = " and ".join(f"{column + 1} {layout.title(column)}" for column in columns)
            return f"the usernames may be in {several}. Say which with --column (a name or a number)."
    return (
        f"no column could be told to hold GitHub usernames. Columns: {layout.listed()}. "
        "Say which with --column (a name or a number)."
    )


def _named_github(layout: Layout) -> list[int]:
    found = [pair for pair in layout.of_kind(Kind.GITHUB) if not _is_of_numbers(layout, pair[1])]
    return [column for known, column in found if known.rank == found[0][0].rank]


def _is_of_numbers(layout: Layout, column: int) -> bool:
    """Whether it is GitHub's own number of each, which `github_id` may mean."""
    cells = layout.filled(column)
    return bool(cells) and all(map(str.isdecimal, cells))


def _marked(layout: Layout) -> list[int]:
    """Columns of addresses on the host, or of @handles, that differ from row to row."""
    return [column for column in range(layout.width) if _mostly(layout.handles(column), lambda one: one.marked)]


def _named_vaguely(layout: Layout) -> list[int]:
    columns = (column for _, column in layout.of_kind(Kind.VAGUE))
    return [column for column in columns if _mostly(layout.handles(column), lambda one: bool(one.login))]


def _plain(layout: Layout) -> list[int]:
    """Columns without a known heading in which every cell is a username, and does not look like something else."""
    named = {column for _, column in layout.of_kind(*Kind)}
    return [column for column in range(layout.width) if column not in named and _is_plain(layout, column)]


def _is_plain(layout: Layout, column: int) -> bool:
    handles = layout.handles(column)
    logins = [one.login for one in handles]
    below = logins if layout.headings else logins[1:] or logins  # the first may be a heading that is not known
    return (
        all(logins)
        and _differ(logins)
        and not all(map(_OTHER_WORDS.fullmatch, below))
        and not any(one.in_repository for one in handles)
    )


def _mostly(handles: Sequence[Handle], is_one: Callable[[Handle], bool]) -> bool:
    good = [one.login for one in handles if is_one(one)]
    return bool(good) and len(good) >= len(handles) * _MOST and _differ(good)


def _differ(logins: Sequence[str]) -> bool:
    return len({login.lower() for login in logins}) >= len(logins) * _MOST and bool(logins)


def _say_the_same(layout: Layout, columns: Sequence[int]) -> bool:
    logins = [[one.login.lower() for one in layout.handles(column)] for column in columns]
    return all(one == logins[0] for one in logins)


def _whole(layout: Layout, username: int) -> Columns:
    """The other columns, by their headings."""

    def first(kind: Kind) -> list[int]:
        return [column for _, column in layout.of_kind(kind) if column != username][:1]

    full, given, last = first(Kind.FULL), first(Kind.FIRST), first(Kind.LAST)
    names = (full if full and given else [*(given or full), *last]) if last else full or given
    vague = [column for _, column in layout.of_kind(Kind.VAGUE)]
    return Columns(
        layout,
        username,
        names=tuple(names),
        identifier=_only(first(Kind.IDENTIFIER)),
        group=_only(first(Kind.GROUP)),
        doubtful=username in vague and not any(one.marked for one in layout.handles(username)),
    )


def _only(columns: Iterable[int]) -> int | None:
    return next(iter(columns), None)
