"""The report itself."""

from collections.abc import Iterator

from msgspec.structs import replace

from portfolio_audit.codec import dumps, indented
from portfolio_audit.model.report import Report
from portfolio_audit.packed import packed

_PLACE = '\n "repositories": []'


def pieces(report: Report) -> Iterator[str]:
    """JSON of the schema named in it, a repository at a time."""
    before, _, after = dumps(replace(report, repositories=())).partition(_PLACE)
    yield f"{before}{_PLACE[:-1]}"
    separator = ""
    for item in packed(report.repositories):
        text = indented(item.json).replace("\n", "\n  ")
        yield f"{separator}\n  {text}"
        separator = ","
    end = "\n " if separator else ""
    yield f"{end}]{after}"
