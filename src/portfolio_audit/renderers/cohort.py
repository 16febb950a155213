"""The page of a class: one self-contained file, no request to anywhere, complete without a script."""

from collections.abc import Iterator

from jinja2 import Template

from portfolio_audit.model.cohort import CohortReport
from portfolio_audit.renderers.cohort_page import page_of
from portfolio_audit.renderers.escape import without_control
from portfolio_audit.renderers.inlined import inlined
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.templates import environment

_TOGETHER = 500
"""Pieces of the template's that are looked through at once."""


def template(language: Language = ENGLISH) -> Template:
    """The page's template, compiled once for each language."""
    return environment(html=True, language=language).get_template("cohort.html.j2")


def pieces(report: CohortReport, language: Language = ENGLISH, *, ranking: bool = False) -> Iterator[str]:
    """The page.

    Args:
        ranking: whether the students stand in the order of their scores, with their places; else the roster's.
    """
    made = template(language).stream(
        report=report, language=language, page=page_of(report, ranking=ranking), **inlined("cohort")
    )
    made.enable_buffering(_TOGETHER)
    yield from map(without_control, made)
