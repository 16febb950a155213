"""Markdown for job summaries and files."""

from portfolio_audit.model.report import Report
from portfolio_audit.renderers.templates import environment


def render(report: Report) -> str:
    """The report in Markdown; no text of a repository can act in it."""
    return environment(html=False).get_template("summary.md.j2").render(report=report)
