"""One self-contained page: no request to anywhere, no script needed."""

import base64
import hashlib
from collections.abc import Iterator

from jinja2 import Template
from markupsafe import Markup

from portfolio_audit.model.report import Report
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.templates import environment
from portfolio_audit.resources import data_dir


def template(language: Language = ENGLISH) -> Template:
    """The page's template, compiled once for each language."""
    return environment(html=True, language=language).get_template("report.html.j2")


def pieces(report: Report, language: Language = ENGLISH) -> Iterator[str]:
    """The page, with its style inlined and allowed by hash alone."""
    style = (data_dir("reports") / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    yield from template(language).generate(report=report, style=Markup(style), style_hash=digest)  # noqa: S704 - our own file
