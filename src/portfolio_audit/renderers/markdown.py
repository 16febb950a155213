"""Markdown for job summaries and files."""

from collections.abc import Iterator

from jinja2 import Template

from portfolio_audit.model.report import Report
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.templates import environment


def template(language: Language = ENGLISH) -> Template:
    """The template, compiled once for each language."""
    return environment(html=False, language=language).get_template("summary.md.j2")


def pieces(report: Report, language: Language = ENGLISH) -> Iterator[str]:
    """The report in Markdown; no text of a repository can act in it."""
    yield from template(language).generate(report=report)
