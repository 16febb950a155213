"""Who of a class needs help first, and why. What is not known speaks against nobody."""

from collections.abc import Iterator, Sequence

from portfolio_audit.model.cohort import Concern, Distribution, Status, StudentRow
from portfolio_audit.text import counted, uncapitalised

MOST = 10
"""Students who are named; of a class of fewer than 40, a quarter of it."""
FALL = 10
"""Points a score must have fallen by."""
WEAK = 50
"""Points from which nobody is called weak for being in the lowest quarter of a good class."""
QUARTERS = 4
"""Scores from which there is such a quarter."""


def concerns(students: Sequence[StudentRow], spread: Distribution, pass_mark: int | None) -> tuple[Concern, ...]:
    """At most ten students, or a quarter of a small class: those with the most urgent reason first, then the lowest."""
    scored = sum(row.value is not None for row in students)
    weak_to = _weak_to(spread) if scored >= QUARTERS else -1
    found = [(list(_reasons(row, weak_to, pass_mark)), row) for row in students]
    urgent = sorted(
        (reasons[0][0], _at_best(row), row.student.key, row.student.login, tuple(text for _, text in reasons))
        for reasons, row in found
        if reasons
    )
    most = min(MOST, -(-len(students) // 4))
    return tuple(Concern(login, reasons) for *_, login, reasons in urgent[:most])


def _weak_to(spread: Distribution) -> int:
    """The highest score of the lowest quarter that is a weak one; where most have the same, nobody is the lowest."""
    if spread.lower_quartile is None or spread.median is None:
        return -1
    return min(spread.lower_quartile, spread.median - 1, WEAK - 1)


def _reasons(row: StudentRow, weak_to: int, pass_mark: int | None) -> Iterator[tuple[int, str]]:
    """(urgency, sentence), the most urgent first."""
    for title in row.critical:
        yield 0, f"Critical: {uncapitalised(title)}."
    if row.status is Status.NO_SUCH_USER:
        yield 1, "The host knows no such user."
    elif row.status is Status.NO_REPOSITORIES:
        yield 2, "There is no repository to look at."
    if row.passed is False:
        yield 3, _not_passed(row, pass_mark)
    if row.before is not None and row.value is not None and row.before - _at_best(row) >= FALL:
        yield 4, f"The score fell by {counted(row.before - row.value, 'point')}, to {row.value}."
    if row.value is not None and _at_best(row) <= weak_to:
        yield 5, f"The score of {row.value} is in the lowest quarter of the class."


def _at_best(row: StudentRow) -> int:
    """The score if all that is not known passed."""
    return (row.score.high or row.value or 0) if row.score else 0


def _not_passed(row: StudentRow, pass_mark: int | None) -> str:
    if pass_mark is not None and row.value is not None and row.value < pass_mark:
        return f"The score of {row.value} is below the pass mark of {pass_mark}."
    return "A required rule is not passed."
