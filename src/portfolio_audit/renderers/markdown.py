"""Markdown for job summaries and files."""

from collections.abc import Iterator

from portfolio_audit.model.report import Report
from portfolio_audit.renderers.templates import environment


def pieces(report: Report) -> Iterator[str]:
    """The report in Markdown; no text of a repository can act in it."""
    yield from environment(html=False).get_template("summary.md.j2").generate(report=report)
