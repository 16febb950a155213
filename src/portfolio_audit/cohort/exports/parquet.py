"""Tables as Parquet, typed; texts as in the CSV, because spreadsheets open these files, too. Asks for an extra."""

from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from portfolio_audit.cohort.exports.separated import safe_cell
from portfolio_audit.cohort.exports.tables import Column, finding_columns, in_batches, student_columns
from portfolio_audit.errors import OutputError
from portfolio_audit.model.cohort import CohortReport, FindingRow

R = TypeVar("R")
_ROWS_AT_ONCE = 10_000
"""A row group of the file; what is held in memory."""
_BYTES_AT_ONCE = 1 << 20
MISSING = "Parquet files need pyarrow. Install it with: python -m pip install 'portfolio-audit[parquet]'"


def students(report: CohortReport) -> Iterator[bytes]:
    """A row for each student; numbers and flags that do not exist are null.

    Raises:
        OutputError: pyarrow is not installed.
    """
    return _file(tuple(student_columns(report)), report.students)


def findings(rows: Iterable[FindingRow]) -> Iterator[bytes]:
    """A row for each finding, as they come.

    Raises:
        OutputError: pyarrow is not installed.
    """
    return _file(tuple(finding_columns()), rows)


def _file(columns: Sequence[Column[R]], rows: Iterable[R]) -> Iterator[bytes]:
    arrow = _pyarrow()
    with TemporaryFile() as file:
        _write(arrow, file, columns, rows)
        file.seek(0)
        while piece := file.read(_BYTES_AT_ONCE):
            yield piece


def _write(arrow: Any, file: IO[bytes], columns: Sequence[Column[R]], rows: Iterable[R]) -> None:
    import pyarrow.parquet  # not at the top, because it is an extra

    kinds: dict[str, Any] = {"text": arrow.string(), "number": arrow.int32(), "flag": arrow.bool_()}
    schema = arrow.schema([(column.name, kinds[column.kind]) for column in columns])
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in in_batches(rows, _ROWS_AT_ONCE):
            cells = {column.name: [_plain(column.value(row)) for row in batch] for column in columns}
            writer.write_table(arrow.table(cells, schema=schema))


def _plain(cell: object) -> object:
    """Text that UTF-8 can write and no spreadsheet takes for a formula."""
    return safe_cell(cell).encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise OutputError(MISSING) from None
    return pyarrow
