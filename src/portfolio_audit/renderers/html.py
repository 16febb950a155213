"""One self-contained page: no request to anywhere, no script needed."""

import base64
import hashlib
from collections.abc import Iterator

from jinja2 import Template
from markupsafe import Markup

from portfolio_audit.model.report import Report
from portfolio_audit.renderers.templates import environment
from portfolio_audit.resources import data_dir


def template() -> Template:
    """The page's template, compiled once."""
    return environment(html=True).get_template("report.html.j2")


def pieces(report: Report) -> Iterator[str]:
    """The page, with its style inlined and allowed by hash alone."""
    style = (data_dir("reports") / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    yield from template().generate(report=report, style=Markup(style), style_hash=digest)  # noqa: S704 - our own file
