"""The classes whose pages are measured."""

import sys
from collections.abc import Callable
from pathlib import Path

from portfolio_audit.model.cohort import CohortReport
from portfolio_audit.renderers import cohort

TESTS = Path(__file__).resolve().parents[2] / "tests"


def _sample(name: str, *arguments: int) -> CohortReport:
    """One of those that the tests look at."""
    sys.path[:0] = [str(TESTS / "cohort"), str(TESTS)]
    import page_samples  # a module of the tests; by its package it would be taken for `cohort.py` beside `page.py`

    made: CohortReport = getattr(page_samples, name)(*arguments)
    return made


MAKERS: dict[str, Callable[[], CohortReport]] = {
    "cohort-24": lambda: _sample("class_of", 24),
    "cohort-30": lambda: _sample("class_of", 30),
    "cohort-200": lambda: _sample("class_of", 200),
    "cohort-hostile": lambda: _sample("hostile_class"),
    "cohort-anonymous": lambda: _sample("anonymous_class"),
}


def page(report: CohortReport) -> str:
    """Its page."""
    return "".join(cohort.pieces(report))
