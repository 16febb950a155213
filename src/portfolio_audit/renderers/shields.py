"""What the endpoint badge of shields.io reads, so that it draws the score in any of its styles."""

from collections.abc import Iterator

from portfolio_audit.codec import dumps
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import badge, views

_COLOURS = {"good": "green", "fair": "yellow", "weak": "red", "none": "lightgrey"}


def pieces(report: Report) -> Iterator[str]:
    """JSON of the endpoint's first schema."""
    colour = _COLOURS[views.band(report.score)]
    yield dumps({"schemaVersion": 1, "label": badge.label(report), "message": badge.value(report), "color": colour})
