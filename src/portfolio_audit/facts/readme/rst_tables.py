"""The four kinds of tables of reStructuredText, each as (line, cells) for every row."""

import csv
import re
from collections.abc import Iterator

from portfolio_audit.limits import README

_BORDER = re.compile(r"\s*={2,}(?:[ \t]+={2,})+\s*$")
_RULE = re.compile(r"\s*-{2,}(?:[ \t]+-{2,})*\s*$")
_RUN = re.compile(r"=+")
_ROW = re.compile(r"\s*\*\s+-(?:\s+|$)")
_CELL = re.compile(r"\s*-(?:\s+|$)")
_LINE = 4_000

Row = tuple[int, list[str]]


def grid_end(lines: list[str], number: int) -> int:
    """The index after a grid table that starts there, or 0."""
    end = number
    while end < len(lines) and lines[end].lstrip().startswith(("+", "|")):
        end += 1
    while end > number and not lines[end - 1].lstrip().startswith("+"):
        end -= 1
    return end if end - number > 2 else 0


def grid(lines: list[str], number: int, end: int) -> Iterator[Row]:
    """Rows of a grid table; a row goes on until the next border."""
    row: Row | None = None
    for index in range(number, end):
        text = lines[index].strip()[:_LINE]
        if text.startswith("+"):
            if row:
                yield row
            row = None
            continue
        cells = text.strip("|").split("|")[: README.cells]
        row = _merged(row, cells) if row else (index, cells)
    if row:
        yield row


def _merged(row: Row, cells: list[str]) -> Row:
    longer = max(len(row[1]), len(cells))
    pairs = zip(row[1] + [""] * (longer - len(row[1])), cells + [""] * (longer - len(cells)), strict=True)
    return row[0], [f"{above} {below.strip()}"[:_LINE] if below.strip() else above for above, below in pairs]


def simple_end(lines: list[str], number: int) -> int:
    """The index after a simple table that starts there, or 0."""
    if not _BORDER.match(lines[number][:_LINE]):
        return 0
    last = 0
    for end in range(number + 1, min(len(lines), number + README.table_rows)):
        if _BORDER.match(lines[end][:_LINE]):
            last = end + 1
            if end + 1 >= len(lines) or not lines[end + 1].strip():
                return last
    return last


def simple(lines: list[str], number: int, end: int) -> Iterator[Row]:
    """Rows of a simple table; a line without a first cell goes on with the one before."""
    starts = [match.start() for match in _RUN.finditer(lines[number][:_LINE])][: README.cells]
    row: Row | None = None
    for index in range(number + 1, end):
        text = lines[index][:_LINE]
        if not text.strip() or _BORDER.match(text) or _RULE.match(text):
            continue
        cells = [text[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
        if row and not cells[0]:
            row = _merged(row, cells)
        else:
            if row:
                yield row
            row = (index, cells)
    if row:
        yield row


def listed(lines: list[str], first: int, end: int, _options: dict[str, str]) -> Iterator[Row]:
    """Rows of a table that is written as a list of lists."""
    row: Row | None = None
    for index in range(first, end):
        text = lines[index][:_LINE]
        if match := _ROW.match(text):
            if row:
                yield row
            row = (index, [text[match.end() :].strip()])
        elif row and (match := _CELL.match(text)) and len(row[1]) < README.cells:
            row[1].append(text[match.end() :].strip())
        elif row and text.strip():
            row[1][-1] = f"{row[1][-1]} {text.strip()}"[:_LINE]
    if row:
        yield row


def separated(lines: list[str], first: int, end: int, options: dict[str, str]) -> Iterator[Row]:
    """Rows of a table that is written as comma-separated values."""
    mark = {"tab": "\t", "space": " "}.get(options.get("delim", ","), options.get("delim", ","))
    if "header" in options:
        yield first - 1, _split(options["header"], ",")
    for index in range(first, end):
        if lines[index].strip():
            yield index, _split(lines[index], mark)


def _split(line: str, mark: str) -> list[str]:
    try:
        return [
            cell.strip() for cell in next(csv.reader([line.strip()[:_LINE]], delimiter=mark, skipinitialspace=True), [])
        ][: README.cells]
    except (csv.Error, TypeError):  # TypeError: a delimiter of several signs
        return [line.strip()[:_LINE]]
