"""The report itself."""

from portfolio_audit.codec import dumps
from portfolio_audit.model.report import Report


def render(report: Report) -> str:
    """JSON of the schema named in it."""
    return dumps(report)
