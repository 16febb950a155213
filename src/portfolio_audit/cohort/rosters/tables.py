"""A roster's text as rows with the lines they begin in: a delimited table, or a list."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from portfolio_audit.cohort.rosters.headings import Kind, heading
from portfolio_audit.errors import RosterFileError
from portfolio_audit.limits import ROSTER
from portfolio_audit.text import Decoded

HEAD = 10
"""Rows among which a line of headings is looked for."""
_SAMPLE = 200
_AGREE = 0.8  # of the rows have the same number of cells in a table without known headings
_NAMES = {",": "CSV", ";": "CSV with ';'", "\t": "TSV", "|": "table with '|'"}
_SEP = re.compile(r'sep=([^\w\s"]|\t)\n', re.IGNORECASE)
_END = "\x00"  # what the text cannot hold: `decoded` replaces NUL
_NOTE = re.compile(r"(?:^|\s)#")
_BULLET = re.compile(r"^(?:[-*+•]|\d+[.)])\s+")
_FULL_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ .]+[^\W\d_][\w'’.-]*){1,4}")


class Row(NamedTuple):
    """Cells of a table."""

    line: int
    """In which it begins, from 1."""
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The text of that column, from 0; empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return any(not cell.isspace() and cell for cell in self.cells)


class Table(NamedTuple):
    """Rows with something in them."""

    form: str
    """What it is, for people."""
    rows: list[Row]
    is_list: bool = False


def text_table(text: Decoded, name: str) -> Table:
    """The table or list that stands in the text.

    Args:
        name: of the roster, for messages.

    Raises:
        RosterFileError: a quotation mark is never closed, or there are too many lines.
    """
    body = text.text.removeprefix("\ufeff")
    encoding = "Latin-1" if text.encoding == "cp1252" else text.encoding.upper()
    given = _SEP.match(body)
    delimiter = given[1] if given else _delimiter(body)
    if not delimiter:
        return Table(f"a list, {encoding}", limited(_list_rows(body), name), is_list=True)
    skipped = 1 if given else 0
    rows = _table_rows(body[given.end() :] if given else body, delimiter, name, skipped)
    form = _NAMES.get(delimiter, f"CSV with {delimiter!r}")
    return Table(f"{form}, {encoding}", limited(rows, name))


def limited(rows: Iterator[Row], name: str) -> list[Row]:
    """Those with something in them, the cells cut to their limit.

    Raises:
        RosterFileError: there are too many.
    """
    most = ROSTER.students + HEAD
    kept = list(islice((_cut(row) for row in rows if row.is_filled), most + 1))
    if len(kept) > most:
        raise RosterFileError(f"{name}: has more than {ROSTER.students:,} lines. Audit it in parts.")
    return kept


def _cut(row: Row) -> Row:
    return Row(row.line, tuple(cell[: ROSTER.cell_chars] for cell in row.cells[: ROSTER.columns]))


def _table_rows(body: str, delimiter: str, name: str, skipped: int) -> Iterator[Row]:
    reader = csv.reader(chain(_lines(body), [_END]), delimiter=delimiter, skipinitialspace=delimiter != "\t")
    begin = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                break
            yield Row(begin + skipped, tuple(cells))
            begin = reader.line_num + 1
    except csv.Error:  # a cell of more than 128 kB
        pass
    raise RosterFileError(
        f"{name}: a quotation mark in line {begin + skipped} is never closed. Close it, or take it out."
    )


def _lines(body: str) -> Iterator[str]:
    """Its lines, parted at line feeds only, each with its end."""
    return (match[0] for match in re.finditer(r"[^\n]*\n|[^\n]+\Z", body))


def _delimiter(body: str) -> str | None:
    """The one that parts the first lines best; `None` for a list."""
    best = max(_NAMES, key=lambda delimiter: _fitness(body, delimiter))
    headings, share, width = _fitness(body, best)
    return best if width > 1 and (headings or share >= _AGREE) else None


def _fitness(body: str, delimiter: str) -> tuple[int, float, int]:
    """Known headings, the share of rows that have the usual number of cells, and that number."""
    try:
        rows = [
            row
            for row in islice(
                csv.reader(_lines(body), delimiter=delimiter, skipinitialspace=delimiter != "\t"), _SAMPLE
            )
            if any(row)
        ]
    except csv.Error:
        return 0, 0.0, 0
    rows = [row for row in rows if not row[0].lstrip().startswith("#") or heading(row[-1])]
    if not rows:
        return 0, 0.0, 0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    known = max(len(set(filter(None, map(heading, row)))) if len(row) > 1 else 0 for row in rows[:HEAD])
    return known, times / len(rows) if width > 1 else 0.0, max(width, 2 if known else 0)


def _list_rows(body: str) -> Iterator[Row]:
    for number, line in enumerate(body.split("\n"), 1):
        entry = _BULLET.sub("", _NOTE.split(line, maxsplit=1)[0].strip())
        if entry:
            yield Row(number, (_first_word(entry),))


def _first_word(entry: str) -> str:
    """What stands before the note; a full name, or a heading of several words, stays whole."""
    found = heading(entry)
    if (found and found.kind in (Kind.GITHUB, Kind.VAGUE)) or (entry != entry.lower() and _is_name(entry)):
        return entry
    return re.split(r"[\s,;|]", entry.replace("@ ", "@"), maxsplit=1)[0]


def _is_name(entry: str) -> bool:
    """Whether all of its words are capitalised, as those of a person's name are."""
    return bool(_FULL_NAME.fullmatch(entry)) and all(word[:1].isupper() for word in re.split(r"[ .]+", entry) if word)
