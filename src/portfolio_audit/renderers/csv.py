"""A table for spreadsheets and scripts: one row per finding."""

import csv
from collections.abc import Iterator
from io import StringIO

from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.escape import spreadsheet_cell

COLUMNS = (
    *("repository", "rule", "category", "severity", "state", "credit", "weight", "gain", "minutes"),
    *("title", "message", "path", "line", "excerpt", "fix"),
)
_NOWHERE = Evidence("")


def pieces(report: Report) -> Iterator[str]:
    """RFC 4180 with a row of names, a piece for each repository; the portfolio's own findings, last, name none."""
    yield _lines([COLUMNS])
    for repo in report.repositories:
        yield _lines(_row(repo.name, finding) for finding in repo.findings)
    yield _lines(_row("", finding) for finding in report.findings)


def _row(repository: str, finding: FindingReport) -> tuple[str | int | None, ...]:
    at = finding.evidence[0] if finding.evidence else _NOWHERE
    return (
        *(repository, finding.rule, finding.category, finding.severity, finding.state),
        *(finding.credit, finding.weight, finding.gain, finding.minutes),
        *(finding.title, finding.message, at.path, at.line, at.excerpt, finding.fix),
    )


def _lines(rows: "Iterator[tuple[str | int | None, ...]] | list[tuple[str, ...]]") -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([spreadsheet_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
